using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Workflow;

namespace Opsroom.Server.Workflow;

internal static class WorkflowEndpoints
{
    private static readonly TextRule AnyText = new();

    public static void MapWorkflow(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/workflow/status/{thread_id}", StatusAsync).Describe(WorkflowDocs.Status);
        routes.MapPost("/workflow/approve/{thread_id}", ApproveAsync).Describe(WorkflowDocs.Approve);
    }

    private static async Task<IResult> StatusAsync(string thread_id, HttpContext context, IRunOwner owner, RunResults results)
    {
        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, context.RequestAborted) is not { } state)
        {
            return ThreadIds.Unknown(thread_id);
        }

        return new JsonAnswer<WorkflowStatus>(WorkflowStatus.Of(state, run => results.AnswerOf(run, key.Id).Result), WireJson.Default.WorkflowStatus);
    }

    private static async Task<IResult> ApproveAsync(string thread_id, HttpContext context, IRunOwner owner, ServerOptions options)
    {
        var body = await JsonBody.ReadAsync(context.Request, options.MaxBody);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        if (!IsDecision(body.Fields))
        {
            return ErrorAnswer.Invalid(body.Fields.Problems);
        }

        return ThreadIds.KeyOf(context, thread_id) is { } key && await owner.ReadAsync(key, context.RequestAborted) is not null
            ? ErrorAnswer.NotFound($"No approval is on record for thread '{thread_id}'.")
            : ThreadIds.Unknown(thread_id);
    }

    private static bool IsDecision(RequestFields fields)
    {
        fields.Flag("approved", required: true);
        fields.Text("comment", AnyText);
        fields.Text("approval_id", AnyText);
        fields.Text("digest", AnyText);
        if (fields.Inside("items") is { } items)
        {
            foreach (var name in items.Names)
            {
                items.Flag(name, required: true);
            }
        }

        if (fields.Inside("arguments") is { } arguments)
        {
            foreach (var name in arguments.Names)
            {
                arguments.Object(name, required: true);
            }
        }

        return fields.Valid;
    }
}

/// <summary>A decision about what waits for approval.</summary>
/// <param name="Approved">Whether it may be done.</param>
/// <param name="Comment">Kept with the decision.</param>
/// <param name="ApprovalId">The request that is decided; without it, the one that is pending.</param>
/// <param name="Items">Decisions for single items, by item id.</param>
/// <param name="Arguments">Edited arguments, by item id; they are asked again.</param>
/// <param name="Digest">What was seen; a decision about something else is refused.</param>
public sealed record ApprovalDecision(
    bool Approved, string? Comment = null, string? ApprovalId = null, IReadOnlyDictionary<string, bool>? Items = null,
    IReadOnlyDictionary<string, JsonObject>? Arguments = null, string? Digest = null);
