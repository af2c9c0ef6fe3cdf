namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>Sets what happened to something against the state in which it was seen: a pod that is ready has got over its events, one that is not still suffers from them.</summary>
internal static class Settled
{
    private static readonly TimeSpan Settling = TimeSpan.FromMinutes(10);

    public static IEnumerable<Observation> Of(IReadOnlyCollection<Observation> all)
    {
        var well = Subjects(all, Bearing.Well);
        var bad = Subjects(all, Bearing.Effect);
        var served = all.Where(each => each is { Bearing: Bearing.Well, Kind: EvidenceKind.Object, At: not null, Subject.Length: > 1 }).GroupBy(each => Entities.Stem(each.Subject!), StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Max(each => each.At), StringComparer.Ordinal);
        return all.Select(each => each is { Kind: EvidenceKind.Object, IsMoment: false, Bearing: Bearing.Cause or Bearing.Effect, At: not null, Subject: not null } && !bad.Contains(each.Subject) && served.TryGetValue(Entities.Stem(each.Subject), out var since) && since > each.At + Settling ? each with { IsNew = false, IsCurrent = false }
            : !each.IsMoment || each.Subject is null ? each
            : bad.Contains(each.Subject) ? each with { IsNew = true, IsCurrent = true }
            : well.Contains(each.Subject) ? each with { IsNew = false, IsCurrent = false }
            : each);
    }

    private static HashSet<string> Subjects(IEnumerable<Observation> all, Bearing bearing) =>
        all.Where(each => each.Bearing == bearing && each.Subject is { Length: > 1 } && !each.IsMoment && !each.IsWords
            && (each.Theme is "replicas" or "pod" or "node" or "job" or "pod-not-ready" or "pod-restarts" || each.Theme.StartsWith("pod-", StringComparison.Ordinal) || each.Theme.StartsWith("kubernetes:", StringComparison.Ordinal)))
            .Select(each => Entities.Stem(each.Subject!)).ToHashSet(StringComparer.Ordinal);
}
