using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Commands.Shell;

namespace Opsroom.Tools.Commands.Programs;

/// <summary><c>echo</c> and <c>printf</c>: what they print is known, and may feed a shell.</summary>
internal sealed class Printing : IProgram
{
    private const int MostRepeats = 200;

    public IEnumerable<string> Names => ["echo", "printf", "print"];

    public Outcome Judge(Invocation call)
    {
        if (call.Name == "printf")
        {
            return Format(call);
        }

        var words = call.Arguments.AsSpan();
        var (newline, escapes) = (true, false);
        while (words.Length > 0 && words[0].Length > 1 && words[0][0] == '-' && words[0].AsSpan(1).IndexOfAnyExcept("neEr") < 0)
        {
            newline &= !words[0].Contains('n', StringComparison.Ordinal);
            escapes |= words[0].Contains('e', StringComparison.Ordinal);
            words = words[1..];
        }

        var text = string.Join(' ', words.ToArray());
        return Outcome.Read("only prints text", (escapes ? Escapes.Decode(text) : text) + (newline ? "\n" : ""));
    }

    private static Outcome Format(Invocation call)
    {
        var words = call.Arguments;
        string? variable = null;
        if (words is ["-v", _, ..])
        {
            (variable, words) = (words[1], words[2..]);
        }

        words = words is ["--", ..] ? words[1..] : words;
        var printed = words.IsEmpty ? "" : Apply(words[0], words[1..]);
        if (variable is null)
        {
            return Outcome.Read("only prints text", printed);
        }

        call.Scope.Set(variable, printed);
        return Outcome.Read("sets a variable", "");
    }

    private static string Apply(string format, ImmutableArray<string> values)
    {
        var printed = new StringBuilder();
        var next = 0;
        for (var round = 0; round < MostRepeats && (round == 0 || next < values.Length); round++)
        {
            var before = next;
            Append(printed, format, values, ref next);
            if (next == before)
            {
                break;
            }
        }

        return printed.ToString();
    }

    private static void Append(StringBuilder printed, string format, ImmutableArray<string> values, ref int next)
    {
        var start = 0;
        for (var percent = format.IndexOf('%', StringComparison.Ordinal); percent >= 0; percent = format.IndexOf('%', start))
        {
            printed.Append(Escapes.Decode(format[start..percent]));
            var end = percent + 1;
            while (end < format.Length && (char.IsAsciiDigit(format[end]) || format[end] is '-' or '+' or ' ' or '#' or '.'))
            {
                end++;
            }

            var kind = end < format.Length ? format[end] : '%';
            start = Math.Min(format.Length, end + 1);
            if (kind == '%')
            {
                printed.Append('%');
                continue;
            }

            var value = next < values.Length ? values[next] : "";
            next++;
            printed.Append(kind switch
            {
                's' or 'q' => value,
                'b' => Escapes.Decode(value),
                'c' => value.Length > 0 ? value[..1] : "",
                'd' or 'i' or 'u' => int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number.ToString(CultureInfo.InvariantCulture) : Unknown.Text,
                _ => Unknown.Text,
            });
        }

        printed.Append(Escapes.Decode(format[start..]));
    }
}
