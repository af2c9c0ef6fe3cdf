using System.IO.Compression;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>A bundle in a zip archive, read in memory: nothing is unpacked to a disk, so a name can lead nowhere.</summary>
internal static class ZippedBundle
{
    /// <summary>Entries of a directory that is looked at, folders included.</summary>
    private const int MaxEntries = 20_000;

    public static bool IsZip(ReadOnlySpan<byte> content) => content is [(byte)'P', (byte)'K', 3, 4, ..] or [(byte)'P', (byte)'K', 5, 6, ..];

    public static ToolResult<BundleContent> Read(ReadOnlyMemory<byte> archive, BundleLimits limits, CancellationToken cancellationToken)
    {
        // a directory of millions of entries would be read before anybody could count them
        if (!IsZip(archive.Span) || CountAtMost(archive.Span, "PK\u0001\u0002"u8, MaxEntries) >= MaxEntries)
        {
            return ToolFailure.InvalidArgument($"The bundle is no zip archive, or one of more than {MaxEntries:N0} entries. Give a folder or a zip of recorded evidence.");
        }

        try
        {
            using var zip = new ZipArchive(new MemoryStream(archive.ToArray(), writable: false), ZipArchiveMode.Read);
            var entries = zip.Entries.Select(entry => (Entry: entry, Path: entry.FullName.Replace('\\', '/'))).Where(each => !each.Path.EndsWith('/') && !BundleContent.IsIgnored(each.Path)).ToList();
            var common = BundleContent.CommonFolder([.. entries.Select(each => each.Path)]);
            var intake = new BundleIntake(limits);
            // the lengths are what the archive says of itself: room is made for them only where they could be true
            var isPlausible = entries.Sum(each => Math.Max(0, each.Entry.Length)) <= limits.TotalSize;
            foreach (var (entry, path) in entries)
            {
                cancellationToken.ThrowIfCancellationRequested();
                Take(entry, path[common.Length..], isPlausible ? entry.Length : 0, intake);
            }

            return intake.Complete();
        }
        catch (Exception damaged) when (damaged is InvalidDataException or IOException or ArgumentException or NotSupportedException)
        {
            return ToolFailure.InvalidArgument($"The zip archive is damaged: {OutsideText.OneLine(damaged.Message)}. Pack the bundle again.");
        }
    }

    private static void Take(ZipArchiveEntry entry, string path, long length, BundleIntake intake)
    {
        if (IsLink(entry))
        {
            intake.Refuse(BundlePath.Shown(path), "It is a link; links in an archive are not followed.");
        }
        else if (intake.Admits(path))
        {
            try
            {
                using var content = entry.Open();
                var (bytes, more, fault) = BundleIntake.ReadAll(content, intake.Room, length);
                if (fault is not null)
                {
                    intake.Refuse(path, $"It is damaged: {fault}");
                }

                intake.Add(path, bytes, more);
            }
            catch (Exception damaged) when (damaged is InvalidDataException or IOException or NotSupportedException)
            {
                intake.Refuse(path, $"It cannot be unpacked: {OutsideText.OneLine(damaged.Message)}.");
            }
        }
    }

    // the type of a Unix file stands in the upper half of the attributes
    private static bool IsLink(ZipArchiveEntry entry) => (entry.ExternalAttributes >> 16 & 0xF000) == 0xA000;

    private static int CountAtMost(ReadOnlySpan<byte> content, ReadOnlySpan<byte> mark, int most)
    {
        var count = 0;
        for (var at = content.IndexOf(mark); at >= 0 && count < most; at = content.IndexOf(mark))
        {
            count++;
            content = content[(at + mark.Length)..];
        }

        return count;
    }
}
