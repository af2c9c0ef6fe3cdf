using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Agents;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Server.Streaming;
using Opsroom.Threads;

namespace Opsroom.Server.Runs;

/// <summary>Runs that are watched while they happen. A client that reconnects with the last id it has seen never starts a second run.</summary>
internal static class RunStreamEndpoints
{
    public static void MapRunStreams(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/agent/stream", PostAsync).Describe(RunDocs.Stream);
        routes.MapGet("/agent/stream", GetAsync).Describe(RunDocs.StreamByQuery).WithMetadata(StartsWork.Instance);
    }

    private static async Task<IResult> PostAsync(HttpContext context, RunDesk desk, RunJournals journals, AgentCatalog agents, ServerOptions options)
    {
        var body = await JsonBody.ReadAsync(context.Request, options.MaxBody);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var request = RunRequest.OfBody(body.Fields, agents.Current);
        var after = LastEventId.Read(context.Request, body.Fields);
        if (IdempotencyKey.TryRead(context.Request, body.Bytes, out var claim) is { } badKey)
        {
            body.Fields.Add(badKey);
        }

        return body.Fields.Valid ? await AnswerAsync(context, request, after, claim, desk, journals) : ErrorAnswer.Invalid(body.Fields.Problems);
    }

    private static async Task<IResult> GetAsync(HttpContext context, RunDesk desk, RunJournals journals, AgentCatalog agents)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var after = LastEventId.Read(context.Request, fields);
        if (after is not null)
        {
            // a client that resumes need not repeat its task
            var thread = fields.Text("thread_id", ThreadIds.QueryRule);
            return fields.Valid ? await ResumeAsync(context, thread, after.Value, journals) : ErrorAnswer.Invalid(fields.Problems);
        }

        var request = RunRequest.OfQuery(fields, agents.Current);
        return fields.Valid ? await AnswerAsync(context, request, after, null, desk, journals) : ErrorAnswer.Invalid(fields.Problems);
    }

    private static async Task<IResult> AnswerAsync(
        HttpContext context, RunRequest request, long? after, IdempotencyClaim? claim, RunDesk desk, RunJournals journals)
    {
        var principal = context.PrincipalOf();
        if (after is not null && claim is null)
        {
            return await ResumeAsync(context, request.ThreadId, after.Value, journals);
        }

        var start = after is null
            ? await desk.StartAsync(RunEndpoints.CommandOf(request, principal, claim), context.RequestAborted)
            : await desk.FindAsync(principal, claim!, context.RequestAborted);
        switch (start)
        {
            case RunStart.Refused refused:
                return refused.Answer;
            case RunStart.Begun { StartSequence: { } sequence } begun:
                return new StreamAnswer(StreamScope.OfRun(begun.Key, begun.RunId, sequence - 1));
            case RunStart.Begun begun:
                var scope = await journals.ScopeOfAsync(begun.Key, begun.RunId, after ?? 0, context.RequestAborted);
                return scope is null ? TypedResults.NoContent() : new StreamAnswer(scope);
            default:
                // the key is new, so there is nothing to resume
                return TypedResults.NoContent();
        }
    }

    private static async Task<IResult> ResumeAsync(HttpContext context, string? threadId, long after, RunJournals journals)
    {
        var scope = threadId is null || ThreadIds.KeyOf(context, threadId) is not { } key
            ? null
            : await journals.ScopeAfterAsync(key, after, context.RequestAborted);
        return scope is null ? TypedResults.NoContent() : new StreamAnswer(scope);
    }
}
