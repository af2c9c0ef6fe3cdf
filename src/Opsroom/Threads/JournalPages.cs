using System.Runtime.CompilerServices;

namespace Opsroom.Threads;

/// <summary>Reads journals to their end, a page at a time.</summary>
public static class JournalPages
{
    private const int Page = 500;

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
