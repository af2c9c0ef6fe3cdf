using System.Globalization;
using System.Text;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Syntax;

/// <summary>Reads the tokens inside a tag: names, numbers, texts and operators.</summary>
internal static class JinjaScanner
{
    private static readonly string[] Operators = ["//", "**", "==", "!=", ">=", "<=", "+", "-", "/", "*", "%", "~", "[", "]", "(", ")", "{", "}", ">", "<", "=", ".", ":", "|", ",", ";"];

    public static JinjaToken Next(string source, ref int position, LineMap lines)
    {
        var start = position;
        var (line, column) = lines.PlaceOf(start);
        var first = source[start];
        if (first is '"' or '\'')
        {
            return new(JinjaTokenKind.Text, Text(source, ref position, line, column), line, column);
        }

        if (char.IsAsciiDigit(first))
        {
            return Number(source, ref position, line, column);
        }

        if (first == '_' || char.IsLetter(first))
        {
            while (position < source.Length && (source[position] == '_' || char.IsLetterOrDigit(source[position])))
            {
                position++;
            }

            return new(JinjaTokenKind.Name, source[start..position], line, column);
        }

        foreach (var sign in Operators)
        {
            if (source.AsSpan(start).StartsWith(sign, StringComparison.Ordinal))
            {
                position += sign.Length;
                return new(JinjaTokenKind.Operator, sign, line, column);
            }
        }

        throw Fault($"Unexpected character '{first}'.", line, column);
    }

    private static JinjaToken Number(string source, ref int position, int line, int column)
    {
        var start = position;
        if (source[start] == '0' && start + 1 < source.Length && char.ToLowerInvariant(source[start + 1]) is 'x' or 'o' or 'b')
        {
            return Based(source, ref position, line, column);
        }

        Digits(source, ref position);
        var isReal = false;
        if (position + 1 < source.Length && source[position] == '.' && char.IsAsciiDigit(source[position + 1]) && !(start > 0 && source[start - 1] == '.'))
        {
            position++;
            Digits(source, ref position);
            isReal = true;
        }

        if (position < source.Length && source[position] is 'e' or 'E')
        {
            var exponent = position + 1 < source.Length && source[position + 1] is '+' or '-' ? position + 2 : position + 1;
            if (exponent < source.Length && char.IsAsciiDigit(source[exponent]))
            {
                position = exponent;
                Digits(source, ref position);
                isReal = true;
            }
        }

        var text = source[start..position].Replace("_", "", StringComparison.Ordinal);
        if (isReal)
        {
            return new(JinjaTokenKind.Real, text, line, column, double.Parse(text, CultureInfo.InvariantCulture));
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value)
            ? new(JinjaTokenKind.Integer, text, line, column, value)
            : throw Fault("The number has more than 64 bits.", line, column);
    }

    private static JinjaToken Based(string source, ref int position, int line, int column)
    {
        var start = position;
        position += 2;
        while (position < source.Length && (char.IsAsciiHexDigit(source[position]) || source[position] == '_'))
        {
            position++;
        }

        var digits = source[(start + 2)..position].Replace("_", "", StringComparison.Ordinal);
        var radix = char.ToLowerInvariant(source[start + 1]) switch { 'x' => 16, 'o' => 8, _ => 2 };
        try
        {
            return new(JinjaTokenKind.Integer, digits, line, column, Convert.ToInt64(digits, radix));
        }
        catch (Exception wrong) when (wrong is FormatException or OverflowException or ArgumentException)
        {
            throw Fault($"'{source[start..position]}' is no number.", line, column);
        }
    }

    private static void Digits(string source, ref int position)
    {
        while (position < source.Length && (char.IsAsciiDigit(source[position]) || (source[position] == '_' && position + 1 < source.Length && char.IsAsciiDigit(source[position + 1]))))
        {
            position++;
        }
    }

    private static string Text(string source, ref int position, int line, int column)
    {
        var quote = source[position];
        var text = new StringBuilder();
        for (position++; position < source.Length; position++)
        {
            var letter = source[position];
            if (letter == quote)
            {
                position++;
                return text.ToString();
            }

            if (letter == '\\' && position + 1 < source.Length)
            {
                position++;
                Escape(source, ref position, text, line, column);
            }
            else
            {
                text.Append(letter);
            }
        }

        throw Fault("The text is not closed; a quote is missing.", line, column);
    }

    private static void Escape(string source, ref int position, StringBuilder text, int line, int column)
    {
        var letter = source[position];
        switch (letter)
        {
            case '\n': break;
            case '\\' or '\'' or '"': text.Append(letter); break;
            case 'n': text.Append('\n'); break;
            case 't': text.Append('\t'); break;
            case 'r': text.Append('\r'); break;
            case 'a': text.Append('\a'); break;
            case 'b': text.Append('\b'); break;
            case 'f': text.Append('\f'); break;
            case 'v': text.Append('\v'); break;
            case 'x': Code(source, ref position, text, 2, line, column); break;
            case 'u': Code(source, ref position, text, 4, line, column); break;
            case 'U': Code(source, ref position, text, 8, line, column); break;
            case >= '0' and <= '7':
                var value = 0;
                var end = position;
                while (end < source.Length && end < position + 3 && source[end] is >= '0' and <= '7')
                {
                    value = (value * 8) + source[end++] - '0';
                }

                text.Append((char)value);
                position = end - 1;
                break;
            default: text.Append('\\').Append(letter); break;
        }
    }

    private static void Code(string source, ref int position, StringBuilder text, int digits, int line, int column)
    {
        if (position + digits < source.Length
            && int.TryParse(source.AsSpan(position + 1, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) && code is >= 0 and <= 0x10FFFF)
        {
            text.Append(code is >= 0xD800 and <= 0xDFFF ? ((char)code).ToString() : char.ConvertFromUtf32(code));
            position += digits;
            return;
        }

        throw Fault("The text has a truncated escape.", line, column);
    }

    private static TemplateFault Fault(string message, int line, int column) => new TemplateFault(TemplateFault.Syntax, message).At(null, line, column);
}
