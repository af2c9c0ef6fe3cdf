using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Runs;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

/// <summary>Takes a change back: the reverse call that was recorded before it acted, made as a direct call under the same policy.</summary>
internal static class UndoEndpoint
{
    private static readonly TextRule CallRule = new() { MinLength = 1 };

    public static async Task<IResult> UndoAsync(
        string thread_id, HttpContext context, IRunOwner owner, IStore store, ToolCatalog tools, RunDesk desk, RunReply reply, ServerOptions options)
    {
        var posted = await PostedCommand<string>.ReadAsync(context.Request, options.MaxBody, fields => fields.Text("call_id", CallRule, required: true)!);
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        var (callId, claim) = (posted.Said, posted.Claim);
        var aborted = context.RequestAborted;
        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, aborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var principal = context.PrincipalOf();
        if (claim is not null && await desk.FindAsync(principal, claim, aborted) is { } before)
        {
            return await reply.OfToolAsync(context, before);
        }

        var (found, sequence) = await FindAsync(key, callId, store, aborted);
        if (Refusal(found, thread_id, callId, tools) is { } answer)
        {
            return answer;
        }

        var undo = found.Started!.Undo!;
        var command = new StartRun(key, false, $"Undo {found.Started.Tool} ({callId})", null, null, undo.Tool, undo.Arguments, principal, claim)
        {
            UndoOf = callId,
            // two requests at once must not both take it back
            AtSequence = sequence,
        };
        return await desk.StartAsync(command, aborted) switch
        {
            RunStart.Refused refused => refused.Answer,
            RunStart.Begun begun => await reply.OfToolAsync(context, begun),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static ErrorAnswer? Refusal(Found found, string thread, string callId, ToolCatalog tools) => found switch
    {
        { Started: null } => ErrorAnswer.NotFound($"Thread {thread} has no call '{callId}' that was started. GET /threads/{thread} lists its calls."),
        { Finished: null } => ErrorAnswer.Conflict($"The call {callId} has not finished."),
        { Finished.Succeeded: false } => ErrorAnswer.Conflict($"The call {callId} failed, so there is nothing to take back."),
        { Started.Undo: null } => ErrorAnswer.Conflict($"{found.Started.Tool} recorded nothing that would take it back."),
        { UndoneBy: { } run } => ErrorAnswer.Conflict($"The call {callId} was taken back already, by run {run}."),
        _ when tools.Find(found.Started.Undo.Tool) is null => ErrorAnswer.Conflict($"What would take it back, {found.Started.Undo.Tool}, is no longer part of this server."),
        _ => null,
    };

    /// <summary>Reads what the journal says about a call; a fork's past belongs to the original and is not taken back here.</summary>
    private static async Task<(Found Found, long Sequence)> FindAsync(ThreadKey key, string callId, IStore store, CancellationToken cancellationToken)
    {
        var found = new Found(null, null, null, null);
        var position = 0L;
        await foreach (var stored in store.ReadAllAsync(key, position, cancellationToken))
        {
            if (stored.Kind is "tool_started" or "tool_finished" or "run_started" or "run_ended" or "thread_forked" or "thread_imported")
            {
                found = found.Meet(await EventCodec.DecodeAsync(stored, store, cancellationToken), callId);
            }

            position = stored.Sequence;
        }

        return (found, position);
    }

    /// <param name="Undoing">The run in progress that takes it back.</param>
    /// <param name="UndoneBy">The run that did.</param>
    private sealed record Found(ToolStarted? Started, ToolFinished? Finished, RunId? Undoing, RunId? UndoneBy)
    {
        public Found Meet(ThreadEvent @event, string callId) => @event switch
        {
            ThreadForked or ThreadImported => new Found(null, null, null, null),
            ToolStarted started when started.CallId == callId => this with { Started = started },
            ToolFinished finished when finished.CallId == callId => this with { Finished = finished },
            RunStarted { RunId: { } run } started when started.UndoOf == callId => this with { Undoing = run },
            RunEnded { RunId: { } run, Status: RunStatus.Complete } when run == Undoing => this with { UndoneBy = run },
            _ => this,
        };
    }
}

/// <summary>What to take back.</summary>
/// <param name="CallId">A call that changed something.</param>
public sealed record UndoRequest(string CallId);
