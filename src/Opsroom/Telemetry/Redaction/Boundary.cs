namespace Opsroom.Telemetry.Redaction;

/// <summary>Whether a key may begin at a place: not in the middle of a word.</summary>
internal static class Boundary
{
    public static bool Before(ReadOnlySpan<char> text, int at)
    {
        if (at == 0 || !char.IsAsciiLetterOrDigit(text[at - 1]))
        {
            return true;
        }

        // the n of an escaped line end, the 3D of an escaped equals sign
        return at >= 2 && text[at - 2] == '\\' && text[at - 1] is 'n' or 'r' or 't'
            || at >= 3 && text[at - 3] == '%' && char.IsAsciiHexDigit(text[at - 2]) && char.IsAsciiHexDigit(text[at - 1]);
    }
}
