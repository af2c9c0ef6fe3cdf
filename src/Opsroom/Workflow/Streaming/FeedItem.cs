using Opsroom.Threads;

namespace Opsroom.Workflow.Streaming;

/// <summary>Something that a watcher of a thread sees.</summary>
public abstract record FeedItem
{
    private FeedItem()
    {
    }

    /// <summary>A journal event.</summary>
    public sealed record Durable(StoredEvent Stored) : FeedItem;

    /// <summary>A piece of a model's message that is still being written; the finished message follows as an event.</summary>
    /// <param name="Step">The step whose <c>model_answered</c> will replace it.</param>
    /// <param name="Attempt">The attempt at that step; what an earlier one said is discarded.</param>
    /// <param name="Index">Counts from 0 within the attempt.</param>
    public sealed record Chunk(RunId RunId, string? Branch, string Step, int Attempt, string Agent, string Model, int Index, string Text) : FeedItem;

    /// <summary>How far a long tool call is.</summary>
    public sealed record Progress(RunId RunId, string Branch, string Step, string Agent, string CallId, string Tool, string Message, double? Fraction) : FeedItem;
}
