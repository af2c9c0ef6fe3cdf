using System.Runtime.CompilerServices;
using Opsroom.Threads;

namespace Opsroom.Retention;

/// <summary>
/// Says what goes by the limits, those that have not changed for longest first: threads, then the files of threads that stay. It reads a page at a time
/// and holds only while what it has named before is gone or still there; threads in progress count and are never named.
/// </summary>
internal sealed class RetentionPlan(IStore store, RetentionOptions limits, DateTimeOffset now)
{
    private const int Page = 100;

    private RestingThread? last;
    private StoreTotals totals = new(0, 0, 0);

    public async IAsyncEnumerable<RetentionItem> ItemsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        (last, totals) = (null, await store.ReadTotalsAsync(cancellationToken));
        await foreach (var item in ThreadsAsync(cancellationToken))
        {
            yield return item;
        }

        await foreach (var item in FilesAsync(cancellationToken))
        {
            yield return item;
        }
    }

    private async IAsyncEnumerable<RetentionItem> ThreadsAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!limits.LimitsThreads)
        {
            yield break;
        }

        await foreach (var thread in RestingAsync(cancellationToken))
        {
            if (ReasonFor(thread) is not { } reason)
            {
                // whatever follows has changed later, and nothing is over a limit any more
                yield break;
            }

            last = thread;
            totals = new StoreTotals(totals.Threads - 1, totals.Bytes - thread.Bytes, totals.FileBytes - thread.FileBytes);
            yield return new RetentionItem(RetentionTarget.Thread, thread, reason);
        }
    }

    private async IAsyncEnumerable<RetentionItem> FilesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        if (!limits.LimitsFiles)
        {
            yield break;
        }

        await foreach (var thread in RestingAsync(cancellationToken))
        {
            if (ReasonForFiles(thread) is not { } reason)
            {
                yield break;
            }

            if (thread.FileBytes > 0)
            {
                totals = totals with { FileBytes = totals.FileBytes - thread.FileBytes };
                yield return new RetentionItem(RetentionTarget.Files, thread, reason);
            }
        }
    }

    private RetentionReason? ReasonFor(RestingThread thread) =>
        IsOlder(thread, limits.ThreadAge) ? RetentionReason.Age
        : totals.Threads > limits.Threads ? RetentionReason.Count
        : totals.Bytes > limits.ThreadBytes ? RetentionReason.Size
        : null;

    private RetentionReason? ReasonForFiles(RestingThread thread) =>
        IsOlder(thread, limits.FileAge) ? RetentionReason.Age
        : totals.FileBytes > limits.FileBytes ? RetentionReason.Size
        : null;

    private bool IsOlder(RestingThread thread, TimeSpan? age) => age is { } limit && now - thread.UpdatedAt > limit;

    /// <summary>Threads at rest, from the last one on that was named to go.</summary>
    private async IAsyncEnumerable<RestingThread> RestingAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var from = last;
        while (true)
        {
            var page = await store.ListRestingAsync(from, Page, cancellationToken);
            foreach (var thread in page)
            {
                yield return thread;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            from = page[^1];
        }
    }
}
