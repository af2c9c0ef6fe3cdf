using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Agents;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Runs;

internal static class RunEndpoints
{
    private const string RespondAsync = "respond-async";

    public static void MapRuns(this IEndpointRouteBuilder routes)
    {
        routes.MapPost("/agent/invoke", InvokeAsync).Describe(RunDocs.Invoke);
        routes.MapRunStreams();
    }

    private static async Task<IResult> InvokeAsync(HttpContext context, RunDesk desk, RunReply reply, AgentCatalog agents, ServerOptions options)
    {
        var posted = await PostedCommand<RunRequest>.ReadAsync(context.Request, options.MaxBody, fields => RunRequest.OfBody(fields, agents.Current));
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        if (posted.Said.Stream)
        {
            return ErrorAnswer.Of(StatusCodes.Status400BadRequest, "This route does not answer by streaming: send the same body to /agent/stream, or leave stream out.");
        }

        var start = await desk.StartAsync(CommandOf(posted.Said, context.PrincipalOf(), posted.Claim), context.RequestAborted);
        return start switch
        {
            RunStart.Refused refused => refused.Answer,
            RunStart.Begun begun when Prefers(context.Request, RespondAsync) => Accepted(context, begun),
            RunStart.Begun begun => await reply.OfAgentsAsync(context, begun),
            _ => throw new InvalidOperationException($"No answer for {start.GetType().Name}."),
        };
    }

    /// <summary>The command that a valid request is.</summary>
    internal static StartRun CommandOf(RunRequest request, Principal principal, IdempotencyClaim? claim)
    {
        var id = request.ThreadId is { } given ? ThreadId.Parse(given) : ThreadId.New();
        return new StartRun(
            new ThreadKey(principal.Tenant, id), request.ThreadId is null, request.Task, request.AgentName, request.Context, null, null, principal, claim);
    }

    private static JsonAnswer<AcceptedAnswer> Accepted(HttpContext context, RunStart.Begun begun)
    {
        context.Response.Headers["Preference-Applied"] = RespondAsync;
        return new(
            new AcceptedAnswer("in_progress", begun.Key.Id.Value, begun.RunId.Value), WireJson.Default.AcceptedAnswer, StatusCodes.Status202Accepted)
        {
            Location = $"/workflow/status/{begun.Key.Id}",
        };
    }

    private static bool Prefers(HttpRequest request, string preference)
    {
        foreach (var header in request.Headers["Prefer"])
        {
            foreach (var given in (header ?? "").Split([',', ';']))
            {
                if (given.Trim().Equals(preference, StringComparison.OrdinalIgnoreCase))
                {
                    return true;
                }
            }
        }

        return false;
    }
}
