using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Security;

/// <summary>Headers that every answer has. Answers are data: nothing in them may run or be framed, unless a page brings a policy of its own.</summary>
internal sealed class SecurityHeaders(RequestDelegate next)
{
    private const string NoContent = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    public Task InvokeAsync(HttpContext context)
    {
        Stamp(context);
        return next(context);
    }

    /// <summary>Sets the headers, again where an error has cleared the answer.</summary>
    public static void Stamp(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Referrer-Policy"] = "no-referrer";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        headers.ContentSecurityPolicy = NoContent;
    }
}
