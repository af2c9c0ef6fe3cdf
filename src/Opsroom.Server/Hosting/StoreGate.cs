using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;

namespace Opsroom.Server.Hosting;

/// <summary>Answers 503 to all but questions about health while the server waits for its store.</summary>
internal sealed class StoreGate(RequestDelegate next, StoreOpening opening)
{
    public Task InvokeAsync(HttpContext context) => opening.Obstacle is null || context.Request.Path.StartsWithSegments("/health", StringComparison.Ordinal)
        ? next(context)
        : ErrorAnswer.Unavailable("The server is starting: it waits for its store.").ExecuteAsync(context);
}
