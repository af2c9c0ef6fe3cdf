using System.Threading.Channels;
using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Workflow.Running;

/// <summary>Where a step puts what it yields.</summary>
internal interface IStepSink
{
    /// <summary>Yields events. The order among one step's yields is kept.</summary>
    void Yield(IReadOnlyList<ThreadEvent> events, IReadOnlyList<BlobContent>? blobs = null);

    /// <summary>Yields events and completes when they would survive a power cut.</summary>
    Task YieldDurablyAsync(params IReadOnlyList<ThreadEvent> events);

    /// <summary>A piece of a message in flight.</summary>
    void Chunk(string agent, string model, int attempt, int index, string text);

    /// <summary>How far a tool is.</summary>
    void Progress(string agent, string callId, string tool, string message, double? fraction);
}

internal sealed class StepSink(Step step, RunState run, ChannelWriter<LoopMessage> mailbox, HotLog log) : IStepSink
{
    private readonly string? branch = step switch
    {
        Step.ChooseAgent choose => choose.Branch.Id,
        Step.AskModel ask => ask.Branch.Id,
        Step.RunTool call => call.Branch.Id,
        Step.MoveProcedure move => move.Branch.Id,
        Step.Reflect reflect => reflect.Branch.Id,
        _ => null,
    };

    public void Yield(IReadOnlyList<ThreadEvent> events, IReadOnlyList<BlobContent>? blobs = null) =>
        mailbox.TryWrite(new LoopMessage.Yield(run.RunId, Mark(events), blobs ?? [], null));

    public async Task YieldDurablyAsync(params IReadOnlyList<ThreadEvent> events)
    {
        var durable = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        if (!mailbox.TryWrite(new LoopMessage.Yield(run.RunId, Mark(events), [], durable)))
        {
            throw new OwnershipLostException();
        }

        await durable.Task;
    }

    public void Chunk(string agent, string model, int attempt, int index, string text) =>
        log.Append(new FeedItem.Chunk(run.RunId, branch, step.Id, attempt, agent, model, index, text));

    public void Progress(string agent, string callId, string tool, string message, double? fraction) =>
        log.Append(new FeedItem.Progress(run.RunId, branch ?? "", step.Id, agent, callId, tool, message, fraction));

    private ThreadEvent[] Mark(IReadOnlyList<ThreadEvent> events) =>
        [.. events.Select(@event => @event with { RunId = run.RunId, Branch = branch, Step = step.Id })];
}
