using System.Globalization;
using Opsroom.Tools.Prometheus.PromQl;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>The time that is searched.</summary>
internal sealed record SearchRange(DateTimeOffset From, DateTimeOffset Until)
{
    private static readonly TimeSpan Usual = TimeSpan.FromHours(1);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(90);

    public TimeSpan Length => Until - From;

    /// <param name="text">A span back from now, as <c>1h</c>, or two times with a slash between them.</param>
    public static ToolResult<SearchRange> Read(string? text, DateTimeOffset now)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return new SearchRange(now - Usual, now);
        }

        var range = text.Trim().Split('/') switch
        {
            [var span] when PromQlDuration.Parse(span) is { } length && length >= TimeSpan.FromSeconds(1) => new SearchRange(now - length, now),
            [var from, var until] when Time(from) is { } start && Time(until) is { } end && end > start => new SearchRange(start, end),
            _ => null,
        };
        return range is not null && range.Length <= Longest ? range : ToolFailure.InvalidArgument(
            $"time_range is '{OutsideText.OneLine(text, 100)}': give a span of time up to 90 days, as 15m, 1h or 7d, or two times, as 2026-03-01T12:00:00Z/2026-03-01T13:00:00Z.");
    }

    private static DateTimeOffset? Time(string text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;
}
