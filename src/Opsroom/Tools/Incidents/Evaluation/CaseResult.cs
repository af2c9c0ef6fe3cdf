using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Evaluation;

/// <summary>How one case came out.</summary>
/// <param name="Expected">The verdict of the case.</param>
/// <param name="Mentioned">How many of the strings that must be mentioned are.</param>
/// <param name="Forbidden">Strings that must not be mentioned and are.</param>
/// <param name="GrowthInMiB">How much more memory the process had at its peak.</param>
/// <param name="Said">What the investigation said.</param>
public sealed record CaseResult(
    string Name, IncidentVerdict Expected, IncidentCategory ExpectedCategory, bool VerdictIsRight, bool CategoryIsRight, bool Doubtful, int MustMention, int Mentioned,
    ImmutableArray<string> NotMentioned, ImmutableArray<string> Forbidden, TimeSpan Elapsed, double GrowthInMiB, Investigation Said)
{
    public IncidentCategory Category => Said is { Verdict: IncidentVerdict.Incident, RootCauses: [var first, ..] } ? first.Category : IncidentCategory.None;

    internal static CaseResult Of(IncidentCase asked, Investigation said, TimeSpan elapsed, double growth)
    {
        var missed = asked.MustMention.Where(word => !Stated(said).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase))).ToImmutableArray();
        var result = new CaseResult(
            asked.Name, asked.Verdict, asked.Category, said.Verdict == asked.Verdict, false, asked.Doubtful, asked.MustMention.Length, asked.MustMention.Length - missed.Length, missed,
            [.. asked.MustNotMention.Where(word => Proposed(said).Any(text => text.Contains(word, StringComparison.OrdinalIgnoreCase)))], elapsed, growth, said);
        return result with { CategoryIsRight = result.VerdictIsRight && asked.Acceptable.Contains(result.Category) };
    }

    private static IEnumerable<string> Stated(Investigation said) => said.Verdict == IncidentVerdict.Incident
        ? said.RootCauses.SelectMany(cause => cause.Evidence.Select(quote => quote.Quote).Prepend(cause.Cause))
        : said.Reasons.Select(quote => quote.Quote).Prepend(said.Summary);

    private static IEnumerable<string> Proposed(Investigation said) => said.RootCauses.Select(cause => cause.Cause).Concat(said.Remediation.Select(step => step.Step));
}
