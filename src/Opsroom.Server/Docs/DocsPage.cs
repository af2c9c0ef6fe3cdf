using System.Text;
using Microsoft.AspNetCore.Http;

namespace Opsroom.Server.Docs;

/// <summary>A page that shows the API's document. What it may load is this server's own, and no script stands in the page itself.</summary>
internal sealed class DocsPage(string html) : IResult
{
    private const string Policy =
        "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; "
        + "worker-src 'self' blob:; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

    private readonly byte[] body = Encoding.UTF8.GetBytes(html);

    public static DocsPage SwaggerUI { get; } = new("""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Opsroom API</title>
          <link rel="stylesheet" href="/docs/swagger-ui.css">
          <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
        </head>
        <body>
          <div id="swagger-ui"></div>
          <script src="/docs/swagger-ui-bundle.js"></script>
          <script src="/docs/page.js"></script>
        </body>
        </html>
        """);

    public static DocsPage Redoc { get; } = new("""
        <!doctype html>
        <html lang="en">
        <head>
          <meta charset="utf-8">
          <meta name="viewport" content="width=device-width, initial-scale=1">
          <title>Opsroom API</title>
          <link rel="icon" type="image/png" href="/docs/favicon-32x32.png">
          <link rel="stylesheet" href="/redoc/page.css">
        </head>
        <body>
          <div id="redoc"></div>
          <script type="module" src="/redoc/page.js"></script>
        </body>
        </html>
        """);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        var response = httpContext.Response;
        response.ContentType = "text/html; charset=utf-8";
        response.ContentLength = body.Length;
        response.Headers.ContentSecurityPolicy = Policy;
        return response.Body.WriteAsync(body, httpContext.RequestAborted).AsTask();
    }
}
