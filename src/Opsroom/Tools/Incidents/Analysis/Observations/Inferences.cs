using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Metrics.Services;
using Opsroom.Tools.Incidents.Analysis.Notes;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Observations;

/// <summary>What follows from two observations together and stands in neither.</summary>
internal static partial class Inferences
{
    public static IEnumerable<Observation> Look(Recording recording, IReadOnlyCollection<Observation> seen) => [.. Missed(seen), .. Fallen(seen), .. Misaddressed(seen, Services(recording)), .. Between(recording, seen)];

    /// <summary>A service without endpoints whose pods run does not select them.</summary>
    private static IEnumerable<Observation> Missed(IReadOnlyCollection<Observation> seen)
    {
        foreach (var empty in seen.Where(each => each is { Theme: "no-endpoints", Bearing: Bearing.Effect }))
        {
            if (seen.FirstOrDefault(each => each is { Bearing: Bearing.Well, Theme: "pod" or "replicas" } && Causes.Relation.AreRelated(each, empty)) is { } running)
            {
                yield return empty with
                {
                    Bearing = Bearing.Cause,
                    Category = IncidentCategory.ConfigurationError,
                    Theme = "service-misses-its-pods",
                    Statement = $"{empty.Statement.TrimEnd('.')} although its pods run ({running.Statement.TrimEnd('.')}): its selector or its ports do not fit them.",
                    Strength = 0.65,
                    Harm = 0.3,
                    Also = [.. empty.Also, running.Citation],
                };
            }
        }
    }

    /// <summary>A store that is down waits for nobody: others that suffer since suffer from it.</summary>
    private static IEnumerable<Observation> Fallen(IReadOnlyCollection<Observation> seen)
    {
        var hurt = seen.Where(each => each is { Bearing: Bearing.Effect, IsNew: true, IsCurrent: true, Harm: >= 0.3 }).ToList();
        foreach (var down in hurt.Where(each => each is { Kind: EvidenceKind.Metric, Theme: "metric:Availability:None", Subject.Length: > 1, Harm: >= 0.6 } && ServiceCalls.IsStore(each.Subject.Split(':')[0])))
        {
            if (hurt.Exists(each => each.Kind != EvidenceKind.Alert && !Causes.Relation.AreRelated(each, down)))
            {
                yield return down with
                {
                    Bearing = Bearing.Cause,
                    Category = OfRows().IsMatch($"{down.Subject} {down.Citation.Quote} {down.Statement}") ? IncidentCategory.Database : IncidentCategory.DependencyFailure,
                    Theme = "store-down",
                    Statement = $"{down.Statement.TrimEnd('.')}: a store that others wait for is gone.",
                    Strength = 0.65,
                };
            }
        }
    }

    /// <summary>Who asks a service at a port that it does not have, or by a name that only resembles one, was told the wrong address.</summary>
    private static IEnumerable<Observation> Misaddressed(IReadOnlyCollection<Observation> seen, List<KnownService> services)
    {
        foreach (var failing in seen.Where(each => each.Depends is { Length: > 2 } && each.Category is IncidentCategory.DependencyFailure or IncidentCategory.Network && each.Kind is EvidenceKind.Log or EvidenceKind.Note or EvidenceKind.Trace)
            .DistinctBy(each => each.Depends, StringComparer.Ordinal).Take(20))
        {
            if (Address().Match(failing.Depends!) is not { Success: true } match)
            {
                continue;
            }

            var (host, port) = (Label(match.Groups["host"].Value), match.Groups["port"].Value);
            var known = services.Find(each => each.Name.Equals(host, StringComparison.OrdinalIgnoreCase) || (each.Address is not null && each.Address == match.Groups["host"].Value));
            if (known is not null && port.Length > 0 && known.Ports.Count > 0 && !known.Ports.Contains(port, StringComparer.Ordinal))
            {
                yield return Told(failing, known, $"{failing.Depends} is asked for, but service {known.Name} has port {string.Join(", ", known.Ports)}");
            }
            else if (known is null && !Entities.IsAddress(host) && services.Find(each => IsAlike(each.Name, host)) is { } meant)
            {
                yield return Told(failing, meant, $"{failing.Depends} is asked for and there is no such service; there is {meant.Name}");
            }
        }
    }

    /// <summary>
    /// Who is asked is well and cannot be reached, so it is the way: a refusal means the wrong port or an address behind which nobody stands; silence means that something in
    /// between drops the packets, where a policy stands for the other side.
    /// </summary>
    private static IEnumerable<Observation> Between(Recording recording, IReadOnlyCollection<Observation> seen)
    {
        foreach (var failing in seen.Where(each => each is { Depends.Length: > 2, IsNew: true, IsCurrent: true } && each.Category is IncidentCategory.DependencyFailure or IncidentCategory.Network or IncidentCategory.Database
            && each.Kind is EvidenceKind.Log or EvidenceKind.Note or EvidenceKind.Trace && (each.Count >= 3 || each.Kind != EvidenceKind.Log)).OrderByDescending(each => each.Count).DistinctBy(each => Entities.Stem(each.Depends!), StringComparer.Ordinal).Take(10))
        {
            var well = seen.FirstOrDefault(each => each is { Bearing: Bearing.Well, Theme: "pod" or "replicas" or "endpoints" } && Causes.Relation.IsAbout(each, failing.Depends));
            if (well is null || seen.Any(each => each.Bearing is Bearing.Effect or Bearing.Cause && !ReferenceEquals(each, failing) && each.Kind is not EvidenceKind.Log && Causes.Relation.IsAbout(each, failing.Depends)))
            {
                continue;
            }

            var policy = recording.Objects.FirstOrDefault(each => each.Object.Kind is "NetworkPolicy" or "CiliumNetworkPolicy" && each.Object.Body.Entries.Count > 0 && Speaks(each.Object, failing.Depends!));
            if (policy is not null)
            {
                yield return Way(failing, IncidentCategory.Network, "policy-between", 0.7, $"{failing.Depends} is well ({well.Statement.TrimEnd('.')}) and cannot be reached; network policy {policy.Object.Name} stands before it", [new(policy.Place, policy.Object.Name), well.Citation]);
            }
            else if (failing.Citations.Any(citation => Refused().IsMatch(citation.Quote)))
            {
                yield return Way(failing, IncidentCategory.ConfigurationError, "refused-though-well", 0.55, $"{failing.Depends} refuses connections although it is well ({well.Statement.TrimEnd('.')}): its port or its address is set wrongly", [well.Citation, .. TargetPorts(recording, failing.Depends!)]);
            }
        }
    }

    private static Observation Way(Observation failing, IncidentCategory category, string theme, double strength, string statement, IEnumerable<Citation> more) =>
        failing with { Bearing = Bearing.Cause, Category = category, Theme = theme, Strength = strength, Statement = $"{statement}.", Also = [.. failing.Also, .. more] };

    /// <summary>Whether a policy selects pods by a label that names the party.</summary>
    private static bool Speaks(KubeObject policy, string party) =>
        policy.Spec.At("podSelector", "matchLabels") is Yaml.YamlMap labels && labels.Entries.Any(label => Entities.AreSame(label.Value.Text, Entities.Stem(party)));

    private static IEnumerable<Citation> TargetPorts(Recording recording, string party) =>
        from each in recording.Objects
        where each.Object.Kind == "Service" && Entities.AreSame(each.Object.Name, party)
        from port in each.Object.Spec.MapsAt("ports").Select((port, index) => (Port: port.TextAt("targetPort"), Index: index))
        where port.Port is not null
        select new Citation(each.Place.At("spec", "ports").Item(port.Index).At("targetPort"), port.Port!);

    private static Observation Told(Observation failing, KnownService known, string statement) => failing with
    {
        Bearing = Bearing.Cause,
        Category = IncidentCategory.ConfigurationError,
        Theme = "wrong-address",
        Statement = $"{statement}.",
        Strength = 0.75,
        Also = [.. failing.Also, known.Citation],
    };

    private static List<KnownService> Services(Recording recording)
    {
        var known = recording.Objects.Where(each => each.Object.Kind == "Service" && each.Object.Name.Length > 0)
            .Select(each => new KnownService(each.Object.Name, each.Object.Spec.TextAt("clusterIP"), [.. each.Object.Spec.MapsAt("ports").Select(port => port.TextAt("port") ?? "").Where(port => port.Length > 0)], new(each.Place, each.Object.Name))).ToList();
        foreach (var note in recording.Notes.Where(note => note.Command is not null))
        {
            known.AddRange(NoteTable.Of(note).SelectMany(table => table.Rows).Where(row => row["CLUSTER-IP"] is not null && row["PORT(S)"] is not null && row["NAME"] is not null)
                .Select(row => new KnownService(row["NAME"]!.Replace("service/", "", StringComparison.Ordinal), row["CLUSTER-IP"], [.. PortNumber().Matches(row["PORT(S)"]!).Select(port => port.Groups["port"].Value)], new(note.Lines.PlaceOf(row.Line), row.Text))));
        }

        return known;
    }

    private static string Label(string host) => Entities.IsAddress(host) || !host.Contains('.', StringComparison.Ordinal) ? host : host[..host.IndexOf('.', StringComparison.Ordinal)];

    /// <summary>One letter more, less or other, two exchanged, or one the beginning of the other.</summary>
    private static bool IsAlike(string one, string other)
    {
        if (Math.Abs(one.Length - other.Length) > 8 || one.Length < 3 || other.Length < 3)
        {
            return false;
        }

        if (one.StartsWith(other + "-", StringComparison.OrdinalIgnoreCase) || other.StartsWith(one + "-", StringComparison.OrdinalIgnoreCase))
        {
            return true;
        }

        var front = 0;
        while (front < Math.Min(one.Length, other.Length) && char.ToLowerInvariant(one[front]) == char.ToLowerInvariant(other[front]))
        {
            front++;
        }

        var back = 0;
        while (back < Math.Min(one.Length, other.Length) - front && char.ToLowerInvariant(one[^(back + 1)]) == char.ToLowerInvariant(other[^(back + 1)]))
        {
            back++;
        }

        return Math.Max(one.Length, other.Length) - front - back <= 2 && front + back >= 3;
    }

    [GeneratedRegex(@"postgres|pg|mysql|mariadb|mongo|sql|oracle|cassandra|db|-db", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OfRows();

    [GeneratedRegex(@"refused|ECONNREFUSED", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Refused();

    [GeneratedRegex(@"^(?:[a-z][a-z0-9+]*://)?(?<host>[A-Za-z0-9][A-Za-z0-9._-]*)(?::(?<port>\d{2,5}))?", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Address();

    [GeneratedRegex(@"(?<port>\d{1,5})(?::\d+)?/(?:TCP|UDP|SCTP)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex PortNumber();

    private sealed record KnownService(string Name, string? Address, IReadOnlyCollection<string> Ports, Citation Citation);
}
