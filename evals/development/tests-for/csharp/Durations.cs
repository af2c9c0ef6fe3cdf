using System;
using System.Text;

namespace Shop.Text;

/// <summary>Reads and writes durations such as <c>1h30m</c>, <c>2d</c> or <c>500ms</c>.</summary>
public static class Durations
{
    /// <summary>Reads a duration. Units come from large to small and each at most once: w, d, h, m, s, ms. <c>0</c> needs no unit.</summary>
    /// <example>Parse("1h30m") is 90 minutes.</example>
    public static TimeSpan Parse(string text)
    {
        if (!TryParse(text, out var value))
        {
            throw new FormatException($"'{text}' is not a duration");
        }

        return value;
    }

    public static bool TryParse(string? text, out TimeSpan value)
    {
        value = TimeSpan.Zero;
        if (string.IsNullOrEmpty(text))
        {
            return false;
        }

        if (text == "0")
        {
            return true;
        }

        var negative = text[0] == '-';
        var at = negative ? 1 : 0;
        var lastRank = -1;
        long milliseconds = 0;
        while (at < text.Length)
        {
            var start = at;
            long number = 0;
            while (at < text.Length && char.IsAsciiDigit(text[at]))
            {
                number = number * 10 + (text[at] - '0');
                if (number > 1_000_000_000)
                {
                    return false;
                }

                at++;
            }

            if (at == start)
            {
                return false;
            }

            var unitStart = at;
            while (at < text.Length && char.IsAsciiLetter(text[at]))
            {
                at++;
            }

            var (rank, factor) = Unit(text[unitStart..at]);
            if (rank <= lastRank)
            {
                return false;
            }

            lastRank = rank;
            milliseconds += number * factor;
        }

        if (lastRank < 0)
        {
            return false;
        }

        value = TimeSpan.FromMilliseconds(negative ? -milliseconds : milliseconds);
        return true;
    }

    /// <summary>Writes a duration so that <see cref="Parse"/> reads it again; parts that are zero are left out.</summary>
    /// <example>Format(TimeSpan.FromMinutes(90)) is "1h30m".</example>
    public static string Format(TimeSpan value)
    {
        var left = (long)value.TotalMilliseconds;
        if (left == 0)
        {
            return "0";
        }

        var text = new StringBuilder();
        if (left < 0)
        {
            text.Append('-');
            left = -left;
        }

        foreach (var unit in (string[])["w", "d", "h", "m", "s", "ms"])
        {
            var factor = Unit(unit).Factor;
            if (left >= factor)
            {
                text.Append(left / factor).Append(unit);
                left %= factor;
            }
        }

        return text.ToString();
    }

    private static (int Rank, long Factor) Unit(string unit) => unit switch
    {
        "w" => (0, 604_800_000),
        "d" => (1, 86_400_000),
        "h" => (2, 3_600_000),
        "m" => (3, 60_000),
        "s" => (4, 1_000),
        "ms" => (5, 1),
        _ => (-1, 0),
    };
}
