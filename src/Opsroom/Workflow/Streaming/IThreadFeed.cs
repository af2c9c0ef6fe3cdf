using Opsroom.Threads;

namespace Opsroom.Workflow.Streaming;

/// <summary>Follows threads: first what the journal holds, then what is buffered of the message in flight, then live.</summary>
public interface IThreadFeed
{
    /// <summary>
    /// Every durable event after <paramref name="after"/> exactly once and in order, with chunks and progress between them as they happen.
    /// Never ends by itself: the reader stops when it has seen what it wanted. Watching may begin before the thread exists.
    /// </summary>
    IAsyncEnumerable<FeedItem> FollowAsync(ThreadKey key, long after, CancellationToken requestAborted);
}
