using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Incidents;

/// <summary>How far back an investigation looks.</summary>
internal static class InvestigationRange
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(31);

    /// <summary>What is looked at before the time that people name: causes come before complaints.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromMinutes(30);

    /// <summary>The span of time, null where none was given, or why there is none.</summary>
    public static (TimeSpan? Range, ToolFailure? Failure) Read(string? timeRange, string? since, DateTimeOffset now)
    {
        if (timeRange is not null)
        {
            return PromQlDuration.Parse(timeRange) is { } range && range > TimeSpan.Zero && range <= Longest
                ? (range, null)
                : (null, ToolFailure.InvalidArgument($"time_range is '{OutsideText.OneLine(timeRange, 50)}': give a span of time up to 31 days, as 30m, 2h or 1d."));
        }

        if (since is null)
        {
            return (null, null);
        }

        return TimeOf(since.Trim(), now) is { } start && start <= now && now - start + Before is var length && length <= Longest
            ? (length, null)
            : (null, ToolFailure.InvalidArgument($"since is '{OutsideText.OneLine(since, 50)}': give a time of day in UTC, as 14:00, or a whole time within the last 31 days, as 2026-01-05T14:00:00Z."));
    }

    /// <summary>A time of day is the last one there was.</summary>
    private static DateTimeOffset? TimeOf(string text, DateTimeOffset now)
    {
        if (TimeOnly.TryParseExact(text, ["HH:mm", "H:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero) + time.ToTimeSpan();
            return today <= now ? today : today.AddDays(-1);
        }

        return text.Length > 10 && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var whole) ? whole.ToUniversalTime() : null;
    }
}
