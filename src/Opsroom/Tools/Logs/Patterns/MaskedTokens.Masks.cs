using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>What is masked in a word, and by what.</summary>
internal sealed partial class MaskedTokens
{
    // shorter ones are often ids that only happen to have no other letters
    private const int LeastHex = 12;

    /// <summary>Writes the word of the text from start to end, masked.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Mask(ReadOnlySpan<byte> text, int start, int end)
    {
        var at = start;
        while (at < end)
        {
            var letter = text[at];
            if (letter is (byte)'"' or (byte)'\'')
            {
                at = Quoted(text, start, at, end);
            }
            else if (letter == '?' && (text[start] == '/' || text[start..at].IndexOf("://"u8) > 0))
            {
                Write("?<query>"u8);
                return;
            }
            else if (IsWordLetter(letter))
            {
                at = Part(text, at, end);
            }
            else
            {
                // a sign goes with its number
                var isSign = letter is (byte)'-' or (byte)'+' && at + 1 < end && IsDigit(text[at + 1]) && (at == start || text[at - 1] is (byte)'=' or (byte)':' or (byte)'(' or (byte)'[' or (byte)',');
                if (!isSign)
                {
                    Write(letter);
                }

                at++;
            }
        }
    }

    /// <summary>A name between quotes; what only opens or closes a longer quotation stays.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Quoted(ReadOnlySpan<byte> text, int start, int at, int end)
    {
        var quote = text[at];
        var opens = at == start || !IsWordLetter(text[at - 1]);
        var close = opens ? text[(at + 1)..end].IndexOf(quote) : -1;
        if (close <= 0 || (at + close + 2 < end && IsWordLetter(text[at + close + 2])) || text[start] == '{')
        {
            Write(quote);
            return at + 1;
        }

        var after = at + close + 2;
        if (after < end && text[after] is (byte)':' or (byte)'=')
        {
            Write(text[at..after]);
            return after;
        }

        Write("<str>"u8);
        return after;
    }

    /// <summary>A run of letters and digits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Part(ReadOnlySpan<byte> text, int at, int end)
    {
        var (stop, digits, hex) = (at, 0, 0);
        for (; stop < end && IsWordLetter(text[stop]); stop++)
        {
            digits += IsDigit(text[stop]) ? 1 : 0;
            hex += IsHex(text[stop]) ? 1 : 0;
        }

        var length = stop - at;
        if (digits == 0 && !(hex == length && length is 4 or 8 or 12 && stop < end && text[stop] is (byte)'-' or (byte)':'))
        {
            Write(text[at..stop]);
            return stop;
        }

        if (length == 8 && hex == 8 && IsUuid(text[at..end]))
        {
            Write("<uuid>"u8);
            return at + 36;
        }

        if (hex == length && length <= 4 && Address6(text[at..end]) is > 0 and var taken)
        {
            Write("<ip>"u8);
            return at + taken;
        }

        if (IsDigit(text[at]))
        {
            return Numeric(text, at, stop, end, digits, hex);
        }

        if (hex == length && length >= LeastHex && digits > 0)
        {
            Write("<hex>"u8);
        }
        else if (digits == 0 || (digits == 1 && length < 5) || (length <= 3 && text[at] == 'v'))
        {
            Write(text[at..stop]);
        }
        else if (text[at..stop].IndexOfAnyInRange((byte)'0', (byte)'9') is var first && digits == length - first)
        {
            Write(text[at..(at + first)]);
            Write("<num>"u8);
            return Decimals(text, stop, end);
        }
        else
        {
            Write("<id>"u8);
        }

        return stop;
    }

    /// <summary>A run that begins with a digit.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Numeric(ReadOnlySpan<byte> text, int at, int stop, int end, int digits, int hex)
    {
        var length = stop - at;
        if (digits == length)
        {
            if (Time(text[at..end], length) is > 0 and var time)
            {
                Write("<time>"u8);
                return at + time;
            }

            if (Address4(text[at..end]) is > 0 and var address)
            {
                Write("<ip>"u8);
                return at + address;
            }

            if (length <= 3 && TellsWhatHappened(text[..at]))
            {
                Write(text[at..stop]);
                return stop;
            }

            var after = Decimals(text, stop, end);
            return Unit(text, after, end);
        }

        if (text[at] == '0' && (text[at + 1] | 0x20) == 'x')
        {
            Write("<hex>"u8);
        }
        else if (hex == length && length >= LeastHex)
        {
            Write("<hex>"u8);
        }
        else if (IsAmount(text[at..stop]))
        {
            return Unit(text, at + text[at..stop].IndexOfAnyExceptInRange((byte)'0', (byte)'9'), end);
        }
        else
        {
            Write("<id>"u8);
        }

        return stop;
    }

    /// <summary>The unit behind a number, which says what kind of amount it is.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private int Unit(ReadOnlySpan<byte> text, int at, int end)
    {
        var stop = at;
        while (stop < end && (IsWordLetter(text[stop]) || text[stop] >= 0x80 || (text[stop] == '.' && stop > at && stop + 1 < end && IsDigit(text[stop + 1]))))
        {
            stop++;
        }

        var unit = text[at..stop];
        Write(unit.IsEmpty ? "<num>"u8 : IsSize(unit) ? "<size>"u8 : IsSpan(unit) ? "<dur>"u8 : "<id>"u8);
        return stop;
    }

    private void Write(ReadOnlySpan<byte> text)
    {
        var length = Math.Min(text.Length, masked.Length - maskedLength);
        text[..length].CopyTo(masked.AsSpan(maskedLength));
        maskedLength += length;
    }

    private void Write(byte letter)
    {
        if (maskedLength < masked.Length)
        {
            masked[maskedLength++] = letter;
        }
    }
}
