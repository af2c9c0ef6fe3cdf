using System.IO.Compression;
using Opsroom.Tools.Incidents.Bundles.Signing;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools.Incidents.Bundles;

/// <summary>Saves a bundle into the workspace: as files of a folder, or as one archive where the path ends in <c>.zip</c>. The same files give the same bytes.</summary>
internal static class BundleWriter
{
    private static readonly DateTimeOffset EarliestInZip = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <returns>What was written, the manifest included.</returns>
    public static ToolResult<IReadOnlyList<WorkspaceFile>> Write(BundleContent content, string path, BundleKey key, IWorkspace workspace)
    {
        List<(string Path, ReadOnlyMemory<byte> Bytes)> files = [.. content.Files.Where(file => !file.Path.Equals(Reading.BundleReader.Manifest, StringComparison.OrdinalIgnoreCase)).Select(file => (file.Path, file.Text))];
        var manifest = BundleManifest.Write([.. files.Select(file => (file.Path, BundleFile.Hash(file.Bytes.Span), (long)file.Bytes.Length))], key);
        files.Add((Reading.BundleReader.Manifest, manifest));
        if (path.EndsWith(".zip", StringComparison.OrdinalIgnoreCase))
        {
            files = [(path, Zip(files))];
        }
        else
        {
            files = [.. files.Select(file => ($"{path.TrimEnd('/')}/{file.Path}", file.Bytes))];
        }

        var written = new List<WorkspaceFile>();
        foreach (var (name, bytes) in files)
        {
            var file = workspace.Write(name, MediaTypes.Of(name), bytes);
            if (file.Failure is { } failure)
            {
                return failure;
            }

            written.Add(file.Value!);
        }

        return written;
    }

    private static byte[] Zip(IEnumerable<(string Path, ReadOnlyMemory<byte> Bytes)> files)
    {
        using var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (path, bytes) in files)
            {
                var entry = zip.CreateEntry(path);
                entry.LastWriteTime = EarliestInZip;
                using var stream = entry.Open();
                stream.Write(bytes.Span);
            }
        }

        return archive.ToArray();
    }
}
