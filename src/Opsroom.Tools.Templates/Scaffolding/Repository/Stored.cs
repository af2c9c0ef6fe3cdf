using System.Buffers.Binary;

namespace Opsroom.Tools.Templates.Scaffolding.Repository;

/// <summary>
/// Bytes in zlib's format without compression: what a compressor makes of the same bytes differs between its versions and processors,
/// and a call that is made again must write the same file.
/// </summary>
internal static class Stored
{
    private const int LargestBlock = 0xFFFF;

    public static byte[] Of(ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [0x78, 0x01];
        var position = 0;
        do
        {
            var length = Math.Min(LargestBlock, content.Length - position);
            var isLast = position + length == content.Length;
            bytes.Add(isLast ? (byte)1 : (byte)0);
            bytes.AddRange(Little((ushort)length));
            bytes.AddRange(Little((ushort)~length));
            bytes.AddRange(content.Slice(position, length));
            position += length;
        }
        while (position < content.Length);

        return [.. bytes, .. PackFile.Number(unchecked((int)Checksums.Adler32(content)))];
    }

    private static byte[] Little(ushort value)
    {
        var bytes = new byte[2];
        BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        return bytes;
    }
}

/// <summary>The checksums of zlib and of git's index of a pack.</summary>
internal static class Checksums
{
    private static readonly uint[] Table = [.. Enumerable.Range(0, 256).Select(index => Row((uint)index))];

    public static uint Crc32(ReadOnlySpan<byte> bytes)
    {
        var sum = uint.MaxValue;
        foreach (var value in bytes)
        {
            sum = Table[(sum ^ value) & 0xFF] ^ (sum >> 8);
        }

        return ~sum;
    }

    public static uint Adler32(ReadOnlySpan<byte> bytes)
    {
        const uint Prime = 65521;
        var (low, high) = (1u, 0u);
        foreach (var value in bytes)
        {
            low = (low + value) % Prime;
            high = (high + low) % Prime;
        }

        return (high << 16) | low;
    }

    private static uint Row(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
