using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Errors;

/// <summary>What the framework answers by itself (no such route, wrong method, too large, …), in the shape of every other error.</summary>
internal static class StatusSentences
{
    /// <summary>Gives a body to an answer that has none.</summary>
    public static Task FillAsync(StatusCodeContext context) =>
        Answer(context.HttpContext, context.HttpContext.Response.StatusCode).ExecuteAsync(context.HttpContext);

    public static ErrorAnswer Answer(HttpContext context, int status) => ErrorAnswer.Of(status, SentenceFor(context, status));

    private static string SentenceFor(HttpContext context, int status) => status switch
    {
        StatusCodes.Status404NotFound => "Nothing is served at this path. /docs lists the routes.",
        StatusCodes.Status405MethodNotAllowed =>
            $"This path does not take {context.Request.Method}; it takes {context.Response.Headers.Allow}.",
        StatusCodes.Status408RequestTimeout => "The request's body came too slowly.",
        StatusCodes.Status413PayloadTooLarge => "The request's body is larger than this route takes.",
        StatusCodes.Status415UnsupportedMediaType => "This route takes JSON: send Content-Type: application/json.",
        StatusCodes.Status416RangeNotSatisfiable => "The range lies outside the file.",
        _ => $"The request was refused with status {status}.",
    };
}
