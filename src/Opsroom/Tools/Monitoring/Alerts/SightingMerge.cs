using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Alerts;

/// <summary>Makes one alert of what several sources have of the same.</summary>
internal static class SightingMerge
{
    /// <param name="managed">Alertmanager's.</param>
    /// <param name="ruled">Prometheus's. What it sends has more labels: its external ones.</param>
    public static ImmutableArray<Sighting> Merge(IEnumerable<Sighting> managed, IEnumerable<Sighting> ruled)
    {
        List<Sighting> all = [.. managed.GroupBy(alert => Sighting.FingerprintOf(alert.Identity), StringComparer.Ordinal).Select(copies => copies.Aggregate(Both))];
        var byName = Enumerable.Range(0, all.Count).ToLookup(place => all[place].Name, StringComparer.Ordinal);
        var taken = new HashSet<int>();
        // alerts with more labels choose first, so that what fits only one finds it
        foreach (var alert in ruled.DistinctBy(alert => (alert.Fingerprint, alert.State)).OrderByDescending(alert => alert.Labels.Count))
        {
            var place = alert.State == AlertStatus.Firing
                ? byName[alert.Name].Where(each => !taken.Contains(each) && Holds(all[each].Labels, alert.Labels)).OrderBy(each => all[each].Labels.Count).Select(each => (int?)each).FirstOrDefault()
                : null;
            if (place is { } same)
            {
                taken.Add(same);
                all[same] = Both(all[same], alert);
            }
            else
            {
                all.Add(alert);
            }
        }

        return [.. all];
    }

    private static bool Holds(ImmutableSortedDictionary<string, string> labels, ImmutableSortedDictionary<string, string> others) =>
        others.All(other => labels.TryGetValue(other.Key, out var value) && value == other.Value);

    private static Sighting Both(Sighting first, Sighting second) => first with
    {
        Annotations = first.Annotations.IsEmpty ? second.Annotations : first.Annotations,
        StartsAt = first.StartsAt is { } one && second.StartsAt is { } two ? (first.Sources.SequenceEqual(second.Sources, StringComparer.Ordinal) && two < one ? two : one) : first.StartsAt ?? second.StartsAt,
        Value = first.Value ?? second.Value,
        Query = first.Query ?? second.Query,
        StartsLastDay = first.StartsLastDay ?? second.StartsLastDay,
        Sources = [.. first.Sources.Union(second.Sources, StringComparer.Ordinal)],
        SilencedBy = [.. first.SilencedBy.Union(second.SilencedBy, StringComparer.Ordinal)],
        InhibitedBy = [.. first.InhibitedBy.Union(second.InhibitedBy, StringComparer.Ordinal)],
    };
}
