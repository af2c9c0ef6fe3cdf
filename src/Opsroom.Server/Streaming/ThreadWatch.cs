using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Streaming;

/// <summary>
/// Watches a thread from the moment it is made. Who starts a run and streams it begins to watch first, so that nothing of a short run is over
/// before anybody looks.
/// </summary>
internal sealed class ThreadWatch : IAsyncDisposable
{
    private readonly CancellationTokenSource ended;
    private readonly IAsyncEnumerator<FeedItem> items;
    private Task<bool> moving;
    private bool begun;

    /// <param name="after">Sequence of the last event that is not wanted.</param>
    /// <param name="streamsEnd">Cancelled when the server stops.</param>
    public ThreadWatch(IThreadFeed feed, ThreadKey key, long after, CancellationToken requestAborted, CancellationToken streamsEnd)
    {
        ended = CancellationTokenSource.CreateLinkedTokenSource(requestAborted, streamsEnd);
        items = feed.FollowAsync(key, after, ended.Token).GetAsyncEnumerator(ended.Token);
        moving = items.MoveNextAsync().AsTask();
    }

    public FeedItem Current => items.Current;

    /// <summary>Cancelled when the client is gone or the server stops.</summary>
    public CancellationToken Ended => ended.Token;

    public ValueTask<bool> MoveNextAsync()
    {
        if (!begun)
        {
            begun = true;
            return new ValueTask<bool>(moving);
        }

        var next = items.MoveNextAsync();
        if (next.IsCompletedSuccessfully)
        {
            return next;
        }

        moving = next.AsTask();
        return new ValueTask<bool>(moving);
    }

    public async ValueTask DisposeAsync()
    {
        await ended.CancelAsync();
        // an enumerator may only be disposed at rest
        await ((Task)moving).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await items.DisposeAsync();
        ended.Dispose();
    }
}
