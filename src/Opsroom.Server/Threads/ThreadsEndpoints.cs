using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Threads;

internal static class ThreadsEndpoints
{
    private static readonly TextRule StatusRule = TextRule.AnyInQuery with { Values = [.. Enum.GetValues<RunStatus>().Select(status => RunNames.Of(status)!)] };
    private static readonly TextRule KindRule = TextRule.AnyInQuery with { Values = [.. Enum.GetValues<RunKind>().Select(kind => RunNames.Of(kind)!)] };

    public static void MapThreads(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/threads", ListAsync).Describe(ThreadsDocs.List);
        routes.MapGet("/threads/{thread_id}", ReadAsync).Describe(ThreadsDocs.Read);
        routes.MapDelete("/threads/{thread_id}", DeleteAsync).Describe(ThreadsDocs.Delete);
        routes.MapThreadEvents();
        routes.MapThreadCommands();
    }

    private static async Task<IResult> ListAsync(HttpContext context, IStore store)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var status = RunNames.StatusOf(fields.Text("status", StatusRule));
        var kind = RunNames.KindOf(fields.Text("kind", KindRule));
        var agent = fields.Text("agent", TextRule.AnyInQuery);
        var asked = PageQuery.Of(fields);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        try
        {
            var query = new ThreadQuery(context.PrincipalOf().Tenant, status, agent, kind, asked.Limit, asked.Cursor);
            var page = await store.ListAsync(query, context.RequestAborted);
            return new JsonAnswer<ThreadList>(new ThreadList([.. page.Items.Select(ThreadRow.Of)], page.NextCursor), WireJson.Default.ThreadList);
        }
        catch (FormatException)
        {
            return PageQuery.StrangeCursor(fields);
        }
    }

    private static async Task<IResult> ReadAsync(string thread_id, HttpContext context, IRunOwner owner) =>
        ThreadIds.KeyOf(context, thread_id) is { } key && await owner.ReadAsync(key, context.RequestAborted) is { } state
            ? new JsonAnswer<ThreadView>(ThreadView.Of(state), WireJson.Default.ThreadView)
            : ThreadIds.Unknown(thread_id);

    private static async Task<IResult> DeleteAsync(string thread_id, HttpContext context, IRunOwner owner)
    {
        var outcome = ThreadIds.KeyOf(context, thread_id) is { } key ? await owner.DeleteAsync(key, context.RequestAborted) : DeleteOutcome.NotFound;
        return outcome switch
        {
            DeleteOutcome.Deleted => TypedResults.NoContent(),
            DeleteOutcome.NotFound => ThreadIds.Unknown(thread_id),
            DeleteOutcome.InProgress => ErrorAnswer.Conflict($"A run is in progress on thread {thread_id}. Wait for it, or stop it with POST /threads/{thread_id}/cancel."),
            _ => throw new InvalidOperationException($"No answer for {outcome}."),
        };
    }
}
