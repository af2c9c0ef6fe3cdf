using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Evidence;

/// <param name="Stands">Whether the quote stands where it says.</param>
/// <param name="Why">Why it does not, as a sentence.</param>
internal readonly record struct EvidenceCheck(bool Stands, string? Why)
{
    public static EvidenceCheck Ok { get; } = new(true, null);

    public static EvidenceCheck Not(string why) => new(false, why);
}

/// <summary>
/// Holds the files of a recording so that whatever is said of them can be held against them, whoever said it. A quote stands where its file is there with its hash, and the very
/// text is at its location; whole words of it, so that <c>5 errors</c> is no quote from <c>15 errors</c>.
/// </summary>
internal sealed class EvidenceLocker(IEnumerable<BundleFile> files)
{
    /// <summary>Characters of the longest quote.</summary>
    public const int LongestQuote = 1000;

    private readonly FrozenDictionary<string, BundleFile> _files = files.ToFrozenDictionary(file => file.Path, StringComparer.Ordinal);

    /// <summary>The files, ordered by path.</summary>
    public ImmutableArray<BundleFile> Files => [.. _files.Values.OrderBy(file => file.Path, StringComparer.Ordinal)];

    /// <summary>
    /// Quotes from a place: widened to whole words and cut where it is long. Where the text stands deeper (in a field of the JSON that the place names) the place is made that exact.
    /// A text that is not there is returned as it is, and does not stand.
    /// </summary>
    public EvidenceQuote Quote(Place place, string quote)
    {
        if (!_files.TryGetValue(place.Source, out var file))
        {
            return new(place.Source, place.Location, quote, "");
        }

        var found = EvidenceText.Find(file, place.Location, quote.Length > LongestQuote ? quote[..LongestQuote] : quote);
        return found is { } exact ? new(place.Source, exact.Location, exact.Quote, file.Sha256) : new(place.Source, place.Location, quote, file.Sha256);
    }

    /// <summary>Quotes what stands at a place, as it is written there: a number with all its digits, a line. Null where nothing stands there.</summary>
    public EvidenceQuote? Quote(Place place) =>
        _files.TryGetValue(place.Source, out var file) && EvidenceText.At(file, place.Location) is [var text, ..] ? Quote(place, text) : null;

    public bool Stands(EvidenceQuote quote) => Check(quote).Stands;

    /// <summary>Holds a quote against its source.</summary>
    public EvidenceCheck Check(EvidenceQuote quote)
    {
        if (!quote.Quote.Any(char.IsLetterOrDigit))
        {
            return EvidenceCheck.Not("The quote says nothing.");
        }

        if (!_files.TryGetValue(quote.Source, out var file))
        {
            return EvidenceCheck.Not($"The evidence has no file {BundlePath.Shown(quote.Source)}.");
        }

        if (!file.Sha256.Equals(quote.Sha256, StringComparison.OrdinalIgnoreCase))
        {
            return EvidenceCheck.Not($"The hash is not that of {BundlePath.Shown(quote.Source)}.");
        }

        var texts = EvidenceText.At(file, quote.Location);
        return texts.Count == 0 ? EvidenceCheck.Not($"{BundlePath.Shown(quote.Source)} has no {OutsideText.OneLine(quote.Location, 80)}.")
            : texts.Any(text => QuoteText.IsIn(text, quote.Quote)) ? EvidenceCheck.Ok
            : EvidenceCheck.Not($"The text does not stand at {OutsideText.OneLine(quote.Location, 80)} of {BundlePath.Shown(quote.Source)}.");
    }
}
