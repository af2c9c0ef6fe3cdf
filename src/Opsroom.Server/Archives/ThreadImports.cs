using System.Net.Http.Headers;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Threads.Archives;
using Opsroom.Tools.Workspace;

namespace Opsroom.Server.Archives;

/// <summary>What became of an import.</summary>
internal enum ImportStatus
{
    Imported,

    /// <summary>There is a thread of that name.</summary>
    Exists,

    /// <summary>Something else holds the idempotency key.</summary>
    KeyTaken,
}

/// <summary>
/// Makes a thread of an archive. All of it is checked before anything is stored, and it is stored in one append: a process that dies on the way leaves no thread,
/// and what it wrote of large blobs is removed at the next start.
/// </summary>
internal sealed class ThreadImports(IStore store, Spool spool, ServerOptions options, TimeProvider time)
{
    /// <summary>What the run of an archive ends with that was in progress there: nothing that it was about to do is done here.</summary>
    private static readonly Fault Interrupted = new("cancelled", "The run was in progress when its thread was exported. It does not go on here; what was done until then is kept.");

    /// <param name="asked">What the thread is to be called; null for what it was called.</param>
    /// <exception cref="ArchiveRefusedException">The archive is not taken; nothing was stored.</exception>
    public async Task<(ImportStatus Status, ThreadImported? Event, ThreadId Id)> ImportAsync(
        SpooledFile received, ThreadId? asked, Principal principal, IdempotencyClaim? idempotency, CancellationToken cancellationToken)
    {
        using var archive = await SpooledArchive.ReadAsync(received, spool, options.MaxUpload, cancellationToken);
        if (!ThreadId.TryParse(archive.Manifest.ThreadId, out var original))
        {
            throw new ArchiveRefusedException("its manifest names no thread");
        }

        var key = new ThreadKey(principal.Tenant, asked ?? original);
        await using var file = archive.Journal.Open();
        var journal = await ArchivedJournal.ReadAsync(file, archive.Manifest, key, archive.ToBlobs(options.MaxUpload), ProblemOf, cancellationToken);
        if (await store.ReadHeadAsync(key, cancellationToken) is not null)
        {
            return (ImportStatus.Exists, null, key.Id);
        }

        var now = time.GetUtcNow();
        var imported = new ThreadImported(original.Value, archive.Manifest.Head.Sequence, archive.Manifest.Head.Hash, principal.Id, idempotency) { At = now };
        if (journal.State.Run is { Ended: false } run)
        {
            journal.Add(EventCodec.Encode(new RunEnded(RunStatus.Cancelled, Interrupted) { RunId = run.RunId, At = now }, []));
        }

        journal.Add(EventCodec.Encode(imported, []));
        var outcome = await store.AppendAsync(new AppendRequest(key, 1, 0, journal, [.. archive.Blobs]), cancellationToken);
        return outcome.Status switch
        {
            AppendStatus.Appended => (ImportStatus.Imported, imported, key.Id),
            AppendStatus.KeyTaken => (ImportStatus.KeyTaken, null, key.Id),
            AppendStatus.WrongSequence or AppendStatus.StaleEpoch => (ImportStatus.Exists, null, key.Id),
            _ => throw new InvalidOperationException($"The import of {key} could not be written: {outcome.Status}."),
        };
    }

    private static string? ProblemOf(ThreadFile file) =>
        !WorkspacePath.TryNormalize(file.Path, out var normalized, out var problem) ? problem
        : normalized != file.Path ? $"The path {file.Path} is not in its shortest form."
        : MediaTypeHeaderValue.TryParse(file.MediaType, out var type) && type.Parameters.Count == 0 ? null
        : $"The media type of {file.Path} is none.";
}
