using System.Globalization;
using Opsroom.Tools;
using Opsroom.Tools.Incidents;

namespace Opsroom.Tests.Tools.Incidents;

public sealed class InvestigationRangeTests
{
    private static readonly DateTimeOffset Now = new(2026, 1, 5, 15, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("2h", null, "02:00:00")]
    [InlineData("2h", "14:00", "02:00:00")]
    [InlineData(null, "14:00", "01:30:00")]
    [InlineData(null, "16:00", "23:30:00")]
    [InlineData(null, "9:00", "06:30:00")]
    [InlineData(null, "2026-01-05T14:30:00+01:00", "02:00:00")]
    [InlineData(null, "2026-01-04 15:00:00", "1.00:30:00")]
    public void It_goes_back_to_what_is_named(string? timeRange, string? since, string? length)
    {
        var (range, failure) = InvestigationRange.Read(timeRange, since, Now);
        Assert.Null(failure);
        Assert.Equal(length is null ? null : TimeSpan.Parse(length, CultureInfo.InvariantCulture), range);
    }

    [Theory]
    [InlineData("soon", null)]
    [InlineData("40d", null)]
    [InlineData(null, "lunch")]
    [InlineData(null, "2026-01-06T00:00:00Z")]
    [InlineData(null, "2025-01-01T00:00:00Z")]
    public void What_is_no_time_is_said(string? timeRange, string? since) =>
        Assert.Equal(FaultCodes.InvalidArgument, InvestigationRange.Read(timeRange, since, Now).Failure!.Code);
}
