using System.Buffers;

namespace Opsroom.Tools.Incidents.Signs.Patterns;

/// <summary>How bytes of UTF-8 are told apart. What is not ASCII counts as a letter.</summary>
internal static class Bytes
{
    private static readonly SearchValues<byte> Separator = SearchValues.Create(" \t:=\"'`()[]{},\\|>"u8);
    private static readonly SearchValues<byte> OutsideToken = SearchValues.Create(" \t\r\n\"'`()[]{}<>,;|\\"u8);

    public static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    public static bool IsWord(byte value) => IsDigit(value) || value == (byte)'_' || value >= 0x80 || Lower(value) is >= (byte)'a' and <= (byte)'z';

    public static bool IsSeparator(byte value) => Separator.Contains(value);

    public static bool IsInToken(byte value) => !OutsideToken.Contains(value);

    public static bool IsLineEnd(byte value) => value is (byte)'\n' or (byte)'\r';

    public static byte Lower(byte value) => value is >= (byte)'A' and <= (byte)'Z' ? (byte)(value | 0x20) : value;

    public static byte Upper(byte value) => value is >= (byte)'a' and <= (byte)'z' ? (byte)(value & ~0x20) : value;

    /// <summary>Whether a text begins with bytes given in lower case, whatever the case of its letters.</summary>
    public static bool StartsWith(ReadOnlySpan<byte> text, ReadOnlySpan<byte> lower)
    {
        if (text.Length < lower.Length)
        {
            return false;
        }

        for (var i = 0; i < lower.Length; i++)
        {
            if (Lower(text[i]) != lower[i])
            {
                return false;
            }
        }

        return true;
    }
}
