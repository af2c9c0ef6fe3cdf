using System.Collections;
using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>A schedule in the five fields of cron, with the names and macros that Kubernetes takes.</summary>
internal sealed class CronSchedule
{
    private static readonly string[] Months = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"];
    private static readonly string[] Days = ["SUN", "MON", "TUE", "WED", "THU", "FRI", "SAT"];

    private readonly BitArray minutes;
    private readonly BitArray hours;
    private readonly BitArray monthDays;
    private readonly BitArray months;
    private readonly BitArray weekDays;
    private readonly bool anyMonthDay;
    private readonly bool anyWeekDay;

    private CronSchedule(BitArray[] fields, bool anyMonthDay, bool anyWeekDay)
    {
        (minutes, hours, monthDays, months, weekDays) = (fields[0], fields[1], fields[2], fields[3], fields[4]);
        (this.anyMonthDay, this.anyWeekDay) = (anyMonthDay, anyWeekDay);
    }

    /// <summary>Null for what is not a schedule.</summary>
    public static CronSchedule? Parse(string text)
    {
        text = text.Trim() switch
        {
            "@yearly" or "@annually" => "0 0 1 1 *",
            "@monthly" => "0 0 1 * *",
            "@weekly" => "0 0 * * 0",
            "@daily" or "@midnight" => "0 0 * * *",
            "@hourly" => "0 * * * *",
            var plain => plain,
        };
        var parts = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            return null;
        }

        BitArray?[] fields = [Field(parts[0], 0, 59, []), Field(parts[1], 0, 23, []), Field(parts[2], 1, 31, []), Field(parts[3], 1, 12, Months), Field(parts[4], 0, 7, Days)];
        if (Array.Exists(fields, field => field is null))
        {
            return null;
        }

        fields[4]![0] |= fields[4]![7];
        return new(fields!, parts[2][0] is '*' or '?', parts[4][0] is '*' or '?');
    }

    /// <summary>The last time at or before one, or null where there is none within four years (a leap day's distance).</summary>
    public DateTimeOffset? Before(DateTimeOffset now)
    {
        for (var day = 0; day <= 1_462; day++)
        {
            var date = now.Date.AddDays(-day);
            if (!Fits(date))
            {
                continue;
            }

            var last = day == 0 ? (now.Hour * 60) + now.Minute : (24 * 60) - 1;
            for (var minute = last; minute >= 0; minute--)
            {
                if (minutes[minute % 60] && hours[minute / 60])
                {
                    return new DateTimeOffset(date.AddMinutes(minute), now.Offset);
                }
            }
        }

        return null;
    }

    private bool Fits(DateTime date)
    {
        if (!months[date.Month])
        {
            return false;
        }

        var (monthDay, weekDay) = (monthDays[date.Day], weekDays[(int)date.DayOfWeek]);
        return anyMonthDay || anyWeekDay ? monthDay && weekDay : monthDay || weekDay;
    }

    private static BitArray? Field(string text, int least, int most, string[] names)
    {
        var set = new BitArray(most + 1);
        foreach (var part in text.Split(','))
        {
            var slash = part.IndexOf('/', StringComparison.Ordinal);
            var (range, step) = slash < 0 ? (part, 1) : (part[..slash], int.TryParse(part.AsSpan(slash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : 0);
            var dash = range.IndexOf('-', StringComparison.Ordinal);
            var isAny = range is "*" or "?";
            var from = isAny ? least : Number(dash < 0 ? range : range[..dash], names, least);
            var to = isAny ? most : dash < 0 ? (slash < 0 ? from : most) : Number(range[(dash + 1)..], names, least);
            if (step <= 0 || from < least || to > most || from > to)
            {
                return null;
            }

            for (var at = from; at <= to; at += step)
            {
                set[at] = true;
            }
        }

        return set;
    }

    private static int Number(string text, string[] names, int least)
    {
        var name = Array.FindIndex(names, each => each.Equals(text, StringComparison.OrdinalIgnoreCase));
        return name >= 0 ? name + least : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
    }
}
