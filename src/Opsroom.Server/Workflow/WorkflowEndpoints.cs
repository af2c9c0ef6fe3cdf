using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Workflow;

namespace Opsroom.Server.Workflow;

internal static class WorkflowEndpoints
{
    public static void MapWorkflow(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/workflow/status/{thread_id}", StatusAsync).Describe(WorkflowDocs.Status);
        routes.MapPost("/workflow/approve/{thread_id}", ApproveEndpoint.ApproveAsync).Describe(WorkflowDocs.Approve);
    }

    private static async Task<IResult> StatusAsync(string thread_id, HttpContext context, IRunOwner owner, RunResults results)
    {
        if (ThreadIds.KeyOf(context, thread_id) is not { } key || await owner.ReadAsync(key, context.RequestAborted) is not { } state)
        {
            return ThreadIds.Unknown(thread_id);
        }

        return new JsonAnswer<WorkflowStatus>(WorkflowStatus.Of(state, run => results.AnswerOf(run, key.Id).Result), WireJson.Default.WorkflowStatus);
    }
}
