namespace Opsroom.Tools.Incidents.Evidence;

/// <summary>Compares quotes with their sources letter by letter, in whole words and whole numbers.</summary>
internal static class QuoteText
{
    public static bool IsIn(string text, string quote)
    {
        (text, quote) = (Plain(text), Plain(quote));
        for (var at = text.IndexOf(quote, StringComparison.Ordinal); at >= 0; at = text.IndexOf(quote, at + 1, StringComparison.Ordinal))
        {
            // a word that is longer than a quote may be can only be quoted cut
            if (!Cuts(text, at) && (!Cuts(text, at + quote.Length) || quote.Length >= EvidenceLocker.LongestQuote))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The quote as it stands in the text, widened where it begins or ends within a word; null where it is not there.</summary>
    public static string? Widen(string text, string quote, int longest)
    {
        (text, quote) = (Plain(text), Plain(quote).Trim());
        var start = quote.Length == 0 ? -1 : text.IndexOf(quote, StringComparison.Ordinal);
        if (start < 0)
        {
            return null;
        }

        var end = start + quote.Length;
        while (start > 0 && Cuts(text, start))
        {
            start--;
        }

        while (end < text.Length && Cuts(text, end))
        {
            end++;
        }

        if (end - start > longest)
        {
            end = start + longest;
            while (end > start && Cuts(text, end))
            {
                end--;
            }

            end = end > start ? end : start + longest;
        }

        return end > start ? text[start..end] : null;
    }

    /// <summary>Whether a position lies within a word or a number.</summary>
    private static bool Cuts(string text, int at)
    {
        if (at <= 0 || at >= text.Length)
        {
            return false;
        }

        var (before, after) = (text[at - 1], text[at]);
        return (IsWord(before) && IsWord(after))
            || char.IsLowSurrogate(after)
            // 0.65, 1,024
            || (before is '.' or ',' && char.IsAsciiDigit(after) && at > 1 && char.IsAsciiDigit(text[at - 2]))
            || (after is '.' or ',' && char.IsAsciiDigit(before) && at + 1 < text.Length && char.IsAsciiDigit(text[at + 1]))
            // -5, but not pod-5
            || (before == '-' && char.IsAsciiDigit(after) && (at == 1 || !IsWord(text[at - 2])));
    }

    // scripts without spaces between words can be quoted anywhere
    private static bool IsWord(char letter) => letter == '_' || (letter < '\u2E80' && char.IsLetterOrDigit(letter));

    private static string Plain(string text) => text.Contains('\r', StringComparison.Ordinal) ? text.Replace("\r\n", "\n", StringComparison.Ordinal) : text;
}
