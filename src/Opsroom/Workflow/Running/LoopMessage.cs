using Opsroom.Threads;

namespace Opsroom.Workflow.Running;

/// <summary>What a loop takes in.</summary>
internal abstract record LoopMessage
{
    /// <summary>Tells whoever waits for it that it came to nothing.</summary>
    public abstract void Fail(Exception reason);

    /// <summary>Events of a step in flight, with the blobs they refer to.</summary>
    public sealed record Yield(RunId RunId, IReadOnlyList<ThreadEvent> Events, IReadOnlyList<BlobContent> Blobs, TaskCompletionSource? Durable) : LoopMessage
    {
        public override void Fail(Exception reason) => Durable?.TrySetException(reason);
    }

    /// <summary>A command: decides on the state it meets what is to be appended, and answers once that is durable.</summary>
    public abstract record Command : LoopMessage
    {
        /// <summary>The events it yields on that state; none where it is refused.</summary>
        public abstract CommandYield Decide(ThreadState state);

        /// <summary>Completes the command: what <see cref="Decide"/> yielded is durable.</summary>
        public abstract void Complete(ThreadState after);
    }

    /// <summary>The first events of a model or tool call: the owner decides on the state they meet whether every budget has room for it.</summary>
    /// <param name="Durably">Whether the answer waits until they would survive a power cut.</param>
    /// <param name="Admitted">False where the call may not begin.</param>
    public sealed record Begin(RunId RunId, IReadOnlyList<ThreadEvent> Events, bool Durably, TaskCompletionSource<bool> Admitted) : LoopMessage
    {
        public override void Fail(Exception reason) => Admitted.TrySetException(reason);
    }

    /// <summary>A step is not in flight any more.</summary>
    public sealed record Landed(string Step) : LoopMessage
    {
        /// <summary>Only makes the loop look again.</summary>
        public static Landed Nothing { get; } = new("");

        public override void Fail(Exception reason)
        {
        }
    }

    /// <summary>Somebody wants to know when a run rests.</summary>
    public sealed record WaitForRest(RunId RunId, TaskCompletionSource<RunState> Done) : LoopMessage
    {
        public override void Fail(Exception reason) => Done.TrySetException(reason);
    }
}

/// <param name="Flush">Whether somebody is told only once it would survive a power cut.</param>
internal sealed record CommandYield(IReadOnlyList<ThreadEvent> Events, IReadOnlyList<BlobContent> Blobs, bool Flush = true)
{
    public static CommandYield None { get; } = new([], [], false);
}

internal static class Command
{
    public static Command<TAnswer> Of<TAnswer>(Func<ThreadState, (CommandYield, Func<ThreadState, TAnswer>)> decision) =>
        new(decision, new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously));
}

/// <summary>A command whose answer follows from the state it met.</summary>
internal sealed record Command<TAnswer>(Func<ThreadState, (CommandYield Yield, Func<ThreadState, TAnswer> Answer)> Decision, TaskCompletionSource<TAnswer> Answered)
    : LoopMessage.Command
{
    private Func<ThreadState, TAnswer>? answer;

    public override CommandYield Decide(ThreadState state)
    {
        (var yield, answer) = Decision(state);
        return yield;
    }

    public override void Complete(ThreadState after) => Answered.TrySetResult(answer!(after));

    public override void Fail(Exception reason) => Answered.TrySetException(reason);
}
