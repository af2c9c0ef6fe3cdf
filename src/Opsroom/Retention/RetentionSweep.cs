using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Retention;

/// <summary>Removes what the limits say is to go, or only says what that is. Usage stays.</summary>
public sealed partial class RetentionSweep(IStore store, IRunOwner owner, RetentionOptions limits, TimeProvider time, ILogger<RetentionSweep> logger)
{
    /// <param name="apply">Whether to remove it.</param>
    /// <param name="seen">Is told each item, and whether it was removed.</param>
    public async Task<RetentionReport> RunAsync(bool apply, Action<RetentionItem, bool>? seen, CancellationToken cancellationToken)
    {
        var report = RetentionReport.Nothing;
        await foreach (var item in new RetentionPlan(store, limits, time.GetUtcNow()).ItemsAsync(cancellationToken))
        {
            var removed = apply && await RemoveAsync(item, cancellationToken);
            report = removed || !apply ? report.With(item) : report with { Left = report.Left + 1 };
            seen?.Invoke(item, removed);
        }

        if (apply)
        {
            LogSwept(report.Threads, report.ThreadBytes, report.Files, report.FileBytes, report.Left);
        }

        return report;
    }

    private async Task<bool> RemoveAsync(RetentionItem item, CancellationToken cancellationToken) => item.Target switch
    {
        RetentionTarget.Thread => await owner.DeleteUnchangedAsync(item.Thread.Key, item.Thread.Sequence, cancellationToken),
        RetentionTarget.Files => await RemoveFilesAsync(item.Thread, cancellationToken),
        _ => throw new InvalidOperationException($"No rule for {item.Target}."),
    };

    private async Task<bool> RemoveFilesAsync(RestingThread thread, CancellationToken cancellationToken)
    {
        var references = new BlobReferences();
        await foreach (var stored in store.ReadAllAsync(thread.Key, 0, cancellationToken))
        {
            await references.AddAsync(stored, store, cancellationToken);
        }

        if (await owner.ReadAsync(thread.Key, cancellationToken) is not { } state)
        {
            return false;
        }

        // a value of an event that happens to be equal to a file stays readable
        var blobs = references.Files.Except(references.Values, StringComparer.Ordinal);
        return await owner.RemoveFilesAsync(thread.Key, thread.Sequence, FilesRemoved.Of(state, FilesRemoved.ByRetention, blobs), cancellationToken);
    }

    [LoggerMessage(Level = LogLevel.Information, Message =
        "Retention removed {Threads} threads ({ThreadBytes} bytes) and the files of {FileThreads} others ({FileBytes} bytes); {Left} changed meanwhile and stay")]
    private partial void LogSwept(long threads, long threadBytes, long fileThreads, long fileBytes, long left);
}
