using System.Globalization;
using Opsroom.Tools.Templates.Rendering;

namespace Opsroom.Tools.Templates.Jinja.Values;

/// <summary>The arithmetic of templates: Python's, with whole numbers of 64 bits.</summary>
internal static class PythonArithmetic
{
    public static object? Apply(string sign, object? left, object? right, RenderBudget budget)
    {
        Refuse(left);
        Refuse(right);
        try
        {
            return (sign, left, right) switch
            {
                ("+", string a, string b) => Joined(a, b, budget),
                ("+", JinjaList a, JinjaList b) => new JinjaList(Joined(a.Items, b.Items, budget)),
                ("+", JinjaTuple a, JinjaTuple b) => new JinjaTuple(Joined(a.Items, b.Items, budget)),
                ("*", string text, _) when Whole(right) is { } times => Repeated(text, times, budget),
                ("*", _, string text) when Whole(left) is { } times => Repeated(text, times, budget),
                ("*", JinjaList list, _) when Whole(right) is { } times => new JinjaList(Repeated(list.Items, times, budget)),
                ("*", _, JinjaList list) when Whole(left) is { } times => new JinjaList(Repeated(list.Items, times, budget)),
                ("*", JinjaTuple tuple, _) when Whole(right) is { } times => new JinjaTuple(Repeated(tuple.Items, times, budget)),
                ("%", string format, _) => PercentFormat.Apply(format, right, budget),
                _ => Numbers(sign, left, right),
            };
        }
        catch (OverflowException)
        {
            throw Fault("The number has more than 64 bits.");
        }
    }

    public static object Negative(object? value) => value switch
    {
        double real => (object)-real,
        _ when Whole(value) is { } whole => whole == long.MinValue ? throw Fault("The number has more than 64 bits.") : -whole,
        Undefined undefined => throw undefined.Fault(),
        _ => throw Fault($"A {PythonText.TypeOf(value)} has no sign."),
    };

    public static object Positive(object? value) => value switch
    {
        double real => (object)real,
        _ when Whole(value) is { } whole => whole,
        Undefined undefined => throw undefined.Fault(),
        _ => throw Fault($"A {PythonText.TypeOf(value)} has no sign."),
    };

    /// <summary>The value of a whole number or a truth value; null for anything else.</summary>
    public static long? Whole(object? value) => value switch
    {
        long whole => whole,
        bool flag => flag ? 1 : 0,
        _ => null,
    };

    private static object Numbers(string sign, object? left, object? right)
    {
        if (sign != "/" && Whole(left) is { } a && Whole(right) is { } b)
        {
            return Wholes(sign, a, b);
        }

        if (PythonEquality.Number(left) is not { } x || PythonEquality.Number(right) is not { } y)
        {
            throw Fault($"'{sign}' does not work with a {PythonText.TypeOf(left)} and a {PythonText.TypeOf(right)}.");
        }

        return sign switch
        {
            "+" => x + y,
            "-" => x - y,
            "*" => x * y,
            "**" => Math.Pow(x, y),
            _ when y == 0 => throw Fault("Division by zero."),
            "/" => x / y,
            "//" => Math.Floor(x / y),
            _ => x - (y * Math.Floor(x / y)),
        };
    }

    private static object Wholes(string sign, long a, long b) => sign switch
    {
        "+" => (object)checked(a + b),
        "-" => checked(a - b),
        "*" => checked(a * b),
        "**" when b < 0 => a == 0 ? throw Fault("Division by zero.") : Math.Pow(a, b),
        "**" => Power(a, b),
        _ when b == 0 => throw Fault("Division by zero."),
        "//" => (a / b) - ((a % b != 0) && ((a < 0) != (b < 0)) ? 1 : 0),
        _ => b == -1 ? 0L : ((a % b) + b) % b,
    };

    private static long Power(long number, long exponent)
    {
        var result = 1L;
        if (number is 0 or 1 or -1)
        {
            return exponent == 0 ? 1L : number == -1 && exponent % 2 == 0 ? 1L : number;
        }

        for (; exponent > 0; exponent--)
        {
            result = checked(result * number);
        }

        return result;
    }

    private static string Joined(string a, string b, RenderBudget budget)
    {
        budget.Build((long)a.Length + b.Length);
        return a + b;
    }

    private static List<object?> Joined(IReadOnlyList<object?> a, IReadOnlyList<object?> b, RenderBudget budget)
    {
        budget.List((long)a.Count + b.Count);
        return [.. a, .. b];
    }

    private static string Repeated(string text, long times, RenderBudget budget)
    {
        if (times <= 0 || text.Length == 0)
        {
            return "";
        }

        budget.Build(times > int.MaxValue ? long.MaxValue / 2 : text.Length * times);
        return string.Concat(Enumerable.Repeat(text, (int)times));
    }

    private static List<object?> Repeated(IReadOnlyList<object?> items, long times, RenderBudget budget)
    {
        if (times <= 0 || items.Count == 0)
        {
            return [];
        }

        budget.List(times > int.MaxValue ? long.MaxValue : items.Count * times);
        return [.. Enumerable.Repeat(items, (int)times).SelectMany(each => each)];
    }

    private static void Refuse(object? value)
    {
        if (value is Undefined undefined)
        {
            throw undefined.Fault();
        }
    }

    private static TemplateFault Fault(string message) => new(TemplateFault.Value, message);

    /// <summary>A text as a number, as Python's <c>float</c> reads it.</summary>
    public static double? ParseReal(string text) =>
        double.TryParse(text.Trim().Replace("_", "", StringComparison.Ordinal), NumberStyles.Float, CultureInfo.InvariantCulture, out var value) ? value : null;
}
