using System.Globalization;
using Opsroom.Approvals.Rules;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Approvals.Rules;

public sealed class TimeWindowTests
{
    [Theory]
    [InlineData("{hours: 22:00-06:00}", "2026-03-04T21:59:59Z", false)]
    [InlineData("{hours: 22:00-06:00}", "2026-03-04T22:00Z", true)]
    [InlineData("{hours: 22:00-06:00}", "2026-03-05T05:59Z", true)]
    [InlineData("{hours: 22:00-06:00}", "2026-03-05T06:00Z", false)]
    // the night belongs to the day on which it begins: 2026-03-06 is a Friday
    [InlineData("{days: fri, hours: 22:00-06:00}", "2026-03-07T03:00Z", true)]
    [InlineData("{days: fri, hours: 22:00-06:00}", "2026-03-06T03:00Z", false)]
    [InlineData("{days: [fri-mon]}", "2026-03-09T23:59Z", true)]
    [InlineData("{days: [fri-mon]}", "2026-03-10T00:00Z", false)]
    [InlineData("{days: Wednesday, hours: 00:00-24:00}", "2026-03-04T12:00Z", true)]
    // a moment is what the zone's clocks show
    [InlineData("{zone: Asia/Kolkata, days: sat}", "2026-03-06T18:30Z", true)]
    [InlineData("{zone: Asia/Kolkata, days: sat}", "2026-03-06T18:29Z", false)]
    [InlineData("{zone: America/New_York, hours: 09:00-17:00}", "2026-03-06T14:00Z", true)]
    [InlineData("{zone: America/New_York, hours: 09:00-17:00}", "2026-03-09T13:00Z", true)]
    // dates: both ends count whole, times end where they are
    [InlineData("{zone: Europe/Berlin, from: 2026-12-20, to: 2026-12-31}", "2026-12-19T23:00Z", true)]
    [InlineData("{zone: Europe/Berlin, from: 2026-12-20, to: 2026-12-31}", "2026-12-19T22:59Z", false)]
    [InlineData("{zone: Europe/Berlin, from: 2026-12-20, to: 2026-12-31}", "2026-12-31T22:59Z", true)]
    [InlineData("{zone: Europe/Berlin, from: 2026-12-20, to: 2026-12-31}", "2026-12-31T23:00Z", false)]
    [InlineData("{from: 2026-12-20T18:00}", "2026-12-20T17:59Z", false)]
    [InlineData("{from: 2026-12-20T18:00}", "2031-01-01T00:00Z", true)]
    [InlineData("{from: 2026-12-20, hours: 22:00-06:00}", "2026-12-20T05:00Z", true)]
    [InlineData("{to: 2026-12-20 18:00}", "2026-12-20T18:00Z", false)]
    [InlineData("[{days: sat}, {hours: 01:00-02:00}]", "2026-03-04T01:30Z", true)]
    public void A_window_holds_by_the_clocks_of_its_zone(string yaml, string moment, bool holds) => Assert.Equal(holds, Holds(yaml, moment));

    // Berlin's clocks jump from 02:00 to 03:00 on 2026-03-29 at 01:00Z, and show 02:00 to 03:00 twice on 2026-10-25 from 00:00Z to 02:00Z
    [Theory]
    [InlineData("22:00-06:00", "2026-03-28T21:00Z", true)]
    [InlineData("22:00-06:00", "2026-03-29T03:59Z", true)]
    [InlineData("22:00-06:00", "2026-03-29T04:00Z", false)]
    [InlineData("22:00-06:00", "2026-10-25T04:59Z", true)]
    [InlineData("22:00-06:00", "2026-10-25T05:00Z", false)]
    [InlineData("02:15-02:45", "2026-03-29T01:00Z", false)]
    [InlineData("02:15-03:30", "2026-03-29T00:59Z", false)]
    [InlineData("02:15-03:30", "2026-03-29T01:00Z", true)]
    [InlineData("02:15-03:30", "2026-03-29T01:30Z", false)]
    [InlineData("01:00-02:30", "2026-03-29T00:59Z", true)]
    [InlineData("01:00-02:30", "2026-03-29T01:00Z", false)]
    public void Hours_follow_the_clocks_through_a_change_of_daylight_saving(string hours, string moment, bool holds) =>
        Assert.Equal(holds, Holds($"{{zone: Europe/Berlin, hours: {hours}}}", moment));

    [Theory]
    [InlineData("02:30-05:00", "2026-10-25T00:30Z", true, false)]
    [InlineData("02:30-05:00", "2026-10-25T01:15Z", true, false)]
    [InlineData("02:30-05:00", "2026-10-25T01:30Z", true, true)]
    [InlineData("01:00-02:30", "2026-10-25T00:15Z", true, true)]
    [InlineData("01:00-02:30", "2026-10-25T01:15Z", true, false)]
    [InlineData("01:00-02:30", "2026-10-25T01:30Z", false, false)]
    public void An_hour_that_clocks_show_twice_is_read_as_strictly_as_it_can_be(string hours, string moment, bool generous, bool sparing)
    {
        Assert.Equal(generous, Holds($"{{zone: Europe/Berlin, hours: {hours}}}", moment, generous: true));
        Assert.Equal(sparing, Holds($"{{zone: Europe/Berlin, hours: {hours}}}", moment, generous: false));
    }

    // Beirut's clocks jump from 00:00 to 01:00: the day begins an hour later
    [Fact]
    public void A_day_without_a_midnight_begins_when_its_clocks_begin()
    {
        Assert.True(Holds("{zone: Asia/Beirut, days: sun}", "2026-03-28T22:00Z"));
        Assert.False(Holds("{zone: Asia/Beirut, days: sun}", "2026-03-28T21:59Z"));
        Assert.False(Holds("{zone: Asia/Beirut, days: sat}", "2026-03-28T22:00Z"));
    }

    private static bool Holds(string yaml, string moment, bool generous = true)
    {
        var findings = new PolicyFindings();
        var windows = new TimeReader(findings).Read(YamlReader.Read(yaml).Root!).ToList();
        Assert.Empty(findings.All);
        var now = DateTimeOffset.Parse(moment, CultureInfo.InvariantCulture);
        return windows.Exists(window => window.Contains(now, generous));
    }
}
