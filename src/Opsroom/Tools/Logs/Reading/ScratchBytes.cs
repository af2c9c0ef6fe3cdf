using System.Text.Json;

namespace Opsroom.Tools.Logs.Reading;

/// <summary>Memory for text that does not stand in the line as it is: without colours, or with its escapes undone. Used again for each line.</summary>
internal sealed class ScratchBytes
{
    private const byte Escape = 0x1B;

    private byte[] bytes = new byte[4096];

    /// <summary>The line without the sequences that colour a terminal, or that move its cursor.</summary>
    public ReadOnlySpan<byte> WithoutColours(ReadOnlySpan<byte> line)
    {
        var room = Room(line.Length);
        var written = 0;
        for (var at = 0; at < line.Length; at++)
        {
            if (line[at] != Escape)
            {
                room[written++] = line[at];
            }
            else if (at + 1 < line.Length && line[at + 1] == '[')
            {
                for (at += 2; at < line.Length && line[at] is < 0x40 or > 0x7E; at++)
                {
                }
            }
        }

        return room[..written];
    }

    /// <summary>The text of a JSON string, its escapes undone.</summary>
    public ReadOnlySpan<byte> TextOf(scoped ref Utf8JsonReader reader)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan;
        }

        var room = Room(reader.ValueSpan.Length);
        return room[..reader.CopyString(room)];
    }

    /// <summary>The text of a logfmt value, which stands between quotes.</summary>
    public ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> quoted)
    {
        if (!quoted.Contains((byte)'\\'))
        {
            return quoted;
        }

        var room = Room(quoted.Length);
        var written = 0;
        for (var at = 0; at < quoted.Length; at++)
        {
            if (quoted[at] == '\\' && at + 1 < quoted.Length)
            {
                at++;
                room[written++] = quoted[at] switch { (byte)'n' => (byte)'\n', (byte)'t' => (byte)'\t', (byte)'r' => (byte)'\r', var other => other };
            }
            else
            {
                room[written++] = quoted[at];
            }
        }

        return room[..written];
    }

    private Span<byte> Room(int length)
    {
        if (bytes.Length < length)
        {
            bytes = new byte[Math.Max(length, bytes.Length * 2)];
        }

        return bytes;
    }
}
