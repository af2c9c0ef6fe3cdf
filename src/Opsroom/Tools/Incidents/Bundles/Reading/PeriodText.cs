using System.Buffers;
using System.Globalization;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Lengths of time as systems write them: seconds as a number, <c>5m</c>, <c>1h30m</c>.</summary>
internal static class PeriodText
{
    private static readonly SearchValues<char> Digits = SearchValues.Create("0123456789.");

    public static TimeSpan? Parse(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds))
        {
            return seconds is >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;
        }

        double total = 0;
        var left = text.AsSpan().Trim();
        while (!left.IsEmpty)
        {
            var digits = left.IndexOfAnyExcept(Digits);
            if (digits <= 0 || !double.TryParse(left[..digits], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var count))
            {
                return null;
            }

            left = left[digits..];
            var letters = left.IndexOfAny(Digits);
            var unit = left[..(letters < 0 ? left.Length : letters)].Trim();
            left = left[(letters < 0 ? left.Length : letters)..];
            total += count * unit switch { "ms" => 0.001, "s" or "sec" => 1, "m" or "min" => 60, "h" => 3600, "d" => 86400, "w" => 604800, _ => double.NaN };
        }

        return total is >= 0 and < 1e9 ? TimeSpan.FromSeconds(total) : null;
    }
}
