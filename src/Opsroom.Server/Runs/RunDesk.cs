using Opsroom.Server.Errors;
using Opsroom.Server.Idempotency;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Runs;

/// <summary>Where runs are started: a request that repeats an <c>Idempotency-Key</c> is given the run that the first one started.</summary>
internal sealed class RunDesk(IRunOwner owner, IStore store, KeyGates gates)
{
    /// <summary>Starts a run, finds the one that the same key started, or says why neither.</summary>
    public async Task<RunStart> StartAsync(StartRun command, CancellationToken cancellationToken)
    {
        if (command.Idempotency is not { } claim)
        {
            return Of(await owner.StartAsync(command, cancellationToken), command.Key);
        }

        using (await gates.EnterAsync($"{command.Key.Tenant}\n{command.Principal.Id}\n{claim.Key}", cancellationToken))
        {
            return await FindAsync(command.Principal, claim, cancellationToken)
                ?? Of(await owner.StartAsync(command, cancellationToken), command.Key);
        }
    }

    /// <summary>The run that a key started earlier, a refusal where the key was used otherwise, or null where it is new.</summary>
    public async Task<RunStart?> FindAsync(Principal principal, IdempotencyClaim claim, CancellationToken cancellationToken)
    {
        if (await store.FindIdempotentAsync(principal.Tenant, principal.Id, claim.Key, cancellationToken) is not { } record)
        {
            return null;
        }

        return record.BodyDigest == claim.BodyDigest
            ? new RunStart.Begun(new ThreadKey(principal.Tenant, record.ThreadId), record.RunId, null)
            : new RunStart.Refused(IdempotencyKey.UsedOtherwise(claim.Key));
    }

    private static RunStart Of(StartOutcome outcome, ThreadKey key) => outcome switch
    {
        StartOutcome.Started started => new RunStart.Begun(started.Key, started.RunId, started.StartSequence),
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
