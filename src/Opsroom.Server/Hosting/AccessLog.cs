using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Opsroom.Server.Hosting;

/// <summary>One line for each request when it is answered, its query left out, and the request's id on every other line that is logged while it is.</summary>
internal sealed partial class AccessLog(RequestDelegate next, TimeProvider clock, ILogger<AccessLog> logger)
{
    /// <summary>The value by which a line of the log names its request.</summary>
    public const string RequestIdName = "CorrelationId";

    public async Task InvokeAsync(HttpContext context)
    {
        var started = clock.GetTimestamp();
        var (method, path) = (context.Request.Method, context.Request.PathBase.Add(context.Request.Path).Value);
        using var scope = logger.BeginScope(new KeyValuePair<string, object?>[] { new(RequestIdName, context.TraceIdentifier) });
        try
        {
            await next(context);
        }
        catch (Exception) when (!context.Response.HasStarted)
        {
            context.Response.StatusCode = StatusCodes.Status500InternalServerError;
            throw;
        }
        finally
        {
            var run = context.Features.Get<RequestRun>();
            var microseconds = Math.Round(clock.GetElapsedTime(started).TotalMicroseconds);
            LogCompleted(method, path, context.Response.StatusCode, microseconds / 1e6, run?.ThreadId.Value, run?.RunId.Value, run?.Agent);
        }
    }

    // clients select these lines by their event, so the values stand beside it and not in it
#pragma warning disable SYSLIB1015
    [LoggerMessage(Level = LogLevel.Information, Message = "Request completed")]
    private partial void LogCompleted(string method, string? path, int statusCode, double duration, string? threadId, string? runId, string? agent);
#pragma warning restore SYSLIB1015
}
