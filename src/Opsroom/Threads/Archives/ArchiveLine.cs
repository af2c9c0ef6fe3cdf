using System.Buffers;
using System.Buffers.Text;

namespace Opsroom.Threads.Archives;

/// <summary>
/// One event in <c>journal.jsonl</c>: <c>{"sequence":1,"hash":"…","event":{…}}</c>, where the event stands byte by byte as it is stored, so that the chain
/// of hashes can be computed from the line.
/// </summary>
internal static class ArchiveLine
{
    /// <summary>Bytes of a line. An event's values are at most 64 KiB each, and it has fewer than a hundred.</summary>
    public const int MostBytes = 8 * 1024 * 1024;

    public static void Write(IBufferWriter<byte> target, StoredEvent stored)
    {
        if (stored.Bytes.Span.Contains((byte)'\n'))
        {
            throw new InvalidDataException($"Event {stored.Sequence} holds a line break.");
        }

        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(stored.Sequence, digits, out var length);
        target.Write("{\"sequence\":"u8);
        target.Write(digits[..length]);
        target.Write(",\"hash\":\""u8);
        Span<byte> hex = stackalloc byte[2 * HashChain.HashLength];
        Convert.TryToHexStringLower(stored.Hash.Span, hex, out _);
        target.Write(hex);
        target.Write("\",\"event\":"u8);
        target.Write(stored.Bytes.Span);
        target.Write("}\n"u8);
    }

    /// <summary>Takes a line without its line break apart; false where it is none.</summary>
    /// <param name="hash">Receives the hash.</param>
    /// <param name="bytes">Where in the line the event stands.</param>
    public static bool TryParse(ReadOnlySpan<byte> line, out long sequence, Span<byte> hash, out Range bytes)
    {
        var rest = line;
        (sequence, bytes) = (0, default);
        if (!Skip(ref rest, "{\"sequence\":"u8) || !Utf8Parser.TryParse(rest, out sequence, out var digits))
        {
            return false;
        }

        rest = rest[digits..];
        if (!Skip(ref rest, ",\"hash\":\""u8) || rest.Length < 2 * HashChain.HashLength
            || Convert.FromHexString(rest[..(2 * HashChain.HashLength)], hash, out _, out _) != OperationStatus.Done)
        {
            return false;
        }

        rest = rest[(2 * HashChain.HashLength)..];
        if (!Skip(ref rest, "\",\"event\":"u8) || rest.IsEmpty || rest[^1] != '}')
        {
            return false;
        }

        bytes = (line.Length - rest.Length)..(line.Length - 1);
        return true;
    }

    private static bool Skip(ref ReadOnlySpan<byte> rest, ReadOnlySpan<byte> expected)
    {
        if (!rest.StartsWith(expected))
        {
            return false;
        }

        rest = rest[expected.Length..];
        return true;
    }
}
