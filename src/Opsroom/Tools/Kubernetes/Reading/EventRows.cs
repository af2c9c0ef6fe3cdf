using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Events that say the same of the same object.</summary>
/// <param name="LastSeen">How long ago the last of them was.</param>
/// <param name="Count">How often it happened.</param>
/// <param name="Type">Normal or Warning.</param>
/// <param name="Object">What it is about, as Kind/namespace/name.</param>
/// <param name="Source">Who says it.</param>
public sealed record EventRow(string LastSeen, DateTimeOffset? LastAt, DateTimeOffset? FirstAt, long Count, string Type, string Reason, string Object, string Message, string? Source);

/// <param name="Warnings">How many of all that were found are warnings, before the list was cut.</param>
/// <param name="Truncated">Whether there are more than are listed.</param>
/// <param name="Hint">How to see the others.</param>
public sealed record EventList(ImmutableArray<EventRow> Items, int Warnings, bool Truncated, string? Hint);

/// <summary>Groups events and puts the newest first.</summary>
internal static class EventRows
{
    private const int LongestMessage = 1_000;

    public static ImmutableArray<EventRow> Of(IEnumerable<KubeObject> events, DateTimeOffset now) =>
    [
        .. events.GroupBy(each => (Type: each.Body.TextAt("type") ?? "Normal", Reason: each.Body.TextAt("reason") ?? "", About: About(each), Message: each.Body.TextAt("message") ?? each.Body.TextAt("note") ?? ""))
            .Select(same =>
            {
                var (first, last) = (same.Min(FirstAt), same.Max(LastAt));
                return new EventRow(
                    Words.Age(last, now), last, first, same.Sum(CountOf), Words.Of(same.Key.Type), OutsideText.OneLine(same.Key.Reason), same.Key.About, OutsideText.OneLine(same.Key.Message, LongestMessage),
                    same.Select(SourceOf).FirstOrDefault(source => source is not null));
            })
            .OrderByDescending(row => row.LastAt ?? DateTimeOffset.MinValue).ThenBy(row => row.Object, StringComparer.Ordinal),
    ];

    private static string About(KubeObject each)
    {
        var about = each.Body.MapAt("involvedObject") ?? each.Body.MapAt("regarding");
        return string.Join('/', new[] { about.TextAt("kind"), about.TextAt("namespace"), about.TextAt("name") }.Where(part => !string.IsNullOrEmpty(part)).Select(part => Words.Of(part)));
    }

    private static long CountOf(KubeObject each) => Math.Max(1, each.Body.NumberAt("series", "count") ?? each.Body.NumberAt("count") ?? 1);

    private static DateTimeOffset? LastAt(KubeObject each) =>
        each.Body.TimeAt("series", "lastObservedTime") ?? each.Body.TimeAt("lastTimestamp") ?? each.Body.TimeAt("eventTime") ?? each.CreatedAt;

    private static DateTimeOffset? FirstAt(KubeObject each) => each.Body.TimeAt("firstTimestamp") ?? each.Body.TimeAt("eventTime") ?? each.CreatedAt;

    private static string? SourceOf(KubeObject each) => Words.OrNull(each.Body.TextAt("reportingComponent") is { Length: > 0 } reporting ? reporting : each.Body.TextAt("source", "component"));
}
