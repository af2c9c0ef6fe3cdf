using System.Collections.Immutable;

namespace Opsroom.Workflow.Claims;

/// <param name="Quote">Null where only a source was named.</param>
internal sealed record ClaimFault(string? Quote, Citation? Citation, string Why);

/// <summary>What came of the quotes of a text.</summary>
/// <param name="Standing">How many stand.</param>
internal sealed record Judged(int Standing, ImmutableArray<ClaimFault> Faults)
{
    public static Judged Nothing { get; } = new(0, []);

    public bool HasQuotes => Standing > 0 || Faults.Length > 0;

    public Judged And(Judged other) => new(Standing + other.Standing, [.. Faults, .. other.Faults]);
}

/// <summary>Holds the quotes of a text against the evidence.</summary>
internal sealed class ClaimJudge(EvidencePool pool)
{
    /// <summary>Running text: what stands between quotation marks, and what is said about where it stands.</summary>
    public Judged Words(string text, bool ofCause)
    {
        var cited = CitationReader.Find(text);
        var quotes = QuoteReader.Inline(text, cited.Count > 0, ofCause, cited);
        ImmutableArray<Citation> citations = [.. cited.Select(citation => citation.Citation)];
        var judged = quotes.Aggregate(Judged.Nothing, (before, quote) => before.And(Quote(quote.Text, citations)));
        var unknown = citations.Where(citation => citation.Location is not null || quotes.Count > 0 || ofCause || CitationReader.IsEvidenceFile(citation.Source))
            .Where(citation => !judged.Faults.Any(fault => fault.Citation == citation))
            .Select(citation => (Citation: citation, Why: pool.Fault(citation))).Where(fault => fault.Why is not null)
            .Select(fault => new ClaimFault(null, fault.Citation, fault.Why!));
        return judged.And(new Judged(0, [.. unknown]));
    }

    /// <summary>A block quote or a listing.</summary>
    /// <param name="around">Where the text before it says that it stands, for quotes that do not say it themselves.</param>
    public Judged Lines(IEnumerable<string> lines, ImmutableArray<Citation> around) =>
        QuoteReader.Quoted(lines).Aggregate(Judged.Nothing, (before, quote) => before.And(Quote(quote.Quote, quote.Citations.IsEmpty ? around : quote.Citations)));

    /// <summary>One quote; it may run over several lines of what it quotes, or have been broken into lines.</summary>
    public Judged Quote(string quote, ImmutableArray<Citation> citations)
    {
        if (quote.Length == 0)
        {
            return citations.Select(citation => (Citation: citation, Why: pool.Fault(citation))).FirstOrDefault(fault => fault.Why is not null) is { Why: { } why } unknown
                ? new Judged(0, [new ClaimFault(null, unknown.Citation, why)])
                : Judged.Nothing;
        }

        var fault = pool.Fault(quote, citations);
        if (fault is not null && quote.Contains('\n', StringComparison.Ordinal))
        {
            var lines = quote.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            fault = pool.Fault(string.Join(' ', lines), citations) is null || lines.All(line => pool.Fault(QuoteReader.Bare(line), citations) is null) ? null : fault;
        }

        return fault is null ? new Judged(1, []) : new Judged(0, [new ClaimFault(quote, citations.FirstOrDefault(), fault)]);
    }
}
