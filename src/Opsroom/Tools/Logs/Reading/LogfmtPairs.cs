using System.Runtime.CompilerServices;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Walks the <c>key=value</c> pairs of a logfmt line; what stands between them is passed over.</summary>
internal ref struct LogfmtPairs(ReadOnlySpan<byte> text)
{
    private ReadOnlySpan<byte> rest = text;

    public ReadOnlySpan<byte> Key { get; private set; }

    /// <summary>Without its quotes, its escapes as they are.</summary>
    public ReadOnlySpan<byte> Value { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public bool MoveNext()
    {
        while (true)
        {
            var equals = rest.IndexOf((byte)'=');
            if (equals < 0)
            {
                return false;
            }

            var space = rest[..equals].LastIndexOfAny((byte)' ', (byte)'\t');
            Key = rest[(space + 1)..equals];
            rest = rest[(equals + 1)..];
            var isQuoted = rest.Length > 0 && rest[0] == '"';
            var end = isQuoted ? ClosingQuote(rest) : rest.IndexOfAny((byte)' ', (byte)'\t');
            end = end < 0 ? rest.Length : end;
            Value = isQuoted ? rest[1..Math.Max(1, end)] : rest[..end];
            rest = rest[Math.Min(rest.Length, end + (isQuoted ? 1 : 0))..];
            if (IsKey(Key))
            {
                return true;
            }
        }
    }

    private static int ClosingQuote(ReadOnlySpan<byte> text)
    {
        for (var at = 1; at < text.Length; at++)
        {
            if (text[at] == '\\')
            {
                at++;
            }
            else if (text[at] == '"')
            {
                return at;
            }
        }

        return -1;
    }

    private static bool IsKey(ReadOnlySpan<byte> key)
    {
        if (key.Length is 0 or > 64 || (key[0] | 0x20) is not (>= 'a' and <= 'z') && key[0] is not ((byte)'_' or (byte)'@'))
        {
            return false;
        }

        foreach (var letter in key)
        {
            if ((letter | 0x20) is not (>= 'a' and <= 'z') && letter is not ((>= (byte)'0' and <= (byte)'9') or (byte)'_' or (byte)'.' or (byte)'-' or (byte)'@' or (byte)'/'))
            {
                return false;
            }
        }

        return true;
    }
}
