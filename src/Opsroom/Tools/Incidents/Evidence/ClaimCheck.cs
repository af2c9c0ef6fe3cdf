using System.Collections.Immutable;

namespace Opsroom.Tools.Incidents.Evidence;

/// <summary>Holds what an investigation claims against the evidence, and takes back what does not stand, whoever wrote it.</summary>
internal static class ClaimCheck
{
    /// <summary>
    /// The investigation without quotes that do not stand. A cause that is left without any is struck; an incident that is left without a cause is no longer one that was found out.
    /// </summary>
    public static Investigation Strike(Investigation said, EvidenceLocker locker)
    {
        var struck = ImmutableArray.CreateBuilder<StruckClaim>();
        var causes = ImmutableArray.CreateBuilder<RootCause>();
        foreach (var cause in said.RootCauses)
        {
            var standing = Standing(cause.Cause, cause.Evidence, locker, struck);
            if (!standing.IsEmpty)
            {
                causes.Add(cause with { Evidence = standing });
            }
            else if (cause.Evidence.IsEmpty)
            {
                struck.Add(new(cause.Cause, new("", "", "", ""), "Nothing is quoted for it."));
            }
        }

        var checkedOne = said with
        {
            RootCauses = causes.ToImmutable(),
            Reasons = Standing(said.Summary, said.Reasons, locker, struck),
            Struck = [.. said.Struck, .. struck],
        };
        return said.Verdict == IncidentVerdict.Incident && causes.Count == 0
            ? checkedOne with
            {
                Verdict = IncidentVerdict.Inconclusive,
                Severity = null,
                Confidence = Math.Min(said.Confidence, 0.5),
                Summary = "No cause is left whose evidence stands where it was said to; struck lists what was taken back.",
                Remediation = [],
            }
            : checkedOne;
    }

    private static ImmutableArray<EvidenceQuote> Standing(string claim, ImmutableArray<EvidenceQuote> quotes, EvidenceLocker locker, ImmutableArray<StruckClaim>.Builder struck)
    {
        var standing = ImmutableArray.CreateBuilder<EvidenceQuote>();
        foreach (var quote in quotes)
        {
            if (locker.Check(quote) is { Stands: false } check)
            {
                struck.Add(new(claim, quote, check.Why!));
            }
            else
            {
                standing.Add(quote);
            }
        }

        return standing.ToImmutable();
    }
}
