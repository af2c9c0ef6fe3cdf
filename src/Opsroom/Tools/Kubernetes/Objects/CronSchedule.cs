using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>A schedule as Kubernetes reads it: five fields of cron, or one of the words that stand for some.</summary>
/// <remarks>The grammar, and that either day is enough where both are restricted, is that of robfig/cron's standard parser, which the API server and the controller use.</remarks>
internal sealed class CronSchedule
{
    private const string Every = "@every ";
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly int[] LongestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    private static readonly Span[] Spans = [new("minute", 0, 59, []), new("hour", 0, 23, []), new("day of month", 1, 31, []), new("month", 1, 12, Months), new("day of week", 0, 6, Days)];

    private static readonly Dictionary<string, string> Words = new(StringComparer.Ordinal)
    {
        ["@yearly"] = "0 0 1 1 *",
        ["@annually"] = "0 0 1 1 *",
        ["@monthly"] = "0 0 1 * *",
        ["@weekly"] = "0 0 * * 0",
        ["@daily"] = "0 0 * * *",
        ["@midnight"] = "0 0 * * *",
        ["@hourly"] = "0 * * * *",
    };

    // null for an interval, which has no times of its own
    private readonly Field[]? _fields;

    private CronSchedule(Field[]? fields) => _fields = fields;

    /// <summary>Whether no month of it has a day of it: 31 April, 30 February.</summary>
    public bool IsNeverDue =>
        _fields is [_, _, var days, var months, { IsAny: true }] && months.Values.All(month => days.Values.All(day => day > LongestMonths[month - 1]));

    /// <summary>Null for what is not a schedule; the fault says why, as a sentence.</summary>
    public static CronSchedule? Read(string schedule, out string? fault)
    {
        var text = schedule.Trim();
        fault = null;
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            fault = "the time zone belongs into spec.timeZone.";
            return null;
        }

        if (text.StartsWith(Every, StringComparison.Ordinal) && text.Length > Every.Length)
        {
            return new(null);
        }

        if (text.StartsWith('@') && !Words.ContainsKey(text))
        {
            fault = $"{text} is not one of {string.Join(", ", Words.Keys)}.";
            return null;
        }

        var parts = Words.GetValueOrDefault(text, text).Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != Spans.Length)
        {
            fault = $"it has {parts.Length.ToString(CultureInfo.InvariantCulture)} fields instead of five.";
            return null;
        }

        var fields = parts.Zip(Spans, (part, span) => span.Read(part)).ToArray();
        if (Array.FindIndex(fields, field => field is null) is >= 0 and var wrong)
        {
            fault = $"'{parts[wrong]}' is not a {Spans[wrong].Name} ({Spans[wrong].Least} to {Spans[wrong].Most}).";
            return null;
        }

        return new(fields!);
    }

    /// <summary>The last time at or before one, or null where there is none within four years (a leap day's distance) and for an interval.</summary>
    public DateTimeOffset? Before(DateTimeOffset now)
    {
        if (_fields is not [var minutes, var hours, ..])
        {
            return null;
        }

        for (var day = 0; day <= 1_462; day++)
        {
            var date = now.Date.AddDays(-day);
            if (!IsDueOn(date))
            {
                continue;
            }

            var last = day == 0 ? (now.Hour * 60) + now.Minute : (24 * 60) - 1;
            for (var minute = last; minute >= 0; minute--)
            {
                if (minutes.Values.Contains(minute % 60) && hours.Values.Contains(minute / 60))
                {
                    return new DateTimeOffset(date.AddMinutes(minute), now.Offset);
                }
            }
        }

        return null;
    }

    private bool IsDueOn(DateTime date)
    {
        if (_fields is not [_, _, var monthDays, var months, var weekDays] || !months.Values.Contains(date.Month))
        {
            return false;
        }

        var (monthDay, weekDay) = (monthDays.Values.Contains(date.Day), weekDays.Values.Contains((int)date.DayOfWeek));
        return monthDays.IsAny || weekDays.IsAny ? monthDay && weekDay : monthDay || weekDay;
    }

    private sealed record Field(HashSet<int> Values, bool IsAny);

    private sealed record Span(string Name, int Least, int Most, string[] Names)
    {
        public Field? Read(string text)
        {
            var (values, isAny) = (new HashSet<int>(), false);
            foreach (var part in text.Split(','))
            {
                var (range, step) = part.Split('/') switch
                {
                    [var whole] => (whole, 1),
                    [var whole, var each] when int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (whole, number),
                    _ => ("", 0),
                };
                var (from, to) = Ends(range, hasStep: part.Contains('/', StringComparison.Ordinal));
                if (step < 1 || from is null || to is null || from < Least || to > Most || from > to)
                {
                    return null;
                }

                isAny |= range is "*" or "?" && step == 1;
                for (var value = from.Value; value <= to; value += step)
                {
                    values.Add(value);
                }
            }

            return new(values, isAny);
        }

        private (int? From, int? To) Ends(string range, bool hasStep) =>
            range is "*" or "?" ? (Least, Most)
            : range.Split('-') switch
            {
                [var only] => (Number(only), hasStep ? Most : Number(only)),
                [var first, var last] => (Number(first), Number(last)),
                _ => (null, null),
            };

        private int? Number(string text)
        {
            var named = Array.FindIndex(Names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
            return named >= 0 ? named + Least : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        }
    }
}
