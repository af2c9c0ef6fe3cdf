using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

/// <summary>Commands to the owner of a thread.</summary>
internal static class ThreadCommands
{
    public static void MapThreadCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/threads/{thread_id}/cancel", CancelAsync).Describe(ThreadsDocs.Cancel);
        routes.MapPost("/threads/{thread_id}/fork", ForkAsync).Describe(ThreadsDocs.Fork);
        routes.MapPost("/threads/{thread_id}/undo", UndoEndpoint.UndoAsync).Describe(ThreadsDocs.Undo);
    }

    private static async Task<IResult> CancelAsync(string thread_id, HttpContext context, IRunOwner owner, KeyLedger keys)
    {
        var aborted = context.RequestAborted;
        if (IdempotencyKey.TryRead(context.Request, [], out var claim) is { } badKey)
        {
            return ErrorAnswer.Invalid(badKey);
        }

        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, aborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var principal = context.PrincipalOf();
        return await keys.OnceAsync<IResult>(
            principal, claim,
            async () => await owner.CancelAsync(key, principal, claim, aborted) switch
            {
                { KeyTaken: true } => null,
                { RunId: { } run } => Stopping(key, run),
                _ => ErrorAnswer.Conflict($"No run is in progress on thread {thread_id}."),
            },
            record => Task.FromResult<IResult>(Stopping(key, record.RunId)),
            aborted);
    }

    private static async Task<IResult> ForkAsync(string thread_id, HttpContext context, IRunOwner owner, IStore store, KeyLedger keys, ServerOptions options)
    {
        var aborted = context.RequestAborted;
        var posted = await PostedCommand<long?>.ReadAsync(context.Request, options.MaxBody, fields => fields.Whole("at_event", 1, long.MaxValue), mayBeEmpty: true);
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, aborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var principal = context.PrincipalOf();
        return await keys.OnceAsync<IResult>(
            principal, posted.Claim,
            async () => await owner.ForkAsync(key, posted.Said, principal, posted.Claim, aborted) switch
            {
                { KeyTaken: true } => null,
                { Key: { } made } fork => Forked(made.Id, thread_id, fork.AtEvent),
                _ => ErrorAnswer.Conflict($"Thread {thread_id} was not at rest at or before that event, so there is nothing to fork."),
            },
            async record => Forked(record.ThreadId, thread_id, await ForkedAtAsync(key with { Id = record.ThreadId }, store, aborted)),
            aborted);
    }

    private static JsonAnswer<CancelAnswer> Stopping(ThreadKey key, RunId run) =>
        new(new CancelAnswer(key.Id.Value, run.Value, "stopping"), WireJson.Default.CancelAnswer, StatusCodes.Status202Accepted);

    private static JsonAnswer<ForkAnswer> Forked(ThreadId made, string from, long atEvent) =>
        new(new ForkAnswer(made.Value, from, atEvent), WireJson.Default.ForkAnswer, StatusCodes.Status201Created) { Location = $"/threads/{made}" };

    /// <summary>How many events a fork copied: what stands before its last <c>thread_forked</c>.</summary>
    private static async Task<long> ForkedAtAsync(ThreadKey fork, IStore store, CancellationToken cancellationToken)
    {
        var forked = await store.ReadAllAsync(fork, 0, cancellationToken).LastOrDefaultAsync(stored => stored.Kind == "thread_forked", cancellationToken);
        return (forked?.Sequence ?? 0) - 1;
    }
}

/// <summary>A run was asked to stop.</summary>
/// <param name="Status">Always <c>stopping</c>: it ends at its next safe point.</param>
public sealed record CancelAnswer(string ThreadId, string RunId, string Status);

/// <summary>Where to fork.</summary>
/// <param name="AtEvent">The last point of rest at or before this event is taken; without it, the last one.</param>
public sealed record ForkRequest(long? AtEvent = null);

/// <summary>A new thread with the history of another one.</summary>
/// <param name="AtEvent">The last event that was copied.</param>
public sealed record ForkAnswer(string ThreadId, string ForkedFrom, long AtEvent);
