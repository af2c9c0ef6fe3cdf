using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Commands.Shell;

internal sealed partial class ShellParser
{
    /// <summary>The text of <c>$'…'</c>; the cursor is on the quote.</summary>
    private string ReadAnsiQuotes()
    {
        var end = at + 1;
        while (end < text.Length && text[end] != '\'')
        {
            end += text[end] == '\\' ? 2 : 1;
        }

        if (end >= text.Length)
        {
            Fail("' is not closed");
            end = text.Length;
        }

        var inside = text[(at + 1)..end];
        at = Math.Min(text.Length, end + 1);
        return Escapes.Decode(inside);
    }
}

/// <summary>The backslash escapes of <c>$'…'</c>, <c>echo -e</c> and <c>printf</c>.</summary>
internal static class Escapes
{
    public static string Decode(string text)
    {
        if (!text.Contains('\\', StringComparison.Ordinal))
        {
            return text;
        }

        var decoded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != '\\' || i + 1 >= text.Length)
            {
                decoded.Append(text[i]);
                continue;
            }

            var c = text[++i];
            switch (c)
            {
                case 'x':
                    i += AppendNumber(decoded, text, i + 1, 2, hexadecimal: true);
                    break;
                case 'u':
                    i += AppendNumber(decoded, text, i + 1, 4, hexadecimal: true);
                    break;
                case 'U':
                    i += AppendNumber(decoded, text, i + 1, 8, hexadecimal: true);
                    break;
                case >= '0' and <= '7':
                    i += AppendNumber(decoded, text, i, c == '0' ? 4 : 3, hexadecimal: false) - 1;
                    break;
                default:
                    decoded.Append(Simple(c));
                    break;
            }
        }

        return decoded.ToString();
    }

    private static string Simple(char c) => c switch
    {
        'n' => "\n",
        't' => "\t",
        'r' => "\r",
        'a' => "\a",
        'b' => "\b",
        'f' => "\f",
        'v' => "\v",
        'e' or 'E' => "\u001b",
        '\\' or '\'' or '"' or '?' => c.ToString(),
        _ => "\\" + c,
    };

    private static int AppendNumber(StringBuilder decoded, string text, int start, int most, bool hexadecimal)
    {
        var length = 0;
        while (length < most && start + length < text.Length && (hexadecimal ? char.IsAsciiHexDigit(text[start + length]) : text[start + length] is >= '0' and <= '7'))
        {
            length++;
        }

        if (length > 0)
        {
            var digits = text.Substring(start, length);
            var code = hexadecimal ? uint.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture) : Convert.ToUInt32(digits, 8) & 0xFF;
            decoded.Append(Rune.IsValid((int)Math.Min(code, int.MaxValue)) ? new Rune((int)code).ToString() : "\uFFFD");
        }

        return length;
    }
}
