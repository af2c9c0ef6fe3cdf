using System.Runtime.CompilerServices;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tools.Logs.Patterns;

/// <summary>Reads a whole log into patterns.</summary>
internal static class LogScan
{
    /// <summary>Reads lines that stand in memory, or in a file that is mapped into it.</summary>
    /// <param name="source">What the places of its lines name.</param>
    /// <param name="line">The number of the first line, where the text is a later part of a log.</param>
    /// <param name="offset">The offset of its first byte.</param>
    /// <returns>How many lines there are.</returns>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static long Read(ReadOnlySpan<byte> text, int source, LogLineReader reader, LogPatterns into, long line = 1, long offset = 0)
    {
        var first = line;
        while (!text.IsEmpty)
        {
            var end = text.IndexOf((byte)'\n');
            var raw = end < 0 ? text : text[..end];
            var read = reader.Read(raw);
            if (!read.Continues)
            {
                into.Add(read, new LinePlace(source, line, offset), raw);
            }

            var length = end < 0 ? text.Length : end + 1;
            text = text[length..];
            offset += length;
            line++;
        }

        return line - first;
    }
}
