using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Strings: in double or single quotes with Go's escapes, or in backquotes as they are.</summary>
internal sealed partial class PromQlLexer
{
    private PromQlToken QuotedText()
    {
        var quote = Current;
        at++;
        var value = new StringBuilder();
        while (true)
        {
            if (at >= text.Length)
            {
                throw Fault(quote == '`' ? "unterminated raw string" : "unterminated quoted string");
            }

            var letter = text[at++];
            if (letter == quote)
            {
                return Made(TokenKind.Text, value.ToString());
            }

            if (quote != '`' && letter == '\n')
            {
                throw Fault("unterminated quoted string", at - 1);
            }

            if (quote != '`' && letter == '\\')
            {
                AppendEscaped(value, quote);
            }
            else
            {
                value.Append(letter);
            }
        }
    }

    private void AppendEscaped(StringBuilder value, char quote)
    {
        if (at >= text.Length)
        {
            throw Fault("escape sequence not terminated");
        }

        var letter = text[at];
        if (letter == quote)
        {
            value.Append(letter);
            at++;
            return;
        }

        var (digits, radix, most) = letter switch
        {
            >= '0' and <= '7' => (3, 8, 255),
            'x' => (2, 16, 255),
            'u' => (4, 16, 0x10FFFF),
            'U' => (8, 16, 0x10FFFF),
            _ => (0, 0, 0),
        };
        if (digits == 0)
        {
            value.Append(letter switch
            {
                'a' => '\a',
                'b' => '\b',
                'f' => '\f',
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                'v' => '\v',
                '\\' => '\\',
                _ => throw Fault($"unknown escape sequence {Shown(letter)}"),
            });
            at++;
            return;
        }

        at += radix == 16 ? 1 : 0;
        long code = 0;
        for (var i = 0; i < digits; i++, at++)
        {
            var digit = int.TryParse(Current.ToString(), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var read) && read < radix ? read : -1;
            code = digit < 0 ? throw Fault($"illegal character {Shown(Current)} in escape sequence") : (code * radix) + digit;
        }

        if (code > most || code is >= 0xD800 and < 0xE000)
        {
            throw Fault("escape sequence is an invalid Unicode code point", at - 1);
        }

        value.Append(char.ConvertFromUtf32((int)code));
    }
}
