using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Agents;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Server.Streaming;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Runs;

/// <summary>Runs that are watched while they happen.</summary>
internal static class RunStreamEndpoints
{
    public static void MapRunStreams(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/agent/stream", PostAsync).Describe(RunDocs.Stream);
        routes.MapGet("/agent/stream", GetAsync).Describe(RunDocs.StreamByQuery).WithMetadata(StartsWork.Instance);
    }

    private static async Task<IResult> PostAsync(HttpContext context, RunStreams streams, AgentCatalog agents, ServerOptions options)
    {
        var posted = await PostedCommand<(RunRequest Run, long? After)>.ReadAsync(
            context.Request, options.MaxBody, fields => (RunRequest.OfBody(fields, agents.Current), LastEventId.Read(context.Request, fields)));
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        var (request, after) = posted.Said;
        return after is { } last
            ? await streams.ResumeAsync(context, request.ThreadId, posted.Claim, last)
            : await streams.StartAsync(context, RunEndpoints.CommandOf(request, context.PrincipalOf(), posted.Claim));
    }

    private static async Task<IResult> GetAsync(HttpContext context, RunStreams streams, AgentCatalog agents)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        if (LastEventId.Read(context.Request, fields) is { } last)
        {
            // a client that resumes need not repeat its task
            var thread = fields.Text("thread_id", ThreadIds.QueryRule);
            return fields.Valid ? await streams.ResumeAsync(context, thread, null, last) : ErrorAnswer.Invalid(fields.Problems);
        }

        var request = RunRequest.OfQuery(fields, agents.Current);
        return fields.Valid
            ? await streams.StartAsync(context, RunEndpoints.CommandOf(request, context.PrincipalOf(), null))
            : ErrorAnswer.Invalid(fields.Problems);
    }
}

/// <summary>Starts runs and streams them, and gives clients that reconnect what they missed: those never start a second run.</summary>
internal sealed class RunStreams(RunDesk desk, RunJournals journals, ThreadStream stream, IRunOwner owner)
{
    public async Task<IResult> StartAsync(HttpContext context, StartRun command)
    {
        var last = command.IsNewThread ? 0 : (await owner.ReadAsync(command.Key, context.RequestAborted))?.Sequence ?? 0;
        var watch = stream.Watch(context, command.Key, last);
        var start = await StartAsync(context, command, watch);
        if (start is RunStart.Begun { StartSequence: { } sequence } begun)
        {
            return new StreamAnswer(StreamScope.OfRun(begun.Key, begun.RunId, sequence - 1, sequence), watch);
        }

        await watch.DisposeAsync();
        return start switch
        {
            RunStart.Refused refused => refused.Answer,
            RunStart.Begun earlier => Answer(await journals.ScopeOfAsync(earlier.Key, earlier.RunId, 0, context.RequestAborted)),
            _ => throw new InvalidOperationException($"No answer for {start.GetType().Name}."),
        };
    }

    /// <summary>What is left of the run that the key started, or of the run in the thread that the event belongs to; 204 where nothing is.</summary>
    public async Task<IResult> ResumeAsync(HttpContext context, string? threadId, IdempotencyClaim? claim, long after)
    {
        var aborted = context.RequestAborted;
        if (claim is not null)
        {
            return Answer(await desk.FindAsync(context.PrincipalOf(), claim, aborted) is { } begun
                ? await journals.ScopeOfAsync(begun.Key, begun.RunId, after, aborted)
                : null);
        }

        return Answer(threadId is not null && ThreadIds.KeyOf(context, threadId) is { } key ? await journals.ScopeAfterAsync(key, after, aborted) : null);
    }

    private static IResult Answer(StreamScope? scope) => scope is null ? TypedResults.NoContent() : new StreamAnswer(scope);

    private async Task<RunStart> StartAsync(HttpContext context, StartRun command, ThreadWatch watch)
    {
        try
        {
            return await desk.StartAsync(command, context.RequestAborted);
        }
        catch
        {
            await watch.DisposeAsync();
            throw;
        }
    }
}
