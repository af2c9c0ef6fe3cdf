using System.Globalization;

namespace Opsroom.Telemetry.Redaction;

/// <summary>Reads the escapes of JSON text without reading its structure.</summary>
internal static class JsonEscapes
{
    private const int UnicodeLength = 6;

    /// <summary>Replaces escapes by what they stand for, in place; returns the part of the text that is left.</summary>
    public static ReadOnlySpan<char> Undo(Span<char> text)
    {
        var read = text.IndexOf('\\');
        if (read < 0)
        {
            return text;
        }

        var written = read;
        while (read < text.Length)
        {
            if (text[read] != '\\' || read + 1 == text.Length)
            {
                text[written++] = text[read++];
            }
            else if (text[read + 1] == 'u' && read + UnicodeLength <= text.Length
                && ushort.TryParse(text.Slice(read + 2, 4), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var unit))
            {
                text[written++] = (char)unit;
                read += UnicodeLength;
            }
            else
            {
                text[written++] = text[read + 1] switch { 'n' => '\n', 'r' => '\r', 't' => '\t', 'b' => '\b', 'f' => '\f', var same => same };
                read += 2;
            }

            // what stands between escapes moves as a whole
            var plain = text[read..].IndexOf('\\');
            var run = plain < 0 ? text.Length - read : plain;
            text.Slice(read, run).CopyTo(text[written..]);
            read += run;
            written += run;
        }

        return text[..written];
    }
}
