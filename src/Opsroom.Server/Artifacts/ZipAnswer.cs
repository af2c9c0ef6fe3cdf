using System.IO.Compression;
using Microsoft.AspNetCore.Http;
using Opsroom.Threads;

namespace Opsroom.Server.Artifacts;

/// <summary>All files of a thread as one archive, written as it is sent.</summary>
internal sealed class ZipAnswer(ThreadState thread, IStore store) : IResult
{
    /// <summary>The same files give the same archive.</summary>
    private static readonly DateTimeOffset Epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (response, aborted) = (httpContext.Response, httpContext.RequestAborted);
        response.ContentType = "application/zip";
        response.Headers.ContentDisposition = $"attachment; filename=\"{thread.Key.Id.Value.Replace(':', '_')}.zip\"";
        await using var body = new DeferredWrites(response.Body);
        await using (var zip = await ZipArchive.CreateAsync(body, ZipArchiveMode.Create, leaveOpen: true, entryNameEncoding: null, aborted))
        {
            foreach (var file in thread.Files.Values)
            {
                await AddAsync(zip, file, aborted);
                await body.FlushAsync(aborted);
            }
        }

        await body.FlushAsync(aborted);
    }

    private async Task AddAsync(ZipArchive zip, ThreadFile file, CancellationToken requestAborted)
    {
        await using var content = await store.OpenBlobAsync(file.Sha256, requestAborted)
            ?? throw new InvalidDataException($"The store does not hold {file.Path} of thread {thread.Key.Id}.");
        var entry = zip.CreateEntry(file.Path, CompressionLevel.Fastest);
        entry.LastWriteTime = Epoch;
        await using var target = await entry.OpenAsync(requestAborted);
        await content.CopyToAsync(target, requestAborted);
    }
}

/// <summary>
/// Keeps what is written synchronously until something is written or flushed asynchronously: compressing streams end with a small synchronous write,
/// which must not block a thread on a slow client.
/// </summary>
internal sealed class DeferredWrites(Stream target) : WriteOnlyStream
{
    private readonly MemoryStream waiting = new();

    public override void Write(byte[] buffer, int offset, int count) => waiting.Write(buffer, offset, count);

    public override void Write(ReadOnlySpan<byte> buffer) => waiting.Write(buffer);

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await SendWaitingAsync(cancellationToken);
        await target.WriteAsync(buffer, cancellationToken);
    }

    public override void Flush()
    {
        // what waits goes out with the next asynchronous write
    }

    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        await SendWaitingAsync(cancellationToken);
        await target.FlushAsync(cancellationToken);
    }

    protected override void Dispose(bool disposing)
    {
        waiting.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask SendWaitingAsync(CancellationToken cancellationToken)
    {
        if (waiting.Length > 0)
        {
            await target.WriteAsync(waiting.GetBuffer().AsMemory(0, (int)waiting.Length), cancellationToken);
            waiting.SetLength(0);
        }
    }
}
