using System.Collections.Immutable;

namespace Opsroom.Workflow.Claims;

/// <summary>All that the tools of a thread have answered, to hold quotes against. Nothing is guessed: a quote stands letter by letter, or it does not.</summary>
/// <param name="calls">The calls that looked at something.</param>
/// <param name="given">What people and other systems handed in: the task and its context.</param>
/// <param name="files">Paths in the workspace.</param>
internal sealed class EvidencePool(ImmutableArray<EvidenceCall> calls, ImmutableArray<string> given, IReadOnlyCollection<string> files)
{
    private const int ShortestQuote = 3;

    /// <summary>Null where the quote stands; otherwise why it does not.</summary>
    /// <param name="quote">As it was given.</param>
    /// <param name="citations">Where it is said to stand: any of these. Empty where nothing was said.</param>
    public string? Fault(string quote, ImmutableArray<Citation> citations)
    {
        if (quote.Count(char.IsLetterOrDigit) < ShortestQuote)
        {
            return "it is too short to show anything";
        }

        if (citations.IsEmpty)
        {
            return calls.Any(call => call.Holds(quote)) || given.Any(text => WholeWords.Holds(text, quote))
                ? null
                : "the quote stands nowhere in the evidence of this thread";
        }

        string? fault = null;
        foreach (var citation in citations)
        {
            var why = FaultAt(quote, citation);
            if (why is null)
            {
                return null;
            }

            fault ??= why;
        }

        return fault;
    }

    /// <summary>Null where the source is one of this thread's; otherwise why it is none.</summary>
    public string? Fault(Citation citation)
    {
        if (!IsKnown(citation.Source))
        {
            return "no file and no call of that name is in the evidence of this thread";
        }

        return citation.Sha256 is { } sha256 && EntriesOf(citation.Source).Where(entry => entry.Sha256 is not null).ToList() is { Count: > 0 } hashed
            && !hashed.Exists(entry => string.Equals(entry.Sha256, sha256, StringComparison.OrdinalIgnoreCase))
            ? "the hash is not that of the file"
            : null;
    }

    private string? FaultAt(string quote, Citation citation)
    {
        if (Fault(citation) is { } unknown)
        {
            return unknown;
        }

        var entries = EntriesOf(citation.Source).ToList();
        var named = calls.Where(call => call.Id == citation.Source || call.Tool == citation.Source).ToList();
        if (entries.Count == 0 && named.Count == 0)
        {
            return calls.Any(call => call.Names(citation.Source) && call.Holds(quote)) ? null : "the quote does not stand in what was read of that file";
        }

        if (named.Exists(call => call.Holds(quote)))
        {
            return null;
        }

        var holding = entries.Where(entry => entry.Holds(quote)).ToList();
        return holding.Count == 0 ? "the quote does not stand there"
            : citation.Location is not { } location ? null
            : holding.Exists(entry => entry.HoldsAt(quote, EvidenceSpot.Read(location))) ? null
            : "the quote stands elsewhere in that file, not there";
    }

    private bool IsKnown(string source) =>
        calls.Any(call => call.Id == source || call.Tool == source || call.Names(source)) || EntriesOf(source).Any() || files.Contains(source, StringComparer.Ordinal)
        || files.Any(path => IsSame(path, source)) || given.Any(text => text.Contains(source, StringComparison.Ordinal));

    private IEnumerable<EvidenceEntry> EntriesOf(string source) => calls.SelectMany(call => call.Entries).Where(entry => IsSame(entry.Source, source));

    /// <summary>A file may be named by the end of its path, or by one that leads to its bundle.</summary>
    private static bool IsSame(string actual, string said) => actual == said
        || actual.Length > said.Length && actual.EndsWith(said, StringComparison.Ordinal) && actual[^(said.Length + 1)] == '/'
        || said.Length > actual.Length && said.EndsWith(actual, StringComparison.Ordinal) && said[^(actual.Length + 1)] == '/';
}

/// <summary>Where a quote is said to stand.</summary>
/// <param name="Location">Null where only the source was named.</param>
internal sealed record Citation(string Source, string? Location, string? Sha256 = null);
