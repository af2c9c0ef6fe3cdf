using System.Collections.Frozen;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Notes;
using Opsroom.Tools.Incidents.Analysis.Objects;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Answers;

/// <summary>
/// What was looked up about the things that an answer names, and stands beside it: a short answer of a tool as a whole, of a longer one the lines that speak of them, and the
/// rules of a cluster that apply to them. What people write to each other is no evidence.
/// </summary>
internal static partial class Background
{
    private const int MostNotes = 7;
    private const int ShortNote = 9;
    private const int LongestBlock = 760;
    private const int MostLines = 3;
    private const int MostLinesRead = 400;
    private const int MostObjects = 8;
    private const int MostWords = 12;

    private static readonly FrozenSet<string> Rules = FrozenSet.Create(
        StringComparer.Ordinal, "NetworkPolicy", "CiliumNetworkPolicy", "GlobalNetworkPolicy", "PeerAuthentication", "AuthorizationPolicy", "DestinationRule", "VirtualService", "ResourceQuota", "LimitRange", "PodDisruptionBudget",
        "HorizontalPodAutoscaler", "Service", "Ingress", "CronJob", "VolumeAttachment", "PersistentVolumeClaim", "StorageClass", "Certificate", "PriorityClass", "ScaledObject", "NodePool", "BGPPeer");

    public static IEnumerable<Citation> Of(IEnumerable<Observation> told, Scenery scenery)
    {
        var seen = told.ToList();
        var words = seen.SelectMany(each => each.Names.Append(each.Subject ?? "").Append(each.Depends ?? "").Concat(each.Citations.Take(2).Select(citation => citation.Quote)))
            .Append(scenery.Recording.Header.Service ?? "").SelectMany(Entities.Words).Where(word => word.Length > 3).ToHashSet(StringComparer.Ordinal);
        var missing = scenery.Of(Bearing.Missing).Select(each => each.Citation.Place.Source).ToHashSet(StringComparer.Ordinal);
        return scenery.Recording.Notes.Where(note => note.FirstLine <= note.Lines.Count && !Talk.Is(note) && !missing.Contains(note.Lines.Source))
            .Select(note => (Note: note, Shared: Shared(note, words))).OrderByDescending(each => each.Shared).Take(MostNotes).SelectMany(each => Told(each.Note, words))
            .Concat(RulesFor(seen, words, scenery));
    }

    private static int Shared(RecordedNote note, HashSet<string> words)
    {
        var found = new HashSet<string>(StringComparer.Ordinal);
        for (var line = 1; line <= Math.Min(note.Lines.Count, MostLinesRead) && found.Count < MostWords; line++)
        {
            found.UnionWith(Entities.Words(note.Lines.TextOf(line, 600)).Where(words.Contains));
        }

        return found.Count;
    }

    private static IEnumerable<Citation> Told(RecordedNote note, HashSet<string> words)
    {
        var lines = note.Lines;
        var command = note.Command is { Length: > 0 and < 300 } asked ? [new(lines.PlaceOf(1), asked)] : (Citation[])[];
        if (lines.Count - note.FirstLine < ShortNote)
        {
            var block = string.Join('\n', Enumerable.Range(note.FirstLine, lines.Count - note.FirstLine + 1).Select(line => lines.TextOf(line, LongestBlock)));
            if (block.Length <= LongestBlock)
            {
                return [new(lines.PlaceOf(note.FirstLine, lines.Count), block.Trim('\n')), .. command];
            }
        }

        return
        [
            .. Enumerable.Range(note.FirstLine, Math.Min(lines.Count - note.FirstLine + 1, MostLinesRead)).Select(line => (Line: line, Text: lines.TextOf(line, 600).Trim()))
                .Select(each => (each.Line, each.Text, Weight: Entities.Words(each.Text).Count(words.Contains) + (Abnormal().IsMatch(each.Text) ? 2 : 0)))
                .Where(each => each.Weight > 0).OrderByDescending(each => each.Weight).Take(MostLines).OrderBy(each => each.Line).Select(each => new Citation(lines.PlaceOf(each.Line), each.Text)),
            .. command,
        ];
    }

    /// <summary>Objects that rule over what the answer names: by its name, its labels, or because they are of its namespace.</summary>
    private static IEnumerable<Citation> RulesFor(List<Observation> seen, HashSet<string> words, Scenery scenery) => scenery.Recording.Objects
        .Where(each => Rules.Contains(each.Object.Kind) && each.Object.Name.Length > 0)
        .Select(each => (each.Object, each, Weight: Entities.Words(each.Object.Name).Count(words.Contains) + (seen.Exists(one => one.Names.Prepend(one.Subject).Any(name => Entities.AreSame(name, each.Object.Name))) ? 2 : 0)
            + (each.Object.Namespace is { Length: > 2 } space && words.Contains(space) ? 1 : 0)))
        .Where(each => each.Weight > 0).OrderByDescending(each => each.Weight).Take(MostObjects).SelectMany(each => ObjectCitations.OfRule(each.each));

    [GeneratedRegex(@"\b(?:fail(?:ed|ure|ing)?|error|den(?:y|ied)|refused|reject(?:ed)?|expired?|invalid|missing|unknown|unhealthy|down|stopped|inactive|blocked|degraded|critical|timeout|timed out|lost|not (?:ready|reachable|found|running)|null|none|false|NO)\b|\b(?:9\d|100)(?:\.\d+)?\s?%", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Abnormal();
}
