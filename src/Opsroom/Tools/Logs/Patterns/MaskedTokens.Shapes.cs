using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>The shapes of what is masked.</summary>
internal sealed partial class MaskedTokens
{
    private static readonly SearchValues<byte> DigitsAndDot = SearchValues.Create("0123456789."u8);

    private static bool IsDigit(byte letter) => letter is >= (byte)'0' and <= (byte)'9';

    private static bool IsWordLetter(byte letter) => IsDigit(letter) || (letter | 0x20) is >= 'a' and <= 'z';

    private static bool IsHex(byte letter) => IsDigit(letter) || (letter | 0x20) is >= 'a' and <= 'f';

    private static bool IsUuid(ReadOnlySpan<byte> text)
    {
        if (text.Length < 36 || text[8] != '-' || text[13] != '-' || text[18] != '-' || text[23] != '-' || (text.Length > 36 && IsWordLetter(text[36])))
        {
            return false;
        }

        for (var at = 0; at < 36; at++)
        {
            if (!IsHex(text[at]) && at is not (8 or 13 or 18 or 23))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The length of an IPv4 address that the text begins with, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Address4(ReadOnlySpan<byte> text)
    {
        var (at, groups) = (0, 0);
        while (true)
        {
            var from = at;
            while (at < text.Length && at - from < 4 && IsDigit(text[at]))
            {
                at++;
            }

            if (at == from || at - from > 3)
            {
                return 0;
            }

            if (++groups == 4)
            {
                return at < text.Length && IsWordLetter(text[at]) ? 0 : at;
            }

            if (at >= text.Length || text[at++] != '.')
            {
                return 0;
            }
        }
    }

    /// <summary>The length of an IPv6 address that the text begins with, or 0.</summary>
    private static int Address6(ReadOnlySpan<byte> text)
    {
        var (at, colons, isShort) = (0, 0, false);
        for (; at < text.Length && (IsHex(text[at]) || text[at] == ':'); at++)
        {
            if (text[at] == ':')
            {
                colons++;
                isShort |= at > 0 && text[at - 1] == ':';
            }
        }

        return (colons == 7 || (isShort && colons is > 1 and < 8)) && text[at - 1] != ':' ? at : 0;
    }

    /// <summary>The length of a date, a clock or both that the text begins with, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static int Time(ReadOnlySpan<byte> text, int digits)
    {
        var isDate = digits == 4 && text.Length >= 10 && text[4] is (byte)'-' or (byte)'/' && text[7] == text[4] && IsDigit(text[5]) && IsDigit(text[8]);
        var isClock = digits is 1 or 2 && text.Length >= digits + 3 && text[digits] == ':' && IsDigit(text[digits + 1]) && IsDigit(text[digits + 2])
            && (text.Length == digits + 3 || !IsWordLetter(text[digits + 3])) && text.Length > digits + 5 && text[digits + 3] == ':';
        if (!isDate && !isClock)
        {
            return 0;
        }

        var at = isDate ? 10 : digits;
        while (at < text.Length && (IsDigit(text[at]) || (text[at] is (byte)':' or (byte)'.' or (byte)',' or (byte)'+' or (byte)'-' && at + 1 < text.Length && IsDigit(text[at + 1])) || text[at] is (byte)'T' or (byte)'Z'))
        {
            at++;
        }

        return at;
    }

    /// <summary>Past <c>.5</c> and <c>,000</c> behind a number.</summary>
    private static int Decimals(ReadOnlySpan<byte> text, int at, int end)
    {
        while (at + 1 < end && text[at] is (byte)'.' or (byte)',' && IsDigit(text[at + 1]))
        {
            for (at++; at < end && IsDigit(text[at]); at++)
            {
            }
        }

        return at;
    }

    /// <summary>Whether what stands before a small number makes it one that tells what happened, as a status or an exit code does: those are kept.</summary>
    private static bool TellsWhatHappened(ReadOnlySpan<byte> before)
    {
        before = before.TrimEnd(" =:\"'"u8);
        var from = before.Length;
        while (from > 0 && (IsWordLetter(before[from - 1]) || before[from - 1] is (byte)'/' or (byte)'.'))
        {
            from--;
        }

        var word = before[from..];
        return word.Length switch
        {
            < 4 or > 12 => false,
            4 => Ascii.EqualsIgnoreCase(word, "code"u8) || Ascii.EqualsIgnoreCase(word, "exit"u8),
            5 => Ascii.EqualsIgnoreCase(word, "errno"u8),
            6 => Ascii.EqualsIgnoreCase(word, "status"u8) || Ascii.EqualsIgnoreCase(word, "signal"u8) || word.SequenceEqual("HTTP/2"u8) || word.SequenceEqual("HTTP/3"u8),
            8 => word.SequenceEqual("HTTP/1.1"u8) || word.SequenceEqual("HTTP/1.0"u8) || word.SequenceEqual("HTTP/2.0"u8) || Ascii.EqualsIgnoreCase(word, "exitcode"u8),
            10 => Ascii.EqualsIgnoreCase(word, "statuscode"u8),
            _ => false,
        };
    }

    /// <summary>Whether a run is a number with a unit, or several: 12ms, 3m20s, 512Mi.</summary>
    private static bool IsAmount(ReadOnlySpan<byte> run)
    {
        var unit = run[run.IndexOfAnyExceptInRange((byte)'0', (byte)'9')..];
        return IsSize(unit) || IsSpan(unit);
    }

    private static bool IsSize(ReadOnlySpan<byte> unit) => unit.Length switch
    {
        1 => unit[0] is (byte)'B' or (byte)'K' or (byte)'M' or (byte)'G' or (byte)'T' or (byte)'k',
        2 => (unit[1] is (byte)'B' or (byte)'b' or (byte)'i') && unit[0] is (byte)'K' or (byte)'k' or (byte)'M' or (byte)'G' or (byte)'T' or (byte)'P',
        3 => unit[1] == 'i' && unit[2] == 'B',
        5 => unit.SequenceEqual("bytes"u8),
        _ => false,
    };

    /// <summary>A unit of time, behind which further amounts may stand: <c>m20s</c>, <c>h5m30.5s</c>.</summary>
    private static bool IsSpan(ReadOnlySpan<byte> unit)
    {
        var isOne = unit.Length switch
        {
            0 => false,
            1 => unit[0] is (byte)'s' or (byte)'m' or (byte)'h' or (byte)'d',
            2 => unit[1] == 's' && unit[0] is (byte)'m' or (byte)'u' or (byte)'n',
            3 => unit.SequenceEqual("sec"u8) || unit.SequenceEqual("min"u8) || (unit[0] >= 0x80 && unit[2] == 's'),
            4 => unit.SequenceEqual("secs"u8) || unit.SequenceEqual("mins"u8) || unit.SequenceEqual("days"u8),
            _ => false,
        };
        if (isOne || unit.Length < 3 || unit[0] is not ((byte)'d' or (byte)'h' or (byte)'m' or (byte)'s') || !IsDigit(unit[1]))
        {
            return isOne;
        }

        var digits = unit[1..].IndexOfAnyExcept(DigitsAndDot);
        return digits < 0 || IsSpan(unit[(1 + digits)..]);
    }
}
