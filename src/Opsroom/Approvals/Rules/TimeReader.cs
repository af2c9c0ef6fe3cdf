using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Approvals.Rules;

/// <summary>Reads when a rule holds: one window, or a list of which any counts.</summary>
internal sealed partial class TimeReader(PolicyFindings findings)
{
    private static readonly string[] Keys = ["zone", "days", "hours", "from", "to"];
    private static readonly string[] Days = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];

    public IEnumerable<TimeWindow> Read(YamlNode node)
    {
        if (node is YamlList { Items.Count: 0 })
        {
            findings.Error(node, "policy-type", "'time' is an empty list: name a time, or leave the key out.");
        }

        foreach (var item in node is YamlList list ? list.Items : [node])
        {
            if (PolicySection.Of(item, "'time'", Keys, findings) is { } section && ReadWindow(section) is { } window)
            {
                yield return window;
            }
        }
    }

    private TimeWindow? ReadWindow(PolicySection section)
    {
        if (Keys[1..].All(key => section.Find(key) is null))
        {
            findings.Error(section.At, "policy-missing", "A time needs days, hours, from or to.");
        }

        var zone = ReadZone(section);
        var (opens, lasts) = ReadHours(section);
        var (from, until) = (ReadDate(section, "from", wholeDay: false), ReadDate(section, "to", wholeDay: true));
        if (from >= until)
        {
            findings.Error(section.Find("to")!, "policy-time", "'to' comes before 'from', so the time never is.");
        }

        var days = ReadDays(section);
        return zone is null ? null : new TimeWindow(zone, days, opens, lasts, from, until);
    }

    private TimeZoneInfo? ReadZone(PolicySection section)
    {
        if (section.Text("zone") is not { } name)
        {
            return TimeZoneInfo.Utc;
        }

        // short names such as CET or EST mean different things to different people
        if ((name == "UTC" || name.Contains('/', StringComparison.Ordinal)) && TimeZoneInfo.TryFindSystemTimeZoneById(name, out var zone))
        {
            return zone;
        }

        findings.Error(section.Find("zone")!, "policy-zone", $"'{PolicySection.Shown(name)}' is no time zone that this machine knows. Give a name such as Europe/Berlin, or UTC; machines without time zones need the package tzdata.");
        return null;
    }

    private ImmutableArray<DayOfWeek> ReadDays(PolicySection section)
    {
        var days = new SortedSet<DayOfWeek>();
        foreach (var (text, at) in section.Texts("days"))
        {
            var ends = text.Split('-', StringSplitOptions.TrimEntries);
            if (ends.Length > 2 || DayOf(ends[0]) is not { } first || DayOf(ends[^1]) is not { } last)
            {
                findings.Error(at, "policy-day", $"'{PolicySection.Shown(text)}' is no day: give mon, tue, wed, thu, fri, sat, sun, or a span such as mon-fri.");
                continue;
            }

            days.Add(last);
            for (var day = first; day != last; day = (DayOfWeek)(((int)day + 1) % Days.Length))
            {
                days.Add(day);
            }
        }

        return [.. days];
    }

    private static DayOfWeek? DayOf(string text)
    {
        var index = Array.FindIndex(Days, day => day.Equals(text, StringComparison.OrdinalIgnoreCase) || day[..3].Equals(text, StringComparison.OrdinalIgnoreCase));
        return index < 0 ? null : (DayOfWeek)index;
    }

    /// <summary>When the hours begin, and how long they last on the clock; the whole day where none are given.</summary>
    private (TimeSpan Opens, TimeSpan Lasts) ReadHours(PolicySection section)
    {
        var wholeDay = TimeSpan.FromDays(1);
        if (section.Text("hours") is not { } text)
        {
            return (TimeSpan.Zero, wholeDay);
        }

        if (Hours().Match(text) is { Success: true } match && TimeOf(match, "opens") is { } opens && TimeOf(match, "closes") is { } closes && opens != closes && opens < wholeDay)
        {
            return (opens, closes > opens ? closes - opens : closes + wholeDay - opens);
        }

        findings.Error(section.Find("hours")!, "policy-hours", "'hours' is a span such as 22:00-06:00 (to the next morning), from 00:00 to 24:00; leave it out for the whole day.");
        return (TimeSpan.Zero, wholeDay);
    }

    private static TimeSpan? TimeOf(Match match, string end)
    {
        var hours = int.Parse(match.Groups[end + "Hour"].ValueSpan, CultureInfo.InvariantCulture);
        var minutes = int.Parse(match.Groups[end + "Minute"].ValueSpan, CultureInfo.InvariantCulture);
        return minutes < 60 && (hours < 24 || (hours == 24 && minutes == 0)) ? new TimeSpan(hours, minutes, 0) : null;
    }

    /// <param name="wholeDay">Whether a date without a time means the end of that day.</param>
    private DateTime? ReadDate(PolicySection section, string key, bool wholeDay)
    {
        if (section.Text(key) is not { } text)
        {
            return null;
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) && date.Year is >= 2000 and < 3000)
        {
            return (wholeDay ? date.AddDays(1) : date).ToDateTime(TimeOnly.MinValue);
        }

        if (DateTime.TryParseExact(text, ["yyyy-MM-dd'T'HH:mm", "yyyy-MM-dd HH:mm"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time) && time.Year is >= 2000 and < 3000)
        {
            return time;
        }

        findings.Error(section.Find(key)!, "policy-date", $"'{key}' is a date such as 2026-12-20, or a time such as 2026-12-20T18:00 by the clocks of the zone.");
        return null;
    }

    [GeneratedRegex(@"^(?<opensHour>[0-9]{1,2}):(?<opensMinute>[0-9]{2})\s*-\s*(?<closesHour>[0-9]{1,2}):(?<closesMinute>[0-9]{2})\z", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Hours();
}
