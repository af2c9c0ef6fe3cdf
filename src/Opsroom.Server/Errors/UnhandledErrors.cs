using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Hosting;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Security;
using Opsroom.Threads;

namespace Opsroom.Server.Errors;

/// <summary>The one place where exceptions become answers. None of them carries a stack trace, a path or a secret.</summary>
internal sealed partial class UnhandledErrors(ILogger<UnhandledErrors> logger) : IExceptionHandler
{
    public async ValueTask<bool> TryHandleAsync(HttpContext httpContext, Exception exception, CancellationToken cancellationToken)
    {
        if (httpContext.Response.HasStarted)
        {
            return false;
        }

        // the framework has cleared the answer's headers
        RequestId.Stamp(httpContext);
        SecurityHeaders.Stamp(httpContext);
        await AnswerTo(exception, httpContext).ExecuteAsync(httpContext);
        return true;
    }

    private ErrorAnswer AnswerTo(Exception exception, HttpContext context)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return StatusSentences.Answer(context, bad.StatusCode);
            case KeyUsedOtherwiseException used:
                return IdempotencyKey.UsedOtherwise(used.Key);
            case StoreUnavailableException unavailable:
                LogStoreUnavailable(context.Request.Method, context.Request.Path, unavailable.Message);
                return ErrorAnswer.Unavailable("The store cannot be reached or written right now, so nothing was done. The server's log says why; try again.");
            default:
                LogUnhandled(context.Request.Method, context.Request.Path, exception);
                return ErrorAnswer.Of(
                    StatusCodes.Status500InternalServerError,
                    $"The server failed to answer this request. Its log has the reason under request id {context.TraceIdentifier}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} could not be answered: {Reason}")]
    private partial void LogStoreUnavailable(string method, string path, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "{Method} {Path} failed")]
    private partial void LogUnhandled(string method, string path, Exception exception);
}
