using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Server.Artifacts;
using Opsroom.Threads;
using Opsroom.Threads.Archives;

namespace Opsroom.Server.Archives;

/// <summary>An archive that was handed in, unpacked on disk, each entry compared with the manifest. Disposing it removes the files.</summary>
internal sealed partial class SpooledArchive : IDisposable
{
    private const int MostEntries = 50_000;
    private const int LargestManifest = 16 * 1024 * 1024;
    private const int LargestManifestHash = 128;

    /// <summary>How much larger than an upload may be an archive may unpack to: journals and logs shrink well.</summary>
    private const int UnpackFactor = 4;

    private readonly Dictionary<string, SpooledFile> blobs = new(StringComparer.Ordinal);
    private SpooledFile? journal;

    private SpooledArchive(ArchiveManifest manifest) => Manifest = manifest;

    public ArchiveManifest Manifest { get; }

    public SpooledFile Journal => journal!;

    /// <summary>By SHA-256.</summary>
    public IEnumerable<BlobContent> Blobs => blobs.Values.Select(blob => blob.Content);

    /// <param name="limit">Bytes of an upload.</param>
    /// <exception cref="ArchiveRefusedException">It is no archive of a thread, or not all of one.</exception>
    public static async Task<SpooledArchive> ReadAsync(SpooledFile received, Spool spool, long limit, CancellationToken cancellationToken)
    {
        try
        {
            await using var stream = received.Open();
            if (await ZipDirectory.ProblemOfAsync(stream, cancellationToken) is var (reason, tooLarge))
            {
                throw new ArchiveRefusedException(reason, tooLarge);
            }

            await using var zip = await ZipArchive.CreateAsync(stream, ZipArchiveMode.Read, leaveOpen: true, entryNameEncoding: null, cancellationToken);
            return await ReadAsync(zip, spool, limit * UnpackFactor, cancellationToken);
        }
        catch (InvalidDataException)
        {
            throw new ArchiveRefusedException("the body is not a sound zip archive");
        }
    }

    /// <summary>The blobs as the check of the journal reads them.</summary>
    /// <param name="budget">Bytes of values that events may have, all together.</param>
    public ArchivedBlobs ToBlobs(long budget) =>
        new(blobs.ToDictionary(blob => blob.Key, blob => blob.Value.Size, StringComparer.Ordinal), sha256 => blobs[sha256].Open(), budget);

    public void Dispose()
    {
        journal?.Dispose();
        foreach (var blob in blobs.Values)
        {
            blob.Dispose();
        }
    }

    private static async Task<SpooledArchive> ReadAsync(ZipArchive zip, Spool spool, long limit, CancellationToken cancellationToken)
    {
        var entries = Index(zip);
        var archive = new SpooledArchive(await ReadManifestAsync(entries, cancellationToken));
        try
        {
            await archive.TakeAsync(entries, spool, limit, cancellationToken);
            return archive;
        }
        catch
        {
            archive.Dispose();
            throw;
        }
    }

    private static Dictionary<string, ZipArchiveEntry> Index(ZipArchive zip)
    {
        if (zip.Entries.Count > MostEntries)
        {
            throw new ArchiveRefusedException($"it holds more than {MostEntries} entries", tooLarge: true);
        }

        var entries = new Dictionary<string, ZipArchiveEntry>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            if (ZipDirectory.ProblemOf(entry) is { } problem)
            {
                throw new ArchiveRefusedException(problem);
            }

            if (!Names().IsMatch(entry.FullName))
            {
                throw new ArchiveRefusedException($"it holds '{Shown(entry.FullName)}', which is no part of an exported thread");
            }

            if (!entries.TryAdd(entry.FullName, entry))
            {
                throw new ArchiveRefusedException($"it holds {entry.FullName} twice");
            }
        }

        return entries;
    }

    private static async Task<ArchiveManifest> ReadManifestAsync(Dictionary<string, ZipArchiveEntry> entries, CancellationToken cancellationToken)
    {
        var json = await ReadAsync(entries, ArchiveManifest.ManifestPath, LargestManifest, cancellationToken);
        var hash = await ReadAsync(entries, ArchiveManifest.ManifestHashPath, LargestManifestHash, cancellationToken);
        var computed = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(json));
        return Encoding.ASCII.GetString(hash).Trim() == computed
            ? ArchiveManifest.Parse(json)
            : throw new ArchiveRefusedException("its manifest.json is not what was written: its SHA-256 differs");
    }

    private static async Task<byte[]> ReadAsync(Dictionary<string, ZipArchiveEntry> entries, string path, int most, CancellationToken cancellationToken)
    {
        await using var content = await Find(entries, path).OpenAsync(cancellationToken);
        var read = new MemoryStream();
        var buffer = new byte[64 * 1024];
        for (int length; (length = await content.ReadAsync(buffer, cancellationToken)) > 0;)
        {
            read.Write(buffer, 0, length);
            if (read.Length > most)
            {
                throw new ArchiveRefusedException($"its {path} is larger than {most} bytes", tooLarge: true);
            }
        }

        return read.ToArray();
    }

    private static ZipArchiveEntry Find(Dictionary<string, ZipArchiveEntry> entries, string path) =>
        entries.TryGetValue(path, out var entry) ? entry : throw new ArchiveRefusedException($"it lacks {Shown(path)}");

    private async Task TakeAsync(Dictionary<string, ZipArchiveEntry> entries, Spool spool, long limit, CancellationToken cancellationToken)
    {
        var left = limit;
        foreach (var stated in Manifest.Entries)
        {
            var isJournal = stated.Path == ArchiveManifest.JournalPath;
            var sha256 = stated.Path.StartsWith(ArchiveManifest.BlobFolder, StringComparison.Ordinal) ? stated.Path[ArchiveManifest.BlobFolder.Length..] : "";
            if (isJournal ? journal is not null : !Names().IsMatch(stated.Path) || sha256 != stated.Sha256 || blobs.ContainsKey(sha256))
            {
                throw new ArchiveRefusedException($"its manifest names '{Shown(stated.Path)}' twice or wrongly");
            }

            // what an entry says of its size may be wrong: what counts is what comes out
            await using var content = await Find(entries, stated.Path).OpenAsync(cancellationToken);
            var file = await spool.TakeAsync(content, Math.Min(left, Math.Max(stated.Size, 0)), cancellationToken);
            if (file is null)
            {
                throw stated.Size > left
                    ? new ArchiveRefusedException($"it unpacks to more than {limit} bytes", tooLarge: true)
                    : new ArchiveRefusedException($"{stated.Path} is larger than its manifest says");
            }

            if (isJournal)
            {
                journal = file;
            }
            else
            {
                blobs.Add(sha256, file);
            }

            left -= file.Size;
            if (file.Size != stated.Size || file.Content.Sha256 != stated.Sha256)
            {
                throw new ArchiveRefusedException($"{stated.Path} is not what was exported: its size or SHA-256 differs");
            }
        }

        CheckCounts(entries);
    }

    private void CheckCounts(Dictionary<string, ZipArchiveEntry> entries)
    {
        if (journal is null)
        {
            throw new ArchiveRefusedException($"its manifest does not name {ArchiveManifest.JournalPath}");
        }

        if (entries.Count != Manifest.Entries.Length + 2)
        {
            throw new ArchiveRefusedException("it holds entries that its manifest does not name");
        }

        if (Manifest.Counts.Blobs != blobs.Count || Manifest.Counts.BlobBytes != blobs.Values.Sum(blob => blob.Size))
        {
            throw new ArchiveRefusedException("it holds other blobs than its manifest counts");
        }
    }

    /// <summary>A name as a sentence may show it.</summary>
    private static string Shown(string name) => new([.. name.Take(80).Select(character => char.IsControl(character) ? '\uFFFD' : character)]);

    [GeneratedRegex(@"^(manifest\.json|manifest\.json\.sha256|journal\.jsonl|blobs/[0-9a-f]{64})\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Names();
}
