using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>
/// Reads the times that lines begin with. What they leave out follows one rule: without a zone it is UTC; without a year it is the latest year that does not put it more than
/// two days after the time last read, or the moment given; without a date it is the day that puts it nearest to the time last read, or the last one before the moment given.
/// </summary>
internal sealed partial class TimeReader(DateTimeOffset around)
{
    private const long Day = TimeSpan.TicksPerDay;

    private readonly long around = around.UtcTicks;
    private long last;

    /// <summary>The time last read, in UTC ticks; 0 before the first.</summary>
    public long Last => last;

    /// <summary>Keeps a time that stood elsewhere, as in a field.</summary>
    public void Keep(long ticks) => last = ticks;

    /// <summary>Whether the text begins with a time.</summary>
    /// <param name="length">How much of the text it is, its zone included.</param>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool TryRead(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        if (text.Length < 8)
        {
            return false;
        }

        var found = IsDigit(text[0]) ? ReadDigits(text, out ticks, out length) : IsLetter(text[0]) && ReadNames(text, out ticks, out length);
        if (found)
        {
            last = ticks;
        }

        return found;
    }

    /// <summary>Reads <c>0301 12:00:00.123456</c> or <c>20260301 12:00:00.123456</c>, as klog and glog have it behind the level's letter.</summary>
    public bool TryReadKlog(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        var year = text.Length > 8 && text[8] == ' ' ? 4 : 0;
        if (text.Length < year + 13 || text[year + 4] != ' ' || !Two(text, year, out var month) || !Two(text, year + 2, out var day) || !Clock(text, year + 5, out var clock, out length))
        {
            return false;
        }

        long date;
        if (year == 0)
        {
            date = DateWithoutYear(month, day, clock);
        }
        else if (!Two(text, 0, out var century) || !Two(text, 2, out var rest) || !Date((century * 100) + rest, month, day, out date))
        {
            return false;
        }

        ticks = date + clock;
        last = date < 0 ? last : ticks;
        return date >= 0;
    }

    private bool ReadDigits(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        return text[4] is (byte)'-' or (byte)'/' && text.Length >= 10 && text[7] == text[4] ? ReadIso(text, out ticks, out length)
            : text[2] == ':' ? ReadClockOnly(text, out ticks, out length)
            : text[2] is (byte)'/' or (byte)' ' or (byte)'-' && text.Length >= 17 && IsLetter(text[3]) ? ReadDayMonthYear(text, out ticks, out length)
            : text[1] == '/' || text[2] == '/' ? ReadSlashes(text, out ticks, out length)
            : ReadEpoch(text, out ticks, out length);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool ReadIso(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 10);
        if (!Two(text, 0, out var century) || !Two(text, 2, out var year) || !Two(text, 5, out var month) || !Two(text, 8, out var day)
            || !Date((century * 100) + year, month, day, out var date))
        {
            return false;
        }

        if (text.Length < 19 || text[10] is not ((byte)'T' or (byte)' ' or (byte)'t' or (byte)'_') || !Clock(text, 11, out var clock, out length))
        {
            return false;
        }

        ticks = date + clock - Zone(text, ref length);
        return true;
    }

    /// <summary><c>01/Mar/2026:12:00:00 +0000</c>, <c>01 Mar 2026 12:00:00</c> or <c>01-Mar-2026 12:00:00</c>.</summary>
    private static bool ReadDayMonthYear(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        if (!Two(text, 0, out var day) || !Month(text[3..], out var month) || text[6] != text[2] || !Two(text, 7, out var century) || !Two(text, 9, out var year)
            || !Date((century * 100) + year, month, day, out var date) || text[11] is not ((byte)':' or (byte)' ') || !Clock(text, 12, out var clock, out length))
        {
            return false;
        }

        ticks = date + clock - Zone(text, ref length);
        return true;
    }

    /// <summary><c>3/1/2026 12:00:00 PM</c>: the month comes first, unless it cannot be one.</summary>
    private static bool ReadSlashes(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        (ticks, length) = (0, 0);
        var at = 0;
        if (!Short(text, ref at, '/', out var month) || !Short(text, ref at, '/', out var day) || text.Length < at + 10 || !Two(text, at, out var century) || !Two(text, at + 2, out var year))
        {
            return false;
        }

        if (month > 12)
        {
            (month, day) = (day, month);
        }

        at += 4;
        at += text[at] == ',' ? 1 : 0;
        if (text[at] != ' ' || !Date((century * 100) + year, month, day, out var date) || !Clock(text, at + 1, out var clock, out length))
        {
            return false;
        }

        ticks = date + HalfDay(text, clock, ref length) - Zone(text, ref length);
        return true;
    }

    private bool ReadClockOnly(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = 0;
        if (!Clock(text, 0, out var clock, out length))
        {
            return false;
        }

        if (last == 0)
        {
            ticks = around - (around % Day) + clock;
            ticks -= ticks > around + TimeSpan.TicksPerHour ? Day : 0;
            return true;
        }

        ticks = last - (last % Day) + clock;
        ticks += ticks < last - (Day / 2) ? Day : ticks > last + (Day / 2) ? -Day : 0;
        return true;
    }

    private static bool ReadEpoch(ReadOnlySpan<byte> text, out long ticks, out int length)
    {
        ticks = 0;
        length = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        length = length < 0 ? text.Length : length;
        // a bare number of ten digits is more often an id
        if (length is not (10 or 13 or 16 or 19) || (length == 10 && (text.Length < 12 || text[10] != '.' || !IsDigit(text[11]))) || (length < text.Length && IsLetter(text[length])))
        {
            return false;
        }

        var more = length == 10 ? text[11..].IndexOfAnyExceptInRange((byte)'0', (byte)'9') : -1;
        var fraction = length == 10 ? 1 + (more < 0 ? text.Length - 11 : more) : 0;
        if (!EpochTime.TryRead(text[..(length + fraction)], out ticks))
        {
            return false;
        }

        length += fraction;
        return true;
    }
}
