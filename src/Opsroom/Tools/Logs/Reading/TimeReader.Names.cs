namespace Opsroom.Tools.Logs.Reading;

/// <summary>Times that begin with the name of a month or of a day.</summary>
internal sealed partial class TimeReader
{
    private bool ReadNames(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        if (Month(text, out var month))
        {
            return ReadMonthFirst(text, month, out ticks, out length);
        }

        if (!IsWeekday(text) || text.Length < 19)
        {
            return false;
        }

        var skipped = text[3] == ',' ? 5 : 4;
        // "Sun Mar  1 …" and "Sun, 01 Mar 2026 …"
        var found = Month(text[skipped..], out month)
            ? ReadMonthFirst(text[skipped..], month, out ticks, out length)
            : IsDigit(text[skipped]) && ReadDayMonthYear(text[skipped..], out ticks, out length);
        length += skipped;
        return found;
    }

    /// <summary><c>Mar  1 12:00:00</c>, <c>Mar 1 2026 12:00:00</c>, <c>Mar 01, 2026 12:00:00 PM</c>, <c>Mar  1 12:00:00.123 [UTC] 2026</c>.</summary>
    private bool ReadMonthFirst(ReadOnlySpan<byte> text, int month, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        if (text.Length < 15 || text[3] != ' ')
        {
            return false;
        }

        var at = text[4] == ' ' ? 5 : 4;
        var day = text[at] - '0';
        if (day is < 0 or > 9)
        {
            return false;
        }

        at++;
        if (IsDigit(text[at]))
        {
            day = (day * 10) + text[at++] - '0';
        }

        at += text[at] == ',' ? 1 : 0;
        if (text[at++] != ' ')
        {
            return false;
        }

        var year = 0;
        if (text.Length > at + 12 && text[at + 4] == ' ' && Two(text, at, out var century) && Two(text, at + 2, out var rest))
        {
            (year, at) = ((century * 100) + rest, at + 5);
        }

        if (!Clock(text, at, out var clock, out length))
        {
            return false;
        }

        clock = HalfDay(text, clock, ref length);
        var zone = Zone(text, ref length);
        if (year == 0 && text.Length >= length + 5 && text[length] == ' ' && text[length + 1] is (byte)'1' or (byte)'2' && Two(text, length + 1, out century) && Two(text, length + 3, out rest)
            && (text.Length == length + 5 || !IsDigit(text[length + 5])))
        {
            (year, length) = ((century * 100) + rest, length + 5);
        }

        if (year == 0)
        {
            var date = DateWithoutYear(month, day, clock);
            ticks = date + clock - zone;
            return date >= 0;
        }

        var isDate = Date(year, month, day, out var known);
        ticks = known + clock - zone;
        return isDate;
    }

    /// <summary>Ticks of the date in the latest year that fits, or less than 0 where there is no such date.</summary>
    private long DateWithoutYear(int month, int day, long clock)
    {
        var latest = (last == 0 ? around : last) + (2 * Day);
        var year = new DateTime(Math.Clamp(latest, 0, DateTime.MaxValue.Ticks), DateTimeKind.Utc).Year;
        // four years back there is a 29 February
        for (var tried = 0; tried < 5; tried++)
        {
            if (Date(year - tried, month, day, out var date) && date + clock <= latest)
            {
                return date;
            }
        }

        return -1;
    }

    private static bool IsWeekday(ReadOnlySpan<byte> text) => (text[0] | 0x20, text[1] | 0x20, text[2] | 0x20) is
        ('m', 'o', 'n') or ('t', 'u', 'e') or ('w', 'e', 'd') or ('t', 'h', 'u') or ('f', 'r', 'i') or ('s', 'a', 't') or ('s', 'u', 'n');

    private static bool Month(ReadOnlySpan<byte> text, out int month)
    {
        month = text.Length < 3 ? 0 : (text[0] | 0x20, text[1] | 0x20, text[2] | 0x20) switch
        {
            ('j', 'a', 'n') => 1,
            ('f', 'e', 'b') => 2,
            ('m', 'a', 'r') => 3,
            ('a', 'p', 'r') => 4,
            ('m', 'a', 'y') => 5,
            ('j', 'u', 'n') => 6,
            ('j', 'u', 'l') => 7,
            ('a', 'u', 'g') => 8,
            ('s', 'e', 'p') => 9,
            ('o', 'c', 't') => 10,
            ('n', 'o', 'v') => 11,
            ('d', 'e', 'c') => 12,
            _ => 0,
        };
        return month > 0;
    }
}
