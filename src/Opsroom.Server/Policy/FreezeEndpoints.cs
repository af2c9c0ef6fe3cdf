using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;
using Opsroom.Server.Requests;
using Opsroom.Server.Security;
using Opsroom.Threads;

namespace Opsroom.Server.Policy;

internal static class FreezeEndpoints
{
    private const int LongestReason = 500;

    private static readonly string[] Roles = ["operator", "admin"];
    private static readonly TextRule ReasonRule = new() { MaxLength = LongestReason, Trim = true, EmptyIsAbsent = true };

    public static void MapFreeze(this IEndpointRouteBuilder routes)
    {
        routes.MapGet("/freeze", ReadAsync).Describe(FreezeDocs.Read);
        routes.MapPost("/freeze", SetAsync).Describe(FreezeDocs.Set);
    }

    private static async Task<IResult> ReadAsync(HttpContext context, IStore store) =>
        Answer(await store.ReadFreezeAsync(context.PrincipalOf().Tenant, context.RequestAborted));

    private static async Task<IResult> SetAsync(HttpContext context, IStore store, ServerOptions options, TimeProvider time, ILogger<FreezeView> logger)
    {
        var body = await JsonBody.ReadAsync(context.Request, options.MaxBody);
        if (body.Refusal is { } refusal)
        {
            return refusal;
        }

        var on = body.Fields.Flag("on", required: true);
        var reason = body.Fields.Text("reason", ReasonRule);
        if (!body.Fields.Valid)
        {
            return ErrorAnswer.Invalid(body.Fields.Problems);
        }

        var principal = context.PrincipalOf();
        if (!principal.Roles.Intersect(Roles, StringComparer.Ordinal).Any())
        {
            return ErrorAnswer.Of(StatusCodes.Status403Forbidden, $"To freeze changes, or to lift a freeze, you need the role {string.Join(" or ", Roles)}.");
        }

        var now = await store.ReadFreezeAsync(principal.Tenant, context.RequestAborted);
        if (now.On == on && (now.Reason == reason || reason is null))
        {
            // who asks for what is so already takes nothing away from who did it first
            return Answer(now);
        }

        var freeze = new FreezeState(on!.Value, reason, principal.Id, time.GetUtcNow());
        await store.SetFreezeAsync(principal.Tenant, freeze, context.RequestAborted);
        FreezeLog.Set(logger, freeze.On ? "frozen" : "free again", principal.Id, reason);
        return Answer(freeze);
    }

    private static JsonAnswer<FreezeView> Answer(FreezeState freeze) =>
        new(new FreezeView(freeze.On, freeze.Reason, freeze.By, freeze.At), WireJson.Default.FreezeView);
}

/// <summary>An operator's stop, or its end.</summary>
/// <param name="On">Whether every <c>change</c> and <c>destroy</c> is denied from now on.</param>
/// <param name="Reason">What agents and people are told.</param>
public sealed record FreezeRequest(bool On, [property: StringLength(500)] string? Reason = null);

/// <summary>Whether changes are frozen.</summary>
/// <param name="On">Whether every <c>change</c> and <c>destroy</c> is denied.</param>
/// <param name="Reason">Why, if that was said.</param>
/// <param name="By">Who set or lifted it last; null where nobody ever did.</param>
/// <param name="At">When that was.</param>
public sealed record FreezeView(bool On, string? Reason, string? By, DateTimeOffset? At);

internal static partial class FreezeLog
{
    [LoggerMessage(Level = LogLevel.Warning, Message = "Changes are {State} by {Principal}: {Reason}")]
    public static partial void Set(ILogger logger, string state, string principal, string? reason);
}
