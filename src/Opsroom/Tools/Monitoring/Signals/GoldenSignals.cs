using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Signals;

internal enum SignalVerdict
{
    /// <summary>Not measured, or too little to judge.</summary>
    Unknown,
    Ok,
    Warning,
    Critical,
}

/// <param name="Verdict">The worst of the four signals; unknown where none could be judged.</param>
/// <param name="Found">Under which names and labels the service was found.</param>
/// <param name="NotFound">What was looked for in vain, in words.</param>
internal sealed record GoldenSignals(
    string Service, SignalVerdict Verdict, string Summary, string TimeRange, DateTimeOffset From, DateTimeOffset To, GoldenSignal Latency, GoldenSignal Traffic, GoldenSignal Errors,
    GoldenSignal Saturation, FoundService Found, ImmutableArray<string> NotFound, ImmutableArray<string> Notes);

/// <param name="Why">What the verdict rests on, in words.</param>
/// <param name="Value">Of the measure that the verdict is about.</param>
/// <param name="Baseline">The same for the time as long before.</param>
/// <param name="Query">The PromQL of the value.</param>
/// <param name="Measures">All that was measured for it.</param>
internal sealed record GoldenSignal(
    SignalVerdict Verdict, string Why, double? Value, string? Unit, double? Baseline, double? DayBefore, string? Query, ImmutableArray<SignalMeasure> Measures);

/// <param name="Name">Such as <c>p99</c>, or <c>memory of its limit</c>.</param>
/// <param name="Unit"><c>s</c>, <c>ratio</c>, <c>requests/s</c>, <c>requests</c>, <c>cores</c>, <c>bytes</c>, or a word for what is counted.</param>
/// <param name="Value">Over the whole range.</param>
/// <param name="Recent">Over the last five minutes.</param>
/// <param name="Baseline">Over the time as long before.</param>
/// <param name="DayBefore">Over the same time a day earlier.</param>
internal sealed record SignalMeasure(string Name, string Unit, double? Value, double? Recent, double? Baseline, double? DayBefore, string Query);

/// <param name="Labels">Matchers that have series of the service, the one that is used for requests first.</param>
/// <param name="Requests">The counter of requests.</param>
/// <param name="Duration">The histogram or summary of durations, without a suffix.</param>
/// <param name="StatusLabel">The label with the outcome.</param>
/// <param name="Others">Other names that count its requests, which are not used.</param>
internal sealed record FoundService(ImmutableArray<string> Labels, string? Requests, string? Duration, string? StatusLabel, ImmutableArray<string> Others);
