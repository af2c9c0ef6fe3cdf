using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Kubernetes.Diagnosis;

namespace Opsroom.Tools.Incidents.Analysis.Answers;

/// <summary>Says a cause in words, with what it rests on and what was ruled out for it.</summary>
internal static partial class CauseWriter
{
    private const int MostQuotes = 14;
    private const int MostBeside = 14;
    private const int MostOwn = 7;
    private const int MostRivals = 6;

    public static RootCause Write(Candidate candidate, IReadOnlyList<Candidate> all, IEnumerable<Observation> hurting, Scenery scenery, double confidence)
    {
        var effects = hurting.Where(each => each.Bearing == Bearing.Effect && (each.Kind is EvidenceKind.Metric or EvidenceKind.Trace or EvidenceKind.Alert || candidate.IsRelatedTo(each))).Take(3).ToList();
        return new(
            $"{Sentence(candidate)}{(effects.Count > 0 ? $" Seen as: {Quote.Of(string.Join("; ", effects.Select(each => each.Statement.TrimEnd('.', ' '))), 400)}." : "")}", candidate.Category, Math.Round(confidence, 2),
            Evidence(candidate, all, effects, scenery), RuledOut(candidate, all, scenery));
    }

    /// <summary>What the cause rests on, then what was looked up about it.</summary>
    private static ImmutableArray<EvidenceQuote> Evidence(Candidate candidate, IReadOnlyList<Candidate> all, IReadOnlyList<Observation> effects, Scenery scenery)
    {
        Citation[] own = [.. candidate.Citations(MostOwn), .. Consequences(candidate, all), .. effects.SelectMany(each => each.Citations.Take(2)), .. candidate.Citations(2 * MostQuotes)];
        var quotes = Quotes(own.Concat(Questions(own)), scenery.Recording, MostQuotes);
        return [.. quotes, .. Quotes(Background.Of(candidate.Support.Concat(effects), scenery), scenery.Recording, MostBeside).Except(quotes)];
    }

    /// <summary>What was asked of a backend whose number is quoted.</summary>
    public static IEnumerable<Citation> Questions(IEnumerable<Citation> citations) => citations
        .Where(citation => citation.Place.Source is { } source && source.StartsWith("metrics/", StringComparison.Ordinal) && citation.Place.Location.StartsWith('/')).Select(citation => citation.Place.Source).Distinct(StringComparer.Ordinal)
        .Select(source => new Citation(new(source, "/query"), ""));

    /// <summary>What follows from it, or is seen at the same thing.</summary>
    private static IEnumerable<Citation> Consequences(Candidate candidate, IReadOnlyList<Candidate> all) => all
        .Where(each => !ReferenceEquals(each, candidate) && (ReferenceEquals(each.ExplainedBy, candidate) || candidate.IsRelatedTo(each.Lead))).OrderByDescending(each => each.Score).Take(3).SelectMany(each => each.Lead.Citations.Take(2));

    public static ImmutableArray<EvidenceQuote> Quotes(IEnumerable<Citation> citations, Recording recording, int most) =>
    [
        .. citations.Where(citation => citation.Place.Source is { Length: > 0 })
            .Select(citation => citation.Quote.Length == 0 ? recording.Locker.Quote(citation.Place) : recording.Locker.Quote(citation.Place, citation.Quote)).OfType<EvidenceQuote>()
            .Where(recording.Locker.Stands).DistinctBy(quote => (quote.Source, Numberless().Replace(quote.Quote, "#"), quote.Source.StartsWith("logs/", StringComparison.Ordinal) ? "" : quote.Location)).Take(most),
    ];

    /// <summary>A number, or a word that holds one: lines that differ in nothing else are one piece of evidence.</summary>
    [GeneratedRegex(@"[\w-]*\d[\w-]*", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Numberless();

    public static ImmutableArray<RuledOut> RuledOut(Candidate? root, IReadOnlyList<Candidate> all, Scenery scenery)
    {
        var rivals = all.Where(each => !ReferenceEquals(each, root) && each.Score > 0.05).Take(MostRivals)
            .Select(each => new RuledOut(Quote.Of(each.Lead.Statement, 200), Why(each, root)));
        var changes = scenery.Of(Bearing.Change).Where(each => each.Kind == EvidenceKind.Change && !ReferenceEquals(each, root?.Change) && !all.Any(other => other.Lead.Citation == each.Citation)).Take(MostRivals)
            .Select(each => new RuledOut(Quote.Of(each.Statement, 200), each.At > (root?.At ?? scenery.Onset) + TimeSpan.FromMinutes(5) ? "It came after the failure began." : "It touches nothing that fails, or came too long before."));
        return [.. rivals.Concat(changes).Take(10)];
    }

    public static string Sentence(Candidate candidate)
    {
        var lead = candidate.Lead.Statement.TrimEnd('.', ' ');
        var others = candidate.Support.Where(each => each.Bearing == Bearing.Cause && !ReferenceEquals(each, candidate.Lead)).OrderByDescending(each => each.Strength * (each.IsNew ? 1 : 0.3))
            .DistinctBy(each => each.Kind).Take(2).Select(each => each.Statement.TrimEnd('.', ' '));
        var change = candidate.Change is { } changed ? $" It began with the {changed.Statement.TrimEnd('.', ' ')}{(changed.At is { } at ? $" at {at.UtcDateTime:HH:mm} UTC" : "")}." : "";
        var more = string.Join("; ", others);
        return Quote.Of($"{lead}.{change}{(more.Length > 0 ? $" Also: {more}." : "")}", 900);
    }

    private static string Why(Candidate rival, Candidate? root) => rival.Against.Count > 0
        ? $"{char.ToUpperInvariant(rival.Against[0][0])}{string.Join("; ", rival.Against)[1..]}."
        : root is null ? "The evidence for it is too weak." : "Less of the evidence fits it.";
}
