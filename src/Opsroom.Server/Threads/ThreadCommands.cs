using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

/// <summary>Commands to the owner of a thread.</summary>
internal static class ThreadCommands
{
    public static void MapThreadCommands(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/threads/{thread_id}/cancel", CancelAsync).Describe(ThreadsDocs.Cancel);
        routes.MapPost("/threads/{thread_id}/fork", ForkAsync).Describe(ThreadsDocs.Fork);
    }

    private static async Task<IResult> CancelAsync(string thread_id, HttpContext context, IRunOwner owner)
    {
        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, context.RequestAborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        return await owner.CancelAsync(key, context.PrincipalOf(), context.RequestAborted) is { } run
            ? new JsonAnswer<CancelAnswer>(new CancelAnswer(key.Id.Value, run.Value, "stopping"), WireJson.Default.CancelAnswer, StatusCodes.Status202Accepted)
            : ErrorAnswer.Conflict($"No run is in progress on thread {thread_id}.");
    }

    private static async Task<IResult> ForkAsync(string thread_id, HttpContext context, IRunOwner owner, ServerOptions options)
    {
        var body = await JsonBody.ReadAsync(context.Request, options.MaxBody, mayBeEmpty: true);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var atEvent = body.Fields.Whole("at_event", 1, long.MaxValue);
        if (!body.Fields.Valid)
        {
            return ErrorAnswer.Invalid(body.Fields.Problems);
        }

        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, context.RequestAborted) is null)
        {
            return ThreadIds.Unknown(thread_id);
        }

        var fork = await owner.ForkAsync(key, atEvent, context.PrincipalOf(), context.RequestAborted);
        return fork.Key is { } made
            ? new JsonAnswer<ForkAnswer>(new ForkAnswer(made.Id.Value, thread_id, fork.AtEvent), WireJson.Default.ForkAnswer, StatusCodes.Status201Created)
            {
                Location = $"/threads/{made.Id}",
            }
            : ErrorAnswer.Conflict($"Thread {thread_id} was not at rest at or before that event, so there is nothing to fork.");
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
