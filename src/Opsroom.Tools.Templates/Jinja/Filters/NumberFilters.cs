using System.Globalization;
using Opsroom.Tools.Templates.Jinja.Running;
using Opsroom.Tools.Templates.Jinja.Values;

namespace Opsroom.Tools.Templates.Jinja.Filters;

/// <summary>Filters of numbers, and the conversions to them.</summary>
internal static class NumberFilters
{
    public static IEnumerable<JinjaFilter> All =>
    [
        new("abs", "", (_, value, _) => value switch
        {
            double real => (object)Math.Abs(real),
            _ when PythonArithmetic.Whole(value) is { } whole and > long.MinValue => Math.Abs(whole),
            Undefined undefined => throw undefined.Fault(),
            _ => throw JinjaRun.Fault($"'abs' needs a number, not a {PythonText.TypeOf(value)}."),
        }),
        new("int", "default base", Int),
        new("float", "default", (_, value, given) => value switch
        {
            Undefined undefined => throw undefined.Fault(),
            string text => PythonArithmetic.ParseReal(text) ?? given.Get(0, 0.0),
            _ => PythonEquality.Number(value) ?? given.Get(0, 0.0),
        }),
        new("round", "precision method", Round),
        new("filesizeformat", "binary", FileSize),
        new("bool", "", (_, value, _) => value is bool flag ? flag : value is not null && PythonText.Str(value).ToLowerInvariant() is "yes" or "on" or "1" or "true"),
        new("pow", "exponent", (run, value, given) => PythonArithmetic.Apply("**", value, given.Need(0), run.Budget)),
        new("root", "base", (_, value, given) => Math.Pow(PythonEquality.Number(value) ?? 0, 1 / (PythonEquality.Number(given.Get(0, 2L)) ?? 2))),
        new("log", "base", (_, value, given) => given.Has(0) ? Math.Log(PythonEquality.Number(value) ?? 0) / Math.Log(PythonEquality.Number(given.Get(0, null)) ?? Math.E) : Math.Log(PythonEquality.Number(value) ?? 0)),
    ];

    private static object? Int(JinjaRun run, object? value, BoundArguments given)
    {
        var otherwise = given.Get(0, 0L);
        switch (value)
        {
            case Undefined undefined:
                throw undefined.Fault();
            case double real:
                return double.IsFinite(real) && Math.Abs(real) < 9e18 ? (long)real : otherwise;
            case string text:
                var radix = given.Integer(1, 10);
                var digits = text.Trim().Replace("_", "", StringComparison.Ordinal);
                if (radix != 10)
                {
                    return Based(digits, radix) is { } based ? based : otherwise;
                }

                return long.TryParse(digits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? whole
                    : PythonArithmetic.ParseReal(digits) is { } number && double.IsFinite(number) && Math.Abs(number) < 9e18 ? (long)number
                    : otherwise;
            default:
                return PythonArithmetic.Whole(value) is { } same ? same : otherwise;
        }
    }

    private static long? Based(string digits, long radix)
    {
        var plain = digits.StartsWith('-') ? digits[1..] : digits;
        plain = plain.Length > 2 && plain[0] == '0' && char.ToLowerInvariant(plain[1]) is 'x' or 'o' or 'b' ? plain[2..] : plain;
        var value = 0L;
        foreach (var letter in plain.ToLowerInvariant())
        {
            var digit = char.IsAsciiDigit(letter) ? letter - '0' : letter is >= 'a' and <= 'z' ? letter - 'a' + 10 : 99;
            if (digit >= radix || value > long.MaxValue / 40)
            {
                return null;
            }

            value = (value * radix) + digit;
        }

        return plain.Length == 0 ? null : digits.StartsWith('-') ? -value : value;
    }

    private static object? Round(JinjaRun run, object? value, BoundArguments given)
    {
        if (value is Undefined undefined)
        {
            throw undefined.Fault();
        }

        var number = PythonEquality.Number(value) ?? throw JinjaRun.Fault($"'round' needs a number, not a {PythonText.TypeOf(value)}.");
        var (digits, method) = ((int)Math.Clamp(given.Integer(0, 0), -15, 15), given.Text(1, "common"));
        if (method == "common" && value is long)
        {
            return digits >= 0 ? value : (long)(Math.Round(number / Math.Pow(10, -digits), MidpointRounding.ToEven) * Math.Pow(10, -digits));
        }

        var factor = Math.Pow(10, digits);
        return method switch
        {
            "common" => digits >= 0 ? (double)Math.Round(SafeDecimal(number), digits, MidpointRounding.ToEven) : Math.Round(number * factor, MidpointRounding.ToEven) / factor,
            "ceil" => Math.Ceiling(number * factor) / factor,
            "floor" => Math.Floor(number * factor) / factor,
            _ => throw JinjaRun.Fault("'round' knows the methods common, ceil and floor."),
        };
    }

    // the exact value of the double decides about halves, as in Python
    private static decimal SafeDecimal(double number) => Math.Abs(number) < 1e12
        ? decimal.Parse(number.ToString(Math.Abs(number) < 1e7 ? "F20" : "F15", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)
        : throw JinjaRun.Fault("The number is too large to be rounded.");

    private static string FileSize(JinjaRun run, object? value, BoundArguments given)
    {
        var bytes = value is string text ? PythonArithmetic.ParseReal(text) ?? 0 : PythonEquality.Number(value) ?? 0;
        var binary = given.Truth(0, false);
        var (unit, names) = binary ? (1024d, "KiB MiB GiB TiB PiB EiB ZiB YiB") : (1000d, "kB MB GB TB PB EB ZB YB");
        if (bytes < unit)
        {
            return bytes == 1 ? "1 Byte" : string.Create(CultureInfo.InvariantCulture, $"{(long)bytes} Bytes");
        }

        var power = unit;
        foreach (var name in names.Split(' '))
        {
            power *= unit;
            if (bytes < power || name[0] == 'Y')
            {
                return string.Create(CultureInfo.InvariantCulture, $"{unit * bytes / power:F1} {name}");
            }
        }

        return "";
    }
}
