using System.Runtime.CompilerServices;

namespace Opsroom.Threads;

/// <summary>Reads journals to their end, a page at a time.</summary>
public static class JournalPages
{
    private const int Page = 500;

    /// <summary>The same, each with its values in place.</summary>
    /// <param name="kinds">The kinds that are wanted; all where none is named.</param>
    public static async IAsyncEnumerable<ThreadEvent> ReadEventsAsync(
        this IStore store, ThreadKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken, params IReadOnlyCollection<string> kinds)
    {
        await foreach (var stored in store.ReadAllAsync(key, after, cancellationToken))
        {
            if (kinds.Count == 0 || kinds.Contains(stored.Kind, StringComparer.Ordinal))
            {
                yield return await EventCodec.DecodeAsync(stored, store, cancellationToken);
            }
        }
    }

    /// <summary>Events after a sequence, in order, up to the last one there is when it is reached.</summary>
    public static async IAsyncEnumerable<StoredEvent> ReadAllAsync(
        this IStore store, ThreadKey key, long after, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await store.ReadAsync(key, after, Page, cancellationToken);
            foreach (var stored in page)
            {
                yield return stored;
            }

            if (page.Count < Page)
            {
                yield break;
            }

            after = page[^1].Sequence;
        }
    }
}
