using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Monitoring.Rules.Generation;

/// <summary>What a service promises.</summary>
public sealed partial record AlertObjectives(
    [Description("The share of requests that succeed, such as 0.999."), Range(0.5, 0.99999)] double? Availability = null,
    [Description("How fast requests are to be, such as 300ms or 0.5s; with latency_objective the share that is. It has to be a bound of the histogram's buckets."), StringLength(16)] string? LatencyThreshold = null,
    [Description("The share of requests that are faster than latency_threshold, such as 0.99 (the default)."), Range(0.5, 0.99999)] double? LatencyObjective = null,
    [Description("The same as latency_threshold with latency_objective 0.9."), StringLength(16)] string? LatencyP90 = null,
    [Description("The same as latency_threshold with latency_objective 0.95."), StringLength(16)] string? LatencyP95 = null,
    [Description("The same as latency_threshold with latency_objective 0.99."), StringLength(16)] string? LatencyP99 = null)
{
    private const double DefaultShare = 0.99;

    /// <summary>Its promises about latency, each with the bound in seconds.</summary>
    internal IEnumerable<(double Share, string Text)> Latencies => new (double Share, string? Text)[]
    {
        (LatencyObjective ?? DefaultShare, LatencyThreshold), (0.9, LatencyP90), (0.95, LatencyP95), (0.99, LatencyP99),
    }.Where(each => each.Text is not null).Select(each => (each.Share, each.Text!)).DistinctBy(each => each.Share);

    /// <summary>What cannot be understood; null where all can.</summary>
    internal string? Fault()
    {
        if (Availability is null && !Latencies.Any())
        {
            return "objectives names nothing to keep. Give availability (such as 0.999), latency_threshold (such as 300ms) with latency_objective, or latency_p99.";
        }

        return Latencies.Select(each => each.Text).FirstOrDefault(text => Seconds(text) is null) is { } unread ? $"\"{unread}\" is no time that a request takes. Write it as 300ms or 0.5s." : null;
    }

    /// <summary>A span of time in seconds; without a unit it is seconds.</summary>
    internal static decimal? Seconds(string text)
    {
        if (Time().Match(text) is not { Success: true } match || !decimal.TryParse(match.Groups["amount"].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var amount) || amount == 0)
        {
            return null;
        }

        return match.Groups["unit"].Value switch { "ms" => amount / 1000, "m" => amount * 60, _ => amount };
    }

    [GeneratedRegex(@"^\s*(?<amount>[0-9]{1,6}(?:\.[0-9]{1,6})?)\s*(?<unit>ms|s|m)?\s*\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Time();
}

/// <summary>Rules as they were written.</summary>
/// <param name="Yaml">A rule file for Prometheus.</param>
/// <param name="Path">Where it stands in the workspace.</param>
/// <param name="Findings">What the linter thinks of it.</param>
/// <param name="Alerts">The names of the alerts.</param>
/// <param name="Assumptions">What was not given and taken for granted, and what has to be there.</param>
public sealed record GeneratedAlertRules(
    string Yaml, string Path, ImmutableArray<Finding> Findings, ImmutableArray<string> Alerts, ImmutableArray<string> Assumptions, ImmutableArray<Workspace.WorkspaceFile> Files);
