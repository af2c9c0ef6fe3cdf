using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>What all forms of time are made of.</summary>
internal sealed partial class TimeReader
{
    /// <summary><c>12:00:00</c> with a fraction behind a dot or comma, if there is one.</summary>
    /// <param name="end">Where it ends in the text.</param>
    private static bool Clock(ReadOnlySpan<byte> text, int at, out long ticks, out int end)
    {
        (ticks, end) = (0, at + 8);
        if (text.Length < end || text[at + 2] != ':')
        {
            // hours of one digit, as Windows has them
            return text.Length >= at + 7 && text[at + 1] == ':' && IsDigit(text[at]) && Clock(text, text[at] - '0', at + 2, out ticks, out end);
        }

        return Two(text, at, out var hour) && Clock(text, hour, at + 3, out ticks, out end);
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static bool Clock(ReadOnlySpan<byte> text, int hour, int minutes, out long ticks, out int end)
    {
        (ticks, end) = (0, minutes + 5);
        if (text.Length < end || text[minutes + 2] != ':' || !Two(text, minutes, out var minute) || !Two(text, minutes + 3, out var second) || hour > 23 || minute > 59 || second > 60)
        {
            return false;
        }

        ticks = ((((hour * 60) + minute) * 60L) + second) * TimeSpan.TicksPerSecond;
        if (end + 1 < text.Length && text[end] is (byte)'.' or (byte)',' && IsDigit(text[end + 1]))
        {
            var unit = TimeSpan.TicksPerSecond;
            for (end++; end < text.Length && IsDigit(text[end]); end++)
            {
                unit /= 10;
                ticks += (text[end] - '0') * unit;
            }
        }

        return true;
    }

    /// <summary>Ticks that the zone is ahead of UTC; the length grows by what says so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static long Zone(ReadOnlySpan<byte> text, ref int length)
    {
        if (length >= text.Length)
        {
            return 0;
        }

        if (text[length] is (byte)'Z' or (byte)'z')
        {
            length++;
            return 0;
        }

        var at = text[length] == ' ' ? length + 1 : length;
        if (at + 2 >= text.Length)
        {
            return 0;
        }

        if (text[at] is (byte)'+' or (byte)'-' && Two(text, at + 1, out var hours) && hours <= 14)
        {
            var next = at + 3 < text.Length && text[at + 3] == ':' ? at + 4 : at + 3;
            var hasMinutes = Two(text, next, out var minutes) && minutes < 60;
            var end = hasMinutes ? next + 2 : at + 3;
            // "12:00:00 -42 apples" has no zone
            if ((at == length || hasMinutes) && (end >= text.Length || !IsDigit(text[end])))
            {
                length = end;
                return (text[at] == '-' ? -1 : 1) * ((hours * TimeSpan.TicksPerHour) + (hasMinutes ? minutes * TimeSpan.TicksPerMinute : 0));
            }

            return 0;
        }

        return at > length ? NamedZone(text, at, ref length) : 0;
    }

    private static long NamedZone(ReadOnlySpan<byte> text, int at, ref int length)
    {
        var end = at;
        while (end < text.Length && end - at < 5 && text[end] is >= (byte)'A' and <= (byte)'Z')
        {
            end++;
        }

        if (end < text.Length && (IsLetter(text[end]) || IsDigit(text[end])))
        {
            return 0;
        }

        var name = text[at..end];
        int? minutes = name.SequenceEqual("UTC"u8) || name.SequenceEqual("GMT"u8) || name.SequenceEqual("WET"u8) ? 0
            : name.SequenceEqual("CET"u8) || name.SequenceEqual("BST"u8) ? 60
            : name.SequenceEqual("CEST"u8) || name.SequenceEqual("EET"u8) ? 120
            : name.SequenceEqual("MSK"u8) || name.SequenceEqual("EEST"u8) ? 180
            : name.SequenceEqual("IST"u8) ? 330
            : name.SequenceEqual("JST"u8) || name.SequenceEqual("KST"u8) ? 540
            : name.SequenceEqual("EDT"u8) ? -240
            : name.SequenceEqual("EST"u8) || name.SequenceEqual("CDT"u8) ? -300
            : name.SequenceEqual("CST"u8) || name.SequenceEqual("MDT"u8) ? -360
            : name.SequenceEqual("MST"u8) || name.SequenceEqual("PDT"u8) ? -420
            : name.SequenceEqual("PST"u8) ? -480
            : null;
        if (minutes is null)
        {
            return 0;
        }

        length = end;
        return minutes.Value * TimeSpan.TicksPerMinute;
    }

    private static long HalfDay(ReadOnlySpan<byte> text, long clock, ref int length)
    {
        if (text.Length < length + 3 || text[length] != ' ' || (text[length + 2] | 0x20) != 'm' || (text[length + 1] | 0x20) is not ('a' or 'p'))
        {
            return clock;
        }

        var isAfternoon = (text[length + 1] | 0x20) == 'p';
        var half = 12 * TimeSpan.TicksPerHour;
        length += 3;
        return (clock % half) + (isAfternoon ? half : 0);
    }

    private static bool Date(int year, int month, int day, out long ticks)
    {
        var isDate = year is >= 1970 and < 2200 && month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
        ticks = isDate ? new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks : 0;
        return isDate;
    }

    private static bool Two(ReadOnlySpan<byte> text, int at, out int number)
    {
        if (at + 1 >= text.Length || !IsDigit(text[at]) || !IsDigit(text[at + 1]))
        {
            number = 0;
            return false;
        }

        number = ((text[at] - '0') * 10) + text[at + 1] - '0';
        return true;
    }

    /// <summary>A number of one or two digits with a sign behind it.</summary>
    private static bool Short(ReadOnlySpan<byte> text, ref int at, char behind, out int number)
    {
        number = 0;
        var digits = 0;
        for (; digits < 2 && at < text.Length && IsDigit(text[at]); digits++)
        {
            number = (number * 10) + text[at++] - '0';
        }

        return digits > 0 && at < text.Length && text[at++] == behind;
    }

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static bool IsLetter(byte letter) => (letter | 0x20) is >= 'a' and <= 'z';
}
