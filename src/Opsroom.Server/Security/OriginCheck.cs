using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Hosting;

namespace Opsroom.Server.Security;

/// <summary>
/// Keeps pages of other origins from using a local server through the browser of whoever sits at it. Programs send neither <c>Origin</c> nor <c>Sec-Fetch-Site</c>
/// and are not concerned. A plain link from elsewhere may open a page, but never a route that starts work.
/// </summary>
internal sealed class OriginCheck(RequestDelegate next, ServerOptions options)
{
    private readonly HashSet<string> allowed = new(options.CorsOrigins, StringComparer.OrdinalIgnoreCase);

    public Task InvokeAsync(HttpContext context) => IsWelcome(context)
        ? next(context)
        : ErrorAnswer.Of(
            StatusCodes.Status403Forbidden,
            "A page of another origin may not call this server. List the origin in Server:Cors:Origins if it should.").ExecuteAsync(context);

    private bool IsWelcome(HttpContext context)
    {
        var headers = context.Request.Headers;
        if (headers.Origin.Count > 0)
        {
            var origin = headers.Origin.ToString();
            return allowed.Contains(origin) || origin.Equals($"{context.Request.Scheme}://{context.Request.Host}", StringComparison.OrdinalIgnoreCase);
        }

        var site = headers["Sec-Fetch-Site"];
        return site.Count == 0 || site == "same-origin" || site == "none" || IsNavigation(context);
    }

    private static bool IsNavigation(HttpContext context) =>
        HttpMethods.IsGet(context.Request.Method)
        && context.Request.Headers["Sec-Fetch-Mode"] == "navigate"
        && context.Request.Headers["Sec-Fetch-Dest"] == "document"
        && context.GetEndpoint()?.Metadata.GetMetadata<StartsWork>() is null;
}

/// <summary>Marks a route that starts work although it is a GET.</summary>
internal sealed class StartsWork
{
    public static StartsWork Instance { get; } = new();
}
