using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Runs;
using Opsroom.Server.Security;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Workflow;

namespace Opsroom.Server.Tools;

internal static class ToolsEndpoints
{
    public static void MapTools(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/tools", List).Describe(ToolsDocs.List);
        routes.MapGet("/tools/{name}", Read).Describe(ToolsDocs.Read);
        routes.MapPost("/tools/{name}/invoke", InvokeAsync).Describe(ToolsDocs.Invoke);
    }

    private static JsonAnswer<ToolList> List(ToolCatalog catalog) =>
        new(new ToolList([.. catalog.All.Select(ViewOf)], null), WireJson.Default.ToolList);

    private static IResult Read(string name, ToolCatalog catalog) => catalog.Find(name) is { } tool
        ? new JsonAnswer<ToolView>(ViewOf(tool), WireJson.Default.ToolView)
        : Unknown(name);

    private static async Task<IResult> InvokeAsync(
        string name, HttpContext context, ToolCatalog catalog, RunDesk desk, RunReply reply, ServerOptions options)
    {
        if (catalog.Find(name) is not { } tool)
        {
            return Unknown(name);
        }

        var posted = await PostedCommand<(JsonElement? Arguments, string? Thread)>.ReadAsync(context.Request, options.MaxToolBody, fields => ReadCall(tool, fields), allowNul: true);
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        var (arguments, thread) = posted.Said;
        var principal = context.PrincipalOf();
        var id = thread is null ? ThreadId.New() : ThreadId.Parse(thread);
        var command = new StartRun(new ThreadKey(principal.Tenant, id), thread is null, tool.Name, null, null, tool.Name, arguments, principal, posted.Claim);
        return await desk.StartAsync(command, context.RequestAborted) switch
        {
            RunStart.Refused refused => refused.Answer,
            RunStart.Begun begun => await reply.OfToolAsync(context, begun),
            var other => throw new InvalidOperationException($"No answer for {other.GetType().Name}."),
        };
    }

    private static (JsonElement? Arguments, string? Thread) ReadCall(Tool tool, RequestFields fields)
    {
        var arguments = fields.Object("arguments", required: true);
        var thread = fields.Text("thread_id", ThreadIds.Rule);
        foreach (var problem in arguments is { } given ? tool.Check(given) : [])
        {
            ImmutableArray<JsonLocation> location = ["body", "arguments", .. problem.Location.Select(part => (JsonLocation)part)];
            fields.Add(new RequestProblem(problem.Type, location, problem.Message, problem.Input));
        }

        return (arguments, thread);
    }

    private static ToolView ViewOf(Tool tool) => new(
        tool.Name, tool.Description, JsonNamingPolicy.SnakeCaseLower.ConvertName(tool.Effect.ToString()), tool.Egress, tool.ArgumentsSchema, tool.ResultSchema, tool.Example);

    private static ErrorAnswer Unknown(string name) => ErrorAnswer.NotFound($"There is no tool '{name}'. GET /tools lists them.");
}
