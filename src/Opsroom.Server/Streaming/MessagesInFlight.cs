using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Streaming;

/// <summary>
/// Which messages a stream has shown the beginning of. A model that costs nothing answers before its journal says that it was asked;
/// its pieces wait for that, so that clients always see start, pieces, end.
/// </summary>
internal sealed class MessagesInFlight
{
    private readonly HashSet<(string? Run, string? Step, long Attempt)> begun = [];
    private readonly List<FeedItem.Chunk> waiting = [];

    public void Meet(string kind, JournalEvent of)
    {
        switch (kind)
        {
            case "model_requested":
                begun.Add(MessageOf(of));
                break;
            case "model_answered" or "model_failed" or "attempt_abandoned":
                var message = MessageOf(of);
                begun.Remove(message);
                waiting.RemoveAll(chunk => MessageOf(chunk) == message);
                break;
            default:
                break;
        }
    }

    /// <summary>Whether a piece may be shown now; otherwise it waits.</summary>
    public bool HasBegun(FeedItem.Chunk chunk)
    {
        if (begun.Contains(MessageOf(chunk)))
        {
            return true;
        }

        waiting.Add(chunk);
        return false;
    }

    /// <summary>The pieces that waited for an event.</summary>
    public IReadOnlyList<FeedItem.Chunk> Begun(string kind, JournalEvent of)
    {
        if (kind != "model_requested" || waiting.Count == 0)
        {
            return [];
        }

        var message = MessageOf(of);
        var pieces = waiting.FindAll(chunk => MessageOf(chunk) == message);
        waiting.RemoveAll(chunk => MessageOf(chunk) == message);
        return pieces;
    }

    private static (string? Run, string? Step, long Attempt) MessageOf(JournalEvent of) => (of.Text("run_id"), of.Text("step"), of.Number("attempt"));

    private static (string? Run, string? Step, long Attempt) MessageOf(FeedItem.Chunk chunk) => (chunk.RunId.Value, chunk.Step, chunk.Attempt);
}
