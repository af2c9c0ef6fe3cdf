using System.Buffers.Binary;
using System.Collections.Immutable;

namespace Opsroom.Tools.Templates.Scaffolding.Repository;

/// <summary>Objects in one file, with the index that git finds them by (pack version 2, index version 2).</summary>
/// <param name="Name">What git calls both files by.</param>
internal sealed record PackFile(string Name, ImmutableArray<byte> Pack, ImmutableArray<byte> Index)
{
    public static PackFile Of(IReadOnlyCollection<GitObject> objects)
    {
        var ordered = objects.OrderBy(each => each.HexId, StringComparer.Ordinal).ToList();
        List<byte> pack = [.. "PACK"u8, .. Number(2), .. Number(ordered.Count)];
        var entries = new List<(uint Checksum, int Offset)>();
        foreach (var each in ordered)
        {
            var offset = pack.Count;
            pack.AddRange(Header(each));
            pack.AddRange(Stored.Of(each.Content.AsSpan()));
            entries.Add((Checksums.Crc32([.. pack[offset..]]), offset));
        }

        var trailer = Sha1.Of([.. pack]);
        pack.AddRange(trailer);
        List<byte> index = [0xFF, .. "tOc"u8, .. Number(2)];
        for (var first = 0; first < 256; first++)
        {
            index.AddRange(Number(ordered.Count(each => each.Id[0] <= first)));
        }

        index.AddRange(ordered.SelectMany(each => each.Id));
        index.AddRange(entries.SelectMany(entry => Number(unchecked((int)entry.Checksum))));
        index.AddRange(entries.SelectMany(entry => Number(entry.Offset)));
        index.AddRange(trailer);
        index.AddRange(Sha1.Of([.. index]));
        return new($"pack-{Convert.ToHexStringLower(trailer)}", [.. pack], [.. index]);
    }

    public static byte[] Number(int value)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }

    /// <summary>Kind and size: four bits of the size in the first byte, seven in each that follows.</summary>
    private static List<byte> Header(GitObject each)
    {
        var rest = each.Content.Length;
        var bytes = new List<byte> { (byte)(((int)each.Kind << 4) | (rest & 0x0F)) };
        for (rest >>= 4; rest > 0; rest >>= 7)
        {
            bytes[^1] |= 0x80;
            bytes.Add((byte)(rest & 0x7F));
        }

        return bytes;
    }
}
