using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Approvals;

/// <summary>What waits for people, across threads.</summary>
internal static class ApprovalsEndpoints
{
    private static readonly TextRule StatusRule = TextRule.AnyInQuery with { Values = ["pending"] };

    public static void MapApprovals(this IEndpointRouteBuilder routes) => routes.MapGet("/approvals", ListAsync).Describe(ApprovalsDocs.List);

    private static async Task<IResult> ListAsync(HttpContext context, IStore store, IRunOwner owner)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        fields.Text("status", StatusRule);
        var asked = PageQuery.Of(fields);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        var tenant = context.PrincipalOf().Tenant;
        try
        {
            // one request at most waits in a thread, so a page of threads is a page of requests; direct calls are asked like any other
            var items = new List<JsonObject>();
            var page = await store.ListAsync(new ThreadQuery(tenant, RunStatus.PendingApproval, null, null, asked.Limit, asked.Cursor) { AnyKind = true }, context.RequestAborted);
            foreach (var thread in page.Items)
            {
                if (await owner.ReadAsync(new ThreadKey(tenant, thread.ThreadId), context.RequestAborted) is { Run: { } run })
                {
                    items.AddRange(ApprovalItems.Of(run).Select(item => Of(thread, run, item)));
                }
            }

            return new JsonAnswer<ApprovalList>(new ApprovalList(items, page.NextCursor), WireJson.Default.ApprovalList);
        }
        catch (FormatException)
        {
            return PageQuery.StrangeCursor(fields);
        }
    }

    private static JsonObject Of(ThreadSummary thread, RunState run, JsonObject item)
    {
        item["thread_id"] = thread.ThreadId.Value;
        item["requested_by"] = run.Principal;
        item["task"] = thread.Title;
        return item;
    }
}

/// <summary>A page of what waits for people.</summary>
/// <param name="Items">Items as the status route shows them, with <c>thread_id</c>, <c>requested_by</c> and <c>task</c>.</param>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record ApprovalList(IReadOnlyList<JsonObject> Items, string? NextCursor);
