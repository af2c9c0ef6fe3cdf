using System.Collections.Immutable;
using Opsroom.Tools.Monitoring.Signals;

namespace Opsroom.Tools.Monitoring.Objectives;

/// <summary>How a service stands to an objective.</summary>
internal enum SloVerdict
{
    /// <summary>Not measured, or too little to judge.</summary>
    Unknown,
    Met,

    /// <summary>Worth a ticket: the budget will be gone before the window ends.</summary>
    Burning,

    /// <summary>Worth waking somebody: a good part of the budget goes within hours.</summary>
    BurningFast,

    /// <summary>The budget of the window is used up.</summary>
    Exhausted,
}

/// <param name="Verdict">The worse of availability and latency.</param>
/// <param name="Latency">Where a threshold was given and durations are measured.</param>
/// <param name="Found">Under which names and labels the service was found.</param>
internal sealed record SloReport(
    string Service, SloVerdict Verdict, string Summary, double Objective, string Window, DateTimeOffset From, DateTimeOffset To, ErrorBudget Budget, ImmutableArray<BurnRate> BurnRates,
    ImmutableArray<BurnCondition> Conditions, string? TimeToExhaustion, LatencyReport? Latency, FoundService Found, ImmutableArray<string> Notes);

/// <param name="Threshold">In seconds: slower requests miss the objective. It is a bound of the histogram, and may be below the one that was asked for.</param>
internal sealed record LatencyReport(
    SloVerdict Verdict, string Summary, double Objective, double Threshold, ErrorBudget Budget, ImmutableArray<BurnRate> BurnRates, ImmutableArray<BurnCondition> Conditions, string? TimeToExhaustion);

/// <param name="Total">The share of requests that may miss the objective.</param>
/// <param name="Requests">In the window, as far as it is measured.</param>
/// <param name="Allowed">How many of those may miss it.</param>
/// <param name="Missed">How many did.</param>
/// <param name="Used">Which part of the budget that is; above 1 where it is used up.</param>
/// <param name="Left">What remains of it; negative where it is used up.</param>
/// <param name="Coverage">Which part of the window is measured.</param>
/// <param name="MeasuredSince">Since when there is data, where that is not the whole window.</param>
internal sealed record ErrorBudget(double Total, double? Requests, double? Allowed, double? Missed, double? Used, double? Left, double Coverage, DateTimeOffset? MeasuredSince, string Query);

/// <param name="Missed">How many requests missed the objective.</param>
/// <param name="Ratio">Which share of them that is; absent without requests.</param>
/// <param name="Rate">How many times faster the budget goes than it may: 1 uses it up exactly in the window.</param>
internal sealed record BurnRate(string Window, double? Requests, double? Missed, double? Ratio, double? Rate, string Query);

/// <summary>A row of the table of multi-window, multi-burn-rate alerts (Site Reliability Workbook, chapter 5).</summary>
/// <param name="Factor">Both windows have to burn at least that fast.</param>
/// <param name="Severity"><c>page</c> or <c>ticket</c>.</param>
/// <param name="IsMet">Absent where it cannot be told.</param>
internal sealed record BurnCondition(string Severity, double Factor, string Long, string Short, bool? IsMet, string Why);
