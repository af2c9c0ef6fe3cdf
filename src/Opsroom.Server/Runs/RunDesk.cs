using Opsroom.Server.Errors;
using Opsroom.Server.Idempotency;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Runs;

/// <summary>Where runs are started: a request that repeats an <c>Idempotency-Key</c> is given the run that the first one started.</summary>
internal sealed class RunDesk(IRunOwner owner, KeyLedger keys)
{
    /// <summary>Starts a run, finds the one that the same request started, or says why neither.</summary>
    public async Task<RunStart> StartAsync(StartRun command, CancellationToken cancellationToken) => command.Idempotency is null
        ? Of(await owner.StartAsync(command, cancellationToken), command.Key)!
        : await keys.OnceAsync(
            command.Principal, command.Idempotency,
            async () => Of(await owner.StartAsync(command, cancellationToken), command.Key),
            record => Task.FromResult<RunStart>(Begun(record, command.Principal)),
            cancellationToken);

    /// <summary>The run that the same request started earlier; null where its key is new.</summary>
    public async Task<RunStart.Begun?> FindAsync(Principal principal, IdempotencyClaim claim, CancellationToken cancellationToken) =>
        await keys.FindAsync(principal, claim, cancellationToken) is { } record ? Begun(record, principal) : null;

    private static RunStart.Begun Begun(IdempotencyRecord record, Principal principal) =>
        new(new ThreadKey(principal.Tenant, record.ThreadId), record.RunId, null);

    /// <summary>Null where the idempotency key is taken.</summary>
    private static RunStart? Of(StartOutcome outcome, ThreadKey key) => outcome switch
    {
        StartOutcome.Started started => new RunStart.Begun(started.Key, started.RunId, started.StartSequence),
        StartOutcome.KeyTaken => null,
        StartOutcome.Busy busy => new RunStart.Refused(ErrorAnswer.Conflict(
            $"Run {busy.RunId} is in progress on thread {key.Id}. Wait for it, or stop it with POST /threads/{key.Id}/cancel.")),
        StartOutcome.NewerThread newer => new RunStart.Refused(ErrorAnswer.Conflict(
            $"Thread {key.Id} was last worked on by a newer version of this server (it holds a {newer.Kind} event) and can only be read here.")),
        StartOutcome.Stopping => new RunStart.Refused(ErrorAnswer.Unavailable("The server is stopping and takes no new runs.", retryAfterSeconds: 5)),
        _ => throw new InvalidOperationException($"No answer for {outcome.GetType().Name}."),
    };
}

/// <summary>What came of asking for a run.</summary>
internal abstract record RunStart
{
    private RunStart()
    {
    }

    /// <param name="StartSequence">Of its <c>run_started</c>; null where the run was started by an earlier request.</param>
    public sealed record Begun(ThreadKey Key, RunId RunId, long? StartSequence) : RunStart;

    public sealed record Refused(ErrorAnswer Answer) : RunStart;
}
