using System.Globalization;
using System.Text;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>Python's formats: <c>'%05.2f' % x</c> and <c>'{:&gt;8}'.format(x)</c>. Fields are names and numbers; nothing can be reached through them.</summary>
internal static class PercentFormat
{
    private const int Widest = 10_000;
    private const int MostDigits = 60;

    public static string Apply(string format, object? values, RenderBudget budget)
    {
        var text = new StringBuilder();
        var list = values is JinjaTuple tuple ? tuple.Items : [values];
        var next = 0;
        for (var at = 0; at < format.Length; at++)
        {
            if (format[at] != '%')
            {
                text.Append(format[at]);
                continue;
            }

            if (++at < format.Length && format[at] == '%')
            {
                text.Append('%');
                continue;
            }

            object? value = null;
            var isNamed = false;
            if (at < format.Length && format[at] == '(')
            {
                var end = format.IndexOf(')', at);
                var name = end < 0 ? "" : format[(at + 1)..end];
                value = values is JinjaDict dict && dict.TryGet(name, out var found) ? found : throw Fault($"The format names '{name}', which is not given.");
                at = end + 1;
                isNamed = true;
            }

            var spec = ReadSpec(format, ref at);
            if (at >= format.Length)
            {
                throw Fault("The format ends within a field.");
            }

            value = isNamed ? value : next < list.Count ? list[next++] : throw Fault("There are fewer values than the format has fields.");
            text.Append(Field(spec with { Kind = format[at] }, value));
            budget.Build(spec.Width + 16L);
        }

        if (next < list.Count && values is JinjaTuple)
        {
            throw Fault("There are more values than the format has fields.");
        }

        return budget.Built(text.ToString());
    }

    /// <summary>One value in a field of <c>str.format</c>.</summary>
    public static string Format(object? value, string specification)
    {
        if (specification.Length == 0)
        {
            return PythonText.Str(value);
        }

        var at = 0;
        var (fill, align) = (' ', '\0');
        if (specification.Length > 1 && specification[1] is '<' or '>' or '^' or '=')
        {
            (fill, align) = (specification[0], specification[1]);
            at = 2;
        }
        else if (specification[0] is '<' or '>' or '^' or '=')
        {
            align = specification[0];
            at = 1;
        }

        var spec = ReadSpec(specification, ref at);
        var kind = at < specification.Length ? specification[at] : '\0';
        if (at < specification.Length - 1)
        {
            throw Fault($"'{specification}' is no format that is supported.");
        }

        if (spec.IsZeroFilled && align == '\0')
        {
            (fill, align) = ('0', '=');
        }

        var isNumber = value is long or double or bool;
        var plain = Number(spec with { Kind = kind == '\0' ? value is double && spec.Precision >= 0 ? 'g' : isNumber && value is not bool ? 'd' : 's' : kind }, value);
        return Padded(plain, spec.Width, fill, align == '\0' ? isNumber ? '>' : '<' : align);
    }

    private static Spec ReadSpec(string format, ref int at)
    {
        var spec = new Spec();
        for (; at < format.Length && format[at] is '-' or '+' or ' ' or '0' or '#'; at++)
        {
            spec = format[at] switch
            {
                '-' => spec with { IsLeft = true },
                '+' or ' ' => spec with { Sign = format[at] },
                '0' => spec with { IsZeroFilled = true },
                _ => spec with { IsAlternate = true },
            };
        }

        spec = spec with { Width = ReadNumber(format, ref at, 0, Widest) };
        if (at < format.Length && format[at] is ',' or '_')
        {
            spec = spec with { Grouping = format[at++] };
        }

        if (at < format.Length && format[at] == '.')
        {
            at++;
            spec = spec with { Precision = ReadNumber(format, ref at, 0, Widest) };
        }

        return spec;
    }

    private static int ReadNumber(string format, ref int at, int otherwise, int most)
    {
        var start = at;
        while (at < format.Length && char.IsAsciiDigit(format[at]))
        {
            at++;
        }

        return at == start ? otherwise
            : int.TryParse(format.AsSpan(start, at - start), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= most ? number
            : throw new TemplateFault(TemplateFault.Limit, $"A width of a format is larger than {most}.");
    }

    private static string Field(Spec spec, object? value)
    {
        var plain = Number(spec, value);
        var isNumber = spec.Kind is not ('s' or 'r' or 'c' or 'a');
        return spec.IsLeft ? Padded(plain, spec.Width, ' ', '<') : Padded(plain, spec.Width, spec.IsZeroFilled && isNumber ? '0' : ' ', spec.IsZeroFilled && isNumber ? '=' : '>');
    }

    private static string Number(Spec spec, object? value)
    {
        switch (spec.Kind)
        {
            case 's' or '\0':
                return Cut(PythonText.Str(value), spec.Precision);
            case 'r' or 'a':
                return Cut(PythonText.Repr(value), spec.Precision);
            case 'c':
                return value is long code and >= 0 and <= 0xFFFF ? ((char)code).ToString() : Cut(PythonText.Str(value), 1);
        }

        if (value is Undefined undefined)
        {
            throw undefined.Fault();
        }

        var real = PythonEquality.Number(value) ?? throw Fault($"'{spec.Kind}' formats a number, not a {PythonText.TypeOf(value)}.");
        var absolute = Math.Abs(real);
        var precision = Math.Min(spec.Precision < 0 ? 6 : spec.Precision, MostDigits);
        var digits = spec.Kind switch
        {
            'd' or 'i' or 'u' when value is long whole => Grouped(whole == long.MinValue ? "9223372036854775808" : Math.Abs(whole).ToString(CultureInfo.InvariantCulture), spec),
            'd' or 'i' or 'u' => Math.Truncate(absolute).ToString("F0", CultureInfo.InvariantCulture),
            'x' or 'X' when PythonArithmetic.Whole(value) is { } whole => (spec.IsAlternate ? $"0{spec.Kind}" : "") + Math.Abs(whole).ToString(spec.Kind == 'x' ? "x" : "X", CultureInfo.InvariantCulture),
            'o' when PythonArithmetic.Whole(value) is { } whole => Convert.ToString(Math.Abs(whole), 8),
            'b' when PythonArithmetic.Whole(value) is { } whole => Convert.ToString(Math.Abs(whole), 2),
            'f' or 'F' => Grouped(absolute.ToString($"F{precision}", CultureInfo.InvariantCulture), spec),
            '%' => (absolute * 100).ToString($"F{precision}", CultureInfo.InvariantCulture) + "%",
            'e' or 'E' => Exponent(absolute.ToString($"{(spec.Kind == 'e' ? 'e' : 'E')}{precision}", CultureInfo.InvariantCulture)),
            'g' or 'G' => General(absolute, precision == 0 ? 1 : precision),
            _ => throw Fault($"'{spec.Kind}' is no format that is supported."),
        };
        return (real < 0 ? "-" : spec.Sign == '\0' ? "" : spec.Sign.ToString()) + digits;
    }

    private static string Grouped(string digits, Spec spec)
    {
        if (spec.Grouping == '\0')
        {
            return digits;
        }

        var point = digits.IndexOf('.', StringComparison.Ordinal);
        var grouped = new StringBuilder(digits);
        for (var at = (point < 0 ? digits.Length : point) - 3; at > 0; at -= 3)
        {
            grouped.Insert(at, spec.Grouping);
        }

        return grouped.ToString();
    }

    private static string General(double value, int digits)
    {
        var exponent = value == 0 ? 0 : (int)Math.Floor(Math.Log10(value));
        if (exponent < -4 || exponent >= digits)
        {
            var text = Exponent(value.ToString($"e{digits - 1}", CultureInfo.InvariantCulture));
            var at = text.IndexOf('e', StringComparison.Ordinal);
            return (text[..at].Contains('.', StringComparison.Ordinal) ? text[..at].TrimEnd('0').TrimEnd('.') : text[..at]) + text[at..];
        }

        var plain = value.ToString($"F{Math.Max(0, digits - 1 - exponent)}", CultureInfo.InvariantCulture);
        return plain.Contains('.', StringComparison.Ordinal) ? plain.TrimEnd('0').TrimEnd('.') : plain;
    }

    /// <summary>Two digits of an exponent where .NET writes three.</summary>
    private static string Exponent(string text)
    {
        var at = text.IndexOfAny(['e', 'E']);
        var digits = text[(at + 2)..].TrimStart('0').PadLeft(2, '0');
        return text[..(at + 2)] + digits;
    }

    private static string Cut(string text, int length) => length >= 0 && length < text.Length ? text[..length] : text;

    private static string Padded(string text, int width, char fill, char align)
    {
        var missing = width - text.Length;
        if (missing <= 0)
        {
            return text;
        }

        return align switch
        {
            '<' => text.PadRight(width, fill),
            '^' => new string(fill, missing / 2) + text + new string(fill, missing - (missing / 2)),
            '=' when text.Length > 0 && text[0] is '-' or '+' or ' ' => text[0] + text[1..].PadLeft(width - 1, fill),
            _ => text.PadLeft(width, fill),
        };
    }

    private static TemplateFault Fault(string message) => new(TemplateFault.Value, message);

    private sealed record Spec
    {
        public char Kind { get; init; }

        public char Sign { get; init; }

        public char Grouping { get; init; }

        public int Width { get; init; }

        /// <summary>Less than 0 where none is given.</summary>
        public int Precision { get; init; } = -1;

        public bool IsLeft { get; init; }

        public bool IsZeroFilled { get; init; }

        public bool IsAlternate { get; init; }
    }
}
