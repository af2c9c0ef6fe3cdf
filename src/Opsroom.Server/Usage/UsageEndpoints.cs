using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Usage;

/// <summary>What models were used for.</summary>
internal static class UsageEndpoints
{
    private const string ByThread = "thread";

    private static readonly TextRule ByRule = TextRule.AnyInQuery with { Values = ["day", "agent", "model", ByThread] };

    public static void MapUsage(this IEndpointRouteBuilder routes) => routes.MapGet("/usage", ListAsync).Describe(UsageDocs.List);

    private static async Task<IResult> ListAsync(HttpContext context, IStore store, IRunOwner owner)
    {
        var fields = RequestFields.OfQuery(context.Request.Query);
        var by = fields.Text("by", ByRule);
        var asked = PageQuery.Of(fields);
        if (!fields.Valid)
        {
            return ErrorAnswer.Invalid(fields.Problems);
        }

        var tenant = context.PrincipalOf().Tenant;
        try
        {
            var page = by == ByThread
                ? await OfThreadsAsync(store, owner, tenant, asked, context.RequestAborted)
                : PageOf(Sums(await store.ReadUsageAsync(tenant, context.RequestAborted), by), asked);
            return new JsonAnswer<UsageList>(page, WireJson.Default.UsageList);
        }
        catch (FormatException)
        {
            return PageQuery.StrangeCursor(fields);
        }
    }

    private static async Task<UsageList> OfThreadsAsync(IStore store, IRunOwner owner, string tenant, PageQuery asked, CancellationToken cancellationToken)
    {
        var items = new List<UsageView>();
        var page = await store.ListAsync(new ThreadQuery(tenant, null, null, null, asked.Limit, asked.Cursor) { AnyKind = true }, cancellationToken);
        foreach (var thread in page.Items)
        {
            if (await owner.ReadAsync(new ThreadKey(tenant, thread.ThreadId), cancellationToken) is { } state)
            {
                items.Add(UsageView.Of(state));
            }
        }

        return new UsageList(items, page.NextCursor);
    }

    private static List<UsageView> Sums(IReadOnlyList<UsageRow> rows, string? by) => by switch
    {
        "day" => [.. rows.GroupBy(row => row.Day).OrderByDescending(day => day.Key).Select(day => UsageView.Of(day) with
        {
            Day = Text(day.Key),
            ToolCalls = day.Sum(row => row.ToolCalls),
            WorkedSeconds = day.Sum(row => row.WorkedSeconds),
        })],
        "agent" => [.. rows.Where(row => row.Agent.Length > 0).GroupBy(row => row.Agent, StringComparer.Ordinal).OrderBy(agent => agent.Key, StringComparer.Ordinal)
            .Select(agent => UsageView.Of(agent) with { Agent = agent.Key, ToolCalls = agent.Sum(row => row.ToolCalls) })],
        "model" => [.. rows.Where(row => row.Calls > 0).GroupBy(row => row.Model, StringComparer.Ordinal).OrderBy(model => model.Key, StringComparer.Ordinal).Select(model => UsageView.Of(model) with { Model = model.Key })],
        _ => [.. rows.Where(row => row.Calls > 0).Select(row => UsageView.Of([row]) with { Day = Text(row.Day), Agent = row.Agent, Model = row.Model })],
    };

    /// <summary>A page behind the item that the cursor names.</summary>
    private static UsageList PageOf(List<UsageView> items, PageQuery asked)
    {
        var start = 0;
        if (asked.Cursor is { } cursor)
        {
            var after = Encoding.UTF8.GetString(Base64Url.DecodeFromChars(cursor));
            start = items.FindIndex(item => item.Key == after) + 1;
            if (start == 0)
            {
                throw new FormatException("No item is the one that the cursor names.");
            }
        }

        var page = items.Skip(start).Take(asked.Limit).ToList();
        return new UsageList(page, start + page.Count < items.Count ? Base64Url.EncodeToString(Encoding.UTF8.GetBytes(page[^1].Key)) : null);
    }

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);
}
