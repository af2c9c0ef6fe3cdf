using System.Collections.Frozen;
using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Swashbuckle.AspNetCore.ReDoc;
using Swashbuckle.AspNetCore.SwaggerUI;

namespace Opsroom.Server.Docs;

/// <summary>A script or style of the documentation pages: a few lines of ours, or a file that the packages carry compressed.</summary>
internal sealed class DocsAsset : IResult
{
    private const string Script = "text/javascript; charset=utf-8";
    private const string Style = "text/css; charset=utf-8";
    private const string SwaggerFiles = "Swashbuckle.AspNetCore.SwaggerUI.node_modules.swagger_ui_dist.";
    private const string RedocFiles = "Swashbuckle.AspNetCore.ReDoc.node_modules.redoc.bundles.";

    private static readonly FrozenDictionary<string, DocsAsset> Assets = new Dictionary<string, DocsAsset>(StringComparer.Ordinal)
    {
        ["docs/swagger-ui.css"] = new(Style, () => Open(typeof(SwaggerUIOptions), SwaggerFiles + "swagger-ui.css")),
        ["docs/swagger-ui-bundle.js"] = new(Script, () => Open(typeof(SwaggerUIOptions), SwaggerFiles + "swagger-ui-bundle.js")),
        ["docs/favicon-32x32.png"] = new("image/png", () => Open(typeof(SwaggerUIOptions), SwaggerFiles + "favicon-32x32.png")),
        ["docs/page.js"] = new(Script, () => Text("""
            SwaggerUIBundle({
              url: "/openapi.json",
              dom_id: "#swagger-ui",
              deepLinking: true,
              validatorUrl: null,
              presets: [SwaggerUIBundle.presets.apis],
              layout: "BaseLayout",
            });
            """)),
        ["redoc/redoc.standalone.js"] = new(Script, () => Open(typeof(ReDocOptions), RedocFiles + "redoc.standalone.js")),
        ["redoc/page.css"] = new(Style, () => Text("body { margin: 0; padding: 0; }\n")),
        ["redoc/page.js"] = new(Script, () => Text("""
            import { init } from "./redoc.standalone.js";

            init("/openapi.json", { hideDownloadButton: false, theme: { typography: { fontFamily: "sans-serif", headings: { fontFamily: "sans-serif" } } } },
              document.getElementById("redoc"));
            """)),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private readonly string type;
    private readonly Func<Stream> open;

    private DocsAsset(string type, Func<Stream> open) => (this.type, this.open) = (type, open);

    /// <summary>Every asset, by the path of its page and its name.</summary>
    internal static IEnumerable<string> Names => Assets.Keys;

    public static IResult Find(string page, string name) => Assets.TryGetValue($"{page}/{name}", out var asset)
        ? asset
        : ErrorAnswer.NotFound("The documentation pages have no such file.");

    public async Task ExecuteAsync(HttpContext httpContext)
    {
        var (request, response) = (httpContext.Request, httpContext.Response);
        response.ContentType = type;
        response.Headers.CacheControl = "max-age=3600";
        await using var stored = open();
        if (!IsCompressed(stored))
        {
            await stored.CopyToAsync(response.Body, httpContext.RequestAborted);
            return;
        }

        response.Headers.Vary = "Accept-Encoding";
        if (request.Headers.AcceptEncoding.ToString().Contains("gzip", StringComparison.OrdinalIgnoreCase))
        {
            response.Headers.ContentEncoding = "gzip";
            response.ContentLength = stored.Length;
            await stored.CopyToAsync(response.Body, httpContext.RequestAborted);
            return;
        }

        await using var plain = new GZipStream(stored, CompressionMode.Decompress);
        await plain.CopyToAsync(response.Body, httpContext.RequestAborted);
    }

    private static bool IsCompressed(Stream stored)
    {
        var compressed = stored.ReadByte() == 0x1f && stored.ReadByte() == 0x8b;
        stored.Position = 0;
        return compressed;
    }

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    private static Stream Open(Type package, string resource) => package.Assembly.GetManifestResourceStream(resource)
        ?? throw new FileNotFoundException($"{package.Assembly.GetName().Name} has no {resource}.");
}
