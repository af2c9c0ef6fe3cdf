using System.Globalization;

namespace Opsroom.Tools.Incidents.Postmortem;

/// <summary>An investigation that was handed over may have passed through other hands: its quotes have to be those of an investigation in this thread, where there is one.</summary>
internal static class QuoteCheck
{
    public static FoundInvestigation Of(IncidentFacts facts, ThreadFacts thread, string from)
    {
        var locked = thread.Investigations.Select(call => IncidentFacts.Read(call.Result)).OfType<IncidentFacts>().SelectMany(known => known.Quotes).ToList();
        if (locked.Count == 0)
        {
            return new FoundInvestigation(facts, from, "nothing was investigated in this thread, so they are given as they were handed over");
        }

        bool Stands(QuoteFact quote) => locked.Exists(known => known.Source == quote.Source && known.Location == quote.Location && known.Quote == quote.Quote
            && (quote.Sha256 is null || string.Equals(quote.Sha256, known.Sha256, StringComparison.OrdinalIgnoreCase)));

        var causes = facts.Causes.Select(cause => (Cause: cause, Standing: cause.Evidence.RemoveAll(quote => !Stands(quote)))).ToList();
        var struck = causes.Where(cause => cause.Standing.IsEmpty).Select(cause => (cause.Cause.Cause, "none of its quotes stands in an investigation of this thread")).ToList();
        var lost = causes.Sum(cause => cause.Cause.Evidence.Length - cause.Standing.Length);
        return new FoundInvestigation(
            facts with
            {
                Causes = [.. causes.Where(cause => !cause.Standing.IsEmpty).Select(cause => cause.Cause with { Evidence = cause.Standing })],
                Reasons = facts.Reasons.RemoveAll(quote => !Stands(quote)),
                Struck = [.. facts.Struck, .. struck],
            },
            from, string.Create(CultureInfo.InvariantCulture, $"held against the investigations of this thread; {lost} did not stand there and were left out"));
    }
}
