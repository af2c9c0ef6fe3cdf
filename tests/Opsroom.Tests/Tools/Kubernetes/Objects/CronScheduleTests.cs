using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Objects;

public sealed class CronScheduleTests
{
    // a Wednesday
    private static readonly DateTimeOffset Now = new(2026, 7, 15, 10, 20, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("*/15 * * * *", "2026-07-15T10:15:00Z")]
    [InlineData("30 2 * * *", "2026-07-15T02:30:00Z")]
    [InlineData("0 12 * * mon-fri", "2026-07-14T12:00:00Z")]
    [InlineData("0 0 1 JAN ?", "2026-01-01T00:00:00Z")]
    [InlineData("0 0 29 2 *", "2024-02-29T00:00:00Z")]
    [InlineData("@weekly", "2026-07-12T00:00:00Z")]
    [InlineData("0 0 1 * 1", "2026-07-13T00:00:00Z")]
    [InlineData("0 0 */2 * 1", "2026-07-15T00:00:00Z")]
    [InlineData("0 0 13/2 * *", "2026-07-15T00:00:00Z")]
    public void The_last_time_that_was_due(string schedule, string expected) =>
        Assert.Equal(DateTimeOffset.Parse(expected, CultureInfo.InvariantCulture), CronSchedule.Read(schedule, out _)!.Before(Now));

    [Theory]
    [InlineData("* * * *", "4 fields")]
    [InlineData("60 * * * *", "'60' is not a minute (0 to 59)")]
    [InlineData("0 0 * * 7", "'7' is not a day of week (0 to 6)")]
    [InlineData("0 0 5-2 * *", "'5-2' is not a day of month")]
    [InlineData("*/0 * * * *", "'*/0' is not a minute")]
    [InlineData("0 0 * foo *", "'foo' is not a month")]
    [InlineData("@fortnightly", "@fortnightly is not one of @yearly")]
    [InlineData("TZ=Europe/Berlin 0 0 * * *", "spec.timeZone")]
    public void What_is_no_schedule_says_why(string schedule, string expected)
    {
        Assert.Null(CronSchedule.Read(schedule, out var fault));
        Assert.Contains(expected, fault, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0 0 31 4,6 *", true)]
    [InlineData("0 0 30 2 ?", true)]
    [InlineData("0 0 30 2 1", false)]
    [InlineData("0 0 29 2 *", false)]
    [InlineData("@every 90m", false)]
    public void Some_dates_no_year_has(string schedule, bool expected)
    {
        var read = CronSchedule.Read(schedule, out _)!;

        Assert.Equal(expected, read.IsNeverDue);
        Assert.Equal(expected || schedule.StartsWith('@'), read.Before(Now) is null);
    }
}
