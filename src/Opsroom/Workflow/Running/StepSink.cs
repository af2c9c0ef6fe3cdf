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

    /// <summary>Yields the first events of a model or tool call, if every budget has room for it. False where the call may not begin; its step is over then.</summary>
    /// <param name="durably">Whether it completes only when they would survive a power cut.</param>
    Task<bool> BeginAsync(bool durably, params IReadOnlyList<ThreadEvent> events);

    /// <summary>A piece of a message in flight.</summary>
    void Chunk(string agent, string model, int attempt, int index, string text);

    /// <summary>How far a tool is.</summary>
    void Progress(string agent, string callId, string tool, string message, double? fraction);
}

internal sealed class StepSink(
    Step step, RunState run, ChannelWriter<LoopMessage> mailbox, HotLog log, TimeProvider clock, CancellationToken runCancelled) : IStepSink
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    private readonly string? branch = step.BranchId;

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

    public async Task<bool> BeginAsync(bool durably, params IReadOnlyList<ThreadEvent> events)
    {
        if (run.Budgets is null)
        {
            // nothing is taken where nothing is limited
            events = [.. events.Select(@event => @event is ModelRequested asked ? asked with { Reserved = null } : @event)];
            if (durably)
            {
                await YieldDurablyAsync(events);
            }
            else
            {
                Yield(events);
            }

            return true;
        }

        while (true)
        {
            var begin = new LoopMessage.Begin(run.RunId, Mark(events), durably, new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously));
            if (!mailbox.TryWrite(begin))
            {
                throw new OwnershipLostException();
            }

            try
            {
                return await begin.Admitted.Task;
            }
            catch (StoreUnavailableException)
            {
                await Task.Delay(RetryDelay, clock, runCancelled);
            }
            catch (KeyTakenException)
            {
                // it came together with a command that was refused
            }
        }
    }

    public void Chunk(string agent, string model, int attempt, int index, string text) =>
        log.Append(new FeedItem.Chunk(run.RunId, branch, step.Id, attempt, agent, model, index, text));

    public void Progress(string agent, string callId, string tool, string message, double? fraction) =>
        log.Append(new FeedItem.Progress(run.RunId, branch ?? "", step.Id, agent, callId, tool, message, fraction));

    private ThreadEvent[] Mark(IReadOnlyList<ThreadEvent> events) =>
        [.. events.Select(@event => @event with { RunId = run.RunId, Branch = branch, Step = step.Id })];
}
