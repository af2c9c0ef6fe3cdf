namespace Opsroom.Tools.Logs.Reading;

/// <summary>What runtimes and tools put before the lines of a container.</summary>
internal sealed partial class LogLineReader
{
    private const int LongestPrefix = 128;

    /// <summary><c>web-1  | line</c> of compose and <c>[pod/name/container] line</c> of kubectl.</summary>
    private bool TryUnwrap(ReadOnlySpan<byte> line, int wrappings, out LogLine read)
    {
        read = default;
        if (wrappings >= MostWrappings)
        {
            return false;
        }

        var head = line[..Math.Min(line.Length, LongestPrefix)];
        if (head.StartsWith("[pod/"u8) && head.IndexOf("] "u8) is > 0 and var end)
        {
            read = Inner(line[(end + 2)..], 0, wrappings);
            return true;
        }

        var bar = head.IndexOf((byte)'|');
        if (bar < 3 || bar + 1 >= line.Length || line[bar - 1] != ' ' || line[bar + 1] != ' ' || !IsName(line[..bar].TrimEnd((byte)' ')))
        {
            return false;
        }

        read = Inner(line[(bar + 2)..], 0, wrappings);
        return true;
    }

    /// <summary>A line that stood in another; the outer time is the runtime's, and the more exact one.</summary>
    private LogLine Inner(ReadOnlySpan<byte> line, long ticks, int wrappings) => Outer(Read(line, wrappings + 1), ticks);

    private LogLine Outer(LogLine inner, long ticks)
    {
        if (ticks == 0)
        {
            return inner;
        }

        time.Keep(ticks);
        return inner with { Ticks = ticks };
    }

    /// <summary>A service with its number, as compose names containers; a word alone is more often text.</summary>
    private static bool IsName(ReadOnlySpan<byte> name)
    {
        foreach (var letter in name)
        {
            if ((letter | 0x20) is not (>= 'a' and <= 'z') && letter is not ((>= (byte)'0' and <= (byte)'9') or (byte)'-' or (byte)'_' or (byte)'.'))
            {
                return false;
            }
        }

        return name.Length > 2 && (name[0] | 0x20) is >= 'a' and <= 'z' && name[^1] is >= (byte)'0' and <= (byte)'9' && name[^2] is (byte)'-' or (byte)'_' or (>= (byte)'0' and <= (byte)'9');
    }
}
