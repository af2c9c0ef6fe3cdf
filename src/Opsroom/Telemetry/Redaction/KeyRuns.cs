namespace Opsroom.Telemetry.Redaction;

/// <summary>
/// Finds keys of known shapes. All of them are twenty characters or more without a blank, and hardly anything else is, so most of a text is skipped
/// twenty characters at a time.
/// </summary>
internal static class KeyRuns
{
    private const int Shortest = 20;
    private const string Alphabet = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_-.+/=~";

    private static readonly bool[] InAlphabet = [.. Enumerable.Range(0, 128).Select(code => Alphabet.Contains((char)code, StringComparison.Ordinal))];
    private static readonly IKeyShape[][] ShapesByFirst =
        [.. Enumerable.Range(0, 128).Select(code => KeyShapes.All.Where(shape => shape.Prefix[0] == code).OrderByDescending(shape => shape.Prefix.Length).ToArray())];

    public static bool AnyIn(ReadOnlySpan<char> text)
    {
        List<SecretSpan>? found = null;
        return Scan(text, ref found, first: true);
    }

    public static void AddTo(ref List<SecretSpan>? found, ReadOnlySpan<char> text) => Scan(text, ref found, first: false);

    private static bool Scan(ReadOnlySpan<char> text, ref List<SecretSpan>? found, bool first)
    {
        for (var last = Shortest - 1; last < text.Length;)
        {
            var start = last;
            while (start > last - Shortest && IsPart(text[start]))
            {
                start--;
            }

            if (start > last - Shortest)
            {
                last = start + Shortest;
                continue;
            }

            while (start >= 0 && IsPart(text[start]))
            {
                start--;
            }

            var end = last + 1;
            while (end < text.Length && IsPart(text[end]))
            {
                end++;
            }

            if (ScanRun(text, start + 1, end, ref found, first))
            {
                return true;
            }

            last = end + Shortest;
        }

        return false;
    }

    private static bool ScanRun(ReadOnlySpan<char> text, int start, int end, ref List<SecretSpan>? found, bool first)
    {
        for (var at = start; at < end; at++)
        {
            if (Boundary.Before(text, at) && FindAt(text, at) is { } span)
            {
                if (first)
                {
                    return true;
                }

                (found ??= []).Add(span);
                at = span.End - 1;
            }
        }

        foreach (var shape in KeyShapes.Marked)
        {
            if (text[start..end].IndexOf(shape.Mark, StringComparison.Ordinal) is var mark and >= 0 && shape.Find(text, start + mark) is { } span)
            {
                (found ??= []).Add(span);
            }
        }

        return first && found is not null;
    }

    private static SecretSpan? FindAt(ReadOnlySpan<char> text, int at)
    {
        foreach (var shape in ShapesByFirst[text[at]])
        {
            if (text[at..].StartsWith(shape.Prefix, StringComparison.Ordinal) && shape.Find(text, at) is { } span)
            {
                return span;
            }
        }

        return null;
    }

    private static bool IsPart(char character) => character < 128 && InAlphabet[character];
}
