using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Opsroom.Server.Docs;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;

namespace Opsroom.Server.Hooks;

/// <summary>Where an Alertmanager sends what fires.</summary>
internal static class AlertmanagerEndpoints
{
    public static void MapHooks(this IEndpointRouteBuilder routes) => routes.MapPost("/hooks/alertmanager", NotifyAsync).Describe(AlertmanagerDocs.Notify);

    private static async Task<IResult> NotifyAsync(HttpContext context, AlertInvestigations investigations, ServerOptions options)
    {
        var posted = await PostedCommand<AlertNotification>.ReadAsync(context.Request, options.MaxBody, AlertNotification.Read);
        if (posted.Refusal is { } refusal)
        {
            return refusal;
        }

        var outcome = await investigations.TakeAsync(posted.Said, context.PrincipalOf(), posted.Claim, context.RequestAborted);
        if (outcome.Refusal is { } answer)
        {
            return answer;
        }

        context.Features.Set(outcome.RunId is { } run ? new RequestRun(outcome.Thread, run) : null);
        var view = new AlertmanagerAnswer(outcome.Status, outcome.Thread.Value, outcome.RunId?.Value, outcome.Investigation);
        return new JsonAnswer<AlertmanagerAnswer>(view, WireJson.Default.AlertmanagerAnswer, StatusCodes.Status202Accepted)
        {
            Location = outcome.RunId is null ? null : $"/workflow/status/{outcome.Thread}",
        };
    }
}

/// <summary>What came of a notification.</summary>
/// <param name="Status">Of the investigation's run: <c>in_progress</c>, <c>complete</c>, …; <c>none</c> where the group was never investigated.</param>
/// <param name="ThreadId">The group's thread: the same for every notification of it.</param>
/// <param name="RunId">The run that investigates; null where there is none.</param>
/// <param name="Investigation"><c>started</c>, <c>known</c> (these alerts have one already), <c>noted</c> (they are resolved) or <c>none</c>.</param>
public sealed record AlertmanagerAnswer(string Status, string ThreadId, string? RunId, string Investigation);
