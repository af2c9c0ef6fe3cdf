using System.Globalization;

namespace Opsroom.Tools.Incidents.Bundles.Reading;

/// <summary>Times as systems write them: RFC 3339 and its relatives, or a count from 1970 in seconds, milli-, micro- or nanoseconds.</summary>
internal static class MomentText
{
    private const double Latest = 253402300799;

    public static DateTimeOffset? Parse(string text)
    {
        text = text.Trim();
        if (double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var count))
        {
            return long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exact) && exact > 100_000_000_000_000_000 ? OfNanoseconds(exact) : OfCount(count);
        }

        if (text.EndsWith(" UTC", StringComparison.OrdinalIgnoreCase))
        {
            text = text[..^4] + "Z";
        }

        // the zero of Go's time stands for none
        return DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) && time.Year > 1970 ? time : null;
    }

    public static DateTimeOffset? OfNanoseconds(long nanoseconds) => nanoseconds <= 0 ? null : DateTimeOffset.UnixEpoch.AddTicks(nanoseconds / 100);

    /// <summary>The size tells the unit: none of them overlap between 1973 and 5138.</summary>
    private static DateTimeOffset? OfCount(double count)
    {
        var seconds = count switch
        {
            > 1e17 => count / 1e9,
            > 1e14 => count / 1e6,
            > 1e11 => count / 1e3,
            _ => count,
        };
        // a small number is a count of something else
        return seconds is > 100_000_000 and < Latest ? DateTimeOffset.UnixEpoch.AddTicks((long)Math.Round(seconds * 1000) * TimeSpan.TicksPerMillisecond) : null;
    }
}
