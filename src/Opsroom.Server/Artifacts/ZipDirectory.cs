using System.Buffers.Binary;
using System.IO.Compression;

namespace Opsroom.Server.Artifacts;

/// <summary>Looks at a zip that came from outside before anything is made of it.</summary>
internal static class ZipDirectory
{
    /// <summary>Bytes of the directory at an archive's end: enough for as many entries as are taken anywhere, with long names.</summary>
    private const int Largest = 8 * 1024 * 1024;

    private const int EndRecordSize = 22;
    private const int LongestComment = 65_535;
    private const int UnixTypeMask = 0xF000;
    private const int UnixLink = 0xA000;

    /// <summary>Reads the record at the archive's end: a directory of millions of entries is refused unread.</summary>
    /// <returns>Why it is not taken, as a sentence, and whether that is because of its size; null where it may be opened.</returns>
    public static async Task<(string Reason, bool TooLarge)?> ProblemOfAsync(FileStream stream, CancellationToken cancellationToken)
    {
        var tail = new byte[(int)Math.Min(stream.Length, EndRecordSize + LongestComment)];
        stream.Position = stream.Length - tail.Length;
        await stream.ReadExactlyAsync(tail, cancellationToken);
        stream.Position = 0;
        var end = tail.AsSpan().LastIndexOf("PK\x05\x06"u8);
        if (end < 0 || tail.Length - end < EndRecordSize)
        {
            return ("the body is not a zip archive", false);
        }

        var directory = BinaryPrimitives.ReadUInt32LittleEndian(tail.AsSpan(end + 16));
        return directory == uint.MaxValue ? ("the archive is in the zip64 format, which is for archives larger than are taken here", false)
            : stream.Length - directory > Largest ? ("the archive holds too many entries", true)
            : null;
    }

    /// <summary>Why an entry is not taken, whatever it is called; null where it may be.</summary>
    public static string? ProblemOf(ZipArchiveEntry entry) =>
        ((entry.ExternalAttributes >> 16) & UnixTypeMask) == UnixLink ? $"the archive holds a link, {entry.FullName}"
        : entry.IsEncrypted ? "the archive is encrypted"
        : null;
}
