using System.Text;

namespace Opsroom.Knowledge.Search;

/// <summary>
/// Cuts text into lower-case words of letters and digits. Code stays findable by its parts and as a whole: <c>CrashLoopBackOff</c> is crash, loop, back, off;
/// <c>ERR_CONN_RESET</c> is err, conn, reset; both also stand as one word among the compounds.
/// </summary>
internal static class Words
{
    private const int LongestCompound = 48;

    /// <param name="Parts">The words in their order.</param>
    /// <param name="Compounds">What was written as one, without the signs in between, and neighbours in it.</param>
    internal sealed record Cut(IReadOnlyList<string> Parts, IReadOnlyList<string> Compounds);

    public static Cut Of(string text)
    {
        var (parts, compounds) = (new List<string>(), new List<string>());
        var folded = Fold(text);
        for (var at = 0; at < folded.Length;)
        {
            if (!char.IsLetterOrDigit(folded[at]))
            {
                at++;
                continue;
            }

            var end = EndOfToken(folded, at);
            AddToken(folded[at..end], parts, compounds);
            at = end;
        }

        return new(parts, [.. compounds.Distinct(StringComparer.Ordinal)]);
    }

    private static int EndOfToken(string text, int at)
    {
        while (at < text.Length && (char.IsLetterOrDigit(text[at]) || (text[at] is '_' or '-' or '.' && at + 1 < text.Length && char.IsLetterOrDigit(text[at + 1]))))
        {
            at++;
        }

        return at;
    }

    private static void AddToken(string token, List<string> parts, List<string> compounds)
    {
        var before = parts.Count;
        foreach (var piece in token.Split(['_', '-', '.']))
        {
            var first = parts.Count;
            AddByCase(piece, parts);
            if (parts.Count - first > 1)
            {
                AddCompound(piece, compounds);
            }
        }

        var count = parts.Count - before;
        if (count > 1)
        {
            AddCompound(string.Concat(parts.Skip(before)), compounds);
        }

        // CoreDNSErrorsHigh also means coredns
        for (var at = before; count > 2 && at + 1 < parts.Count; at++)
        {
            AddCompound(parts[at] + parts[at + 1], compounds);
        }
    }

    private static void AddCompound(string word, List<string> compounds)
    {
        var lower = word.ToLowerInvariant();
        if (lower.Length <= LongestCompound && !lower.All(char.IsAsciiDigit))
        {
            compounds.Add(lower);
        }
    }

    private static void AddByCase(string piece, List<string> parts)
    {
        var start = 0;
        for (var at = 1; at < piece.Length; at++)
        {
            var begins = char.IsUpper(piece[at])
                && (char.IsLower(piece[at - 1]) || (char.IsUpper(piece[at - 1]) && at + 2 < piece.Length && char.IsLower(piece[at + 1]) && char.IsLower(piece[at + 2])));
            if (begins)
            {
                parts.Add(piece[start..at].ToLowerInvariant());
                start = at;
            }
        }

        parts.Add(piece[start..].ToLowerInvariant());
    }

    private static string Fold(string text)
    {
        var folded = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            _ = character switch
            {
                'ä' or 'á' or 'à' or 'â' => folded.Append('a'),
                'ö' or 'ó' or 'ô' => folded.Append('o'),
                'ü' or 'ú' or 'û' => folded.Append('u'),
                'Ä' => folded.Append('A'),
                'Ö' => folded.Append('O'),
                'Ü' => folded.Append('U'),
                'ß' => folded.Append("ss"),
                'é' or 'è' or 'ê' => folded.Append('e'),
                _ => folded.Append(character),
            };
        }

        return folded.ToString();
    }
}
