using System.Globalization;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Schedules as Kubernetes reads them: five fields, or one of the words that stand for some.</summary>
/// <remarks>The grammar is that of robfig/cron's standard parser.</remarks>
internal static class CronSchedule
{
    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] Days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
    private static readonly string[] Words = ["@yearly", "@annually", "@monthly", "@weekly", "@daily", "@midnight", "@hourly"];
    private static readonly (string Name, int Least, int Most, string[] Names)[] Fields = [("minute", 0, 59, []), ("hour", 0, 23, []), ("day of month", 1, 31, []), ("month", 1, 12, Months), ("day of week", 0, 6, Days)];
    private static readonly int[] LongestMonths = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

    /// <summary>Why it is no schedule, as a sentence; null for one.</summary>
    public static string? Fault(string schedule)
    {
        var text = schedule.Trim();
        if (text.StartsWith("TZ=", StringComparison.Ordinal) || text.StartsWith("CRON_TZ=", StringComparison.Ordinal))
        {
            return "the time zone belongs into spec.timeZone.";
        }

        if (text.StartsWith('@'))
        {
            return Words.Contains(text, StringComparer.Ordinal) || text.StartsWith("@every ", StringComparison.Ordinal) && text.Length > 8 ? null : $"{text} is not one of {string.Join(", ", Words)}.";
        }

        var parts = text.Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);
        if (parts.Length != 5)
        {
            return $"it has {parts.Length.ToString(CultureInfo.InvariantCulture)} fields instead of five.";
        }

        for (var i = 0; i < 5; i++)
        {
            if (Values(parts[i], i) is null)
            {
                return $"'{parts[i]}' is not a {Fields[i].Name} ({Fields[i].Least} to {Fields[i].Most}).";
            }
        }

        return null;
    }

    /// <summary>Whether no month of it has a day of it: 31 April, 30 February.</summary>
    public static bool IsNeverDue(string schedule)
    {
        var parts = schedule.Trim().Split([' ', '\t'], StringSplitOptions.RemoveEmptyEntries);

        // where both days are given, either is enough
        return parts.Length == 5 && parts[4] is "*" or "?" && Values(parts[2], 2) is { } days && Values(parts[3], 3) is { } months && months.All(month => days.All(day => day > LongestMonths[month - 1]));
    }

    private static HashSet<int>? Values(string field, int index)
    {
        var (_, least, most, names) = Fields[index];
        var values = new HashSet<int>();
        foreach (var part in field.Split(','))
        {
            var (range, step) = part.Split('/') switch { [var whole] => (whole, 1), [var whole, var each] when int.TryParse(each, NumberStyles.None, CultureInfo.InvariantCulture, out var number) => (whole, number), _ => ("", 0) };
            int? from, to;
            if (range is "*" or "?")
            {
                (from, to) = (least, most);
            }
            else
            {
                var ends = range.Split('-');
                from = Number(ends[0], names);
                to = ends.Length switch { 1 => part.Contains('/', StringComparison.Ordinal) ? most : from, 2 => Number(ends[1], names), _ => null };
            }

            if (step < 1 || from is null || to is null || from < least || to > most || from > to)
            {
                return null;
            }

            for (var value = from.Value; value <= to; value += step)
            {
                values.Add(value);
            }
        }

        return values;
    }

    private static int? Number(string text, string[] names)
    {
        var named = Array.FindIndex(names, name => name.Equals(text, StringComparison.OrdinalIgnoreCase));
        return named >= 0 ? named + (names == Months ? 1 : 0) : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
    }
}
