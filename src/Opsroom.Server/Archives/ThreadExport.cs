using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Health;
using Opsroom.Threads;
using Opsroom.Threads.Archives;

namespace Opsroom.Server.Archives;

/// <summary>
/// A thread as one archive, written as it is sent: the journal, the blobs it refers to by their SHA-256, the manifest and its hash. The same journal gives the same bytes.
/// What is not sound in the store ends the answer early, so that the archive cannot be taken for a whole one.
/// </summary>
internal sealed class ThreadExport(ArchiveSource source, IStore store) : IResult
{
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly List<ArchiveEntry> entries = [];

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, aborted) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = $"attachment; filename=\"{source.Key.Id.Value.Replace(':', '_')}.opsroom.zip\"";
        await using var body = new DeferredWrites(response.Body);
        await using (var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, aborted))
        {
            await AddAsync(zip, ArchiveManifest.JournalPath, source.WriteJournalAsync, aborted);
            await body.FlushAsync(aborted);
            foreach (var sha256 in source.References.All)
            {
                await AddBlobAsync(zip, sha256, aborted);
                await body.FlushAsync(aborted);
            }

            var manifest = Manifest().ToJson();
            await AddAsync(zip, ArchiveManifest.ManifestPath, (target, cancellationToken) => target.WriteAsync(manifest, cancellationToken).AsTask(), aborted);
            await AddAsync(
                zip, ArchiveManifest.ManifestHashPath,
                (target, cancellationToken) => target.WriteAsync(Encoding.ASCII.GetBytes(Convert.ToHexStringLower(SHA256.HashData(manifest)) + "\n"), cancellationToken).AsTask(), aborted);
        }

        await body.FlushAsync(aborted);
    }

    private ArchiveManifest Manifest()
    {
        var blobs = entries.Skip(1).ToList();
        return new ArchiveManifest(
            ArchiveManifest.FormatName, ArchiveManifest.NewestFormat, HealthMonitor.Version, source.Key.Id.Value, source.Key.Tenant, source.Head,
            new ArchiveCounts(source.Head.Sequence, blobs.Count, blobs.Sum(blob => blob.Size)), [.. entries]);
    }

    private async Task AddBlobAsync(ZipArchive zip, string sha256, CancellationToken requestAborted)
    {
        await using var content = await store.OpenBlobAsync(sha256, requestAborted)
            ?? throw new InvalidDataException($"The store does not hold blob {sha256} of thread {source.Key}.");
        var entry = await AddAsync(zip, ArchiveManifest.BlobFolder + sha256, (target, cancellationToken) => content.CopyToAsync(target, cancellationToken), requestAborted);
        if (entry.Sha256 != sha256)
        {
            throw new InvalidDataException($"Blob {sha256} of thread {source.Key} is not what was stored: its hash differs.");
        }
    }

    private async Task<ArchiveEntry> AddAsync(ZipArchive zip, string path, Func<Stream, CancellationToken, Task> write, CancellationToken requestAborted)
    {
        var entry = zip.CreateEntry(path, CompressionLevel.Fastest);
        entry.LastWriteTime = Epoch;
        await using var target = new HashingWrites(await entry.OpenAsync(requestAborted));
        await write(target, requestAborted);
        var added = new ArchiveEntry(path, target.Written, target.Hash());
        entries.Add(added);
        return added;
    }
}
