using System.Buffers;

namespace Opsroom.Telemetry.Redaction;

/// <summary>Where the end of a text that is still growing begins: what may turn out to be a secret, or part of one, when more comes.</summary>
internal static class HeldBack
{
    // "password : str = 'two words'" is the longest way from a name to the end of its value
    private const int WordsUntilDecided = 6;
    private const int LongestName = 64;
    private const int LongestHeader = 4096;
    private const int LongestLabel = 80;
    private const string KeyBegin = "-----BEGIN ";
    private const string KeyEnd = "-----END ";
    private const string Dashes = "-----";

    private static readonly SearchValues<string> Names =
        SearchValues.Create([.. SensitiveName.Needles, "authorization", "cookie", "bearer", "basic", "-u", "--user"], StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<char> Blanks = SearchValues.Create(" \t\r\n");

    public static int Start(ReadOnlySpan<char> text) => Math.Min(GrowingWord(text), Math.Min(OpenName(text), OpenKey(text)));

    private static int GrowingWord(ReadOnlySpan<char> text) => text.LastIndexOfAny(Blanks) + 1;

    private static int OpenName(ReadOnlySpan<char> text)
    {
        for (var from = 0; text[from..].IndexOfAny(Names) is var hit and >= 0;)
        {
            var at = from + hit;
            var rest = text.Slice(at, Math.Min(LongestName, text.Length - at));
            var end = at + Math.Max(1, CharacterSets.RunOf(CharacterSets.Identifier, rest));
            if (IsOpen(text[at..end], text[end..]))
            {
                // the name is held back as well: it may itself be the end of something that stands before it
                return GrowingWord(text[..at]);
            }

            from = at + 1;
        }

        return text.Length;
    }

    private static bool IsOpen(ReadOnlySpan<char> name, ReadOnlySpan<char> rest)
    {
        if (name.StartsWith("cookie", StringComparison.OrdinalIgnoreCase))
        {
            var cursor = new TextCursor(rest, 0);
            cursor.SkipClosingQuotes();
            return cursor.Position == rest.Length || (cursor.Current == ':' && rest.Length < LongestHeader && !rest.ContainsAny('\r', '\n'));
        }

        return WordsIn(rest) <= WordsUntilDecided;
    }

    private static int WordsIn(ReadOnlySpan<char> text)
    {
        var words = 0;
        while (words <= WordsUntilDecided && text.IndexOfAnyExcept(Blanks) is var start and >= 0)
        {
            words++;
            text = text[start..];
            var end = text.IndexOfAny(Blanks);
            text = end < 0 ? [] : text[end..];
        }

        return words;
    }

    private static int OpenKey(ReadOnlySpan<char> text)
    {
        var begin = text.LastIndexOf(KeyBegin, StringComparison.Ordinal);
        if (begin < 0)
        {
            return text.Length;
        }

        var rest = text[(begin + KeyBegin.Length)..];
        var label = rest.IndexOf(Dashes, StringComparison.Ordinal);
        if (label < 0)
        {
            return rest.Length <= LongestLabel ? begin : text.Length;
        }

        if (!rest[..label].Contains("PRIVATE KEY", StringComparison.Ordinal))
        {
            return text.Length;
        }

        var end = rest.IndexOf(KeyEnd, StringComparison.Ordinal);
        var closed = end >= 0 && rest[(end + KeyEnd.Length)..].Contains(Dashes, StringComparison.Ordinal);
        return closed ? text.Length : begin;
    }
}
