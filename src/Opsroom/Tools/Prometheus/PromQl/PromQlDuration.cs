using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Prometheus.PromQl;

/// <summary>Prometheus's spans of time: <c>1h30m</c>, units from large to small, each once and whole.</summary>
internal static partial class PromQlDuration
{
    private static readonly (string Unit, long Milliseconds)[] Units =
        [("y", 31_536_000_000), ("w", 604_800_000), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)];

    /// <summary>The longest that Prometheus can count: 2^63 ns.</summary>
    private const long MostMilliseconds = 9_223_372_036_854;

    public static TimeSpan? Parse(string text)
    {
        if (text == "0")
        {
            return TimeSpan.Zero;
        }

        if (text.Length == 0 || Form().Match(text) is not { Success: true } match)
        {
            return null;
        }

        Int128 sum = 0;
        foreach (var (unit, milliseconds) in Units)
        {
            if (match.Groups[unit] is { Success: true } amount)
            {
                if (!long.TryParse(amount.ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
                {
                    return null;
                }

                sum += (Int128)count * milliseconds;
            }
        }

        return sum > MostMilliseconds ? null : TimeSpan.FromMilliseconds((long)sum);
    }

    /// <summary>As people write it: <c>5m</c>, <c>1h30m</c>.</summary>
    public static string Format(TimeSpan span)
    {
        var left = (long)Math.Abs(span.TotalMilliseconds);
        var text = span < TimeSpan.Zero ? "-" : "";
        foreach (var (unit, milliseconds) in Units.Skip(1))
        {
            // weeks and days only where nothing is left, as in Prometheus's own notation
            if (left >= milliseconds && (unit != "w" || left % milliseconds == 0))
            {
                text += (left / milliseconds).ToString(CultureInfo.InvariantCulture) + unit;
                left %= milliseconds;
            }
        }

        return text.Length == 0 ? "0s" : text;
    }

    [GeneratedRegex(@"^((?<y>[0-9]+)y)?((?<w>[0-9]+)w)?((?<d>[0-9]+)d)?((?<h>[0-9]+)h)?((?<m>[0-9]+)m)?((?<s>[0-9]+)s)?((?<ms>[0-9]+)ms)?\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Form();
}
