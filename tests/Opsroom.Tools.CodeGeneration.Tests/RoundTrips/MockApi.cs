using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.CodeGeneration.OpenApi.Checking;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Tests.RoundTrips;

/// <summary>
/// The API of <c>Specs/roundtrip.yaml</c> on loopback. Each request is held against the description: method and path, parameters, media type and body; what does not fit is kept as a
/// problem and refused. It answers 429 with Retry-After to the first request for a thing that is busy, and 401 to the first use of a token.
/// </summary>
internal sealed class MockApi : IAsyncDisposable
{
    private const string Base = "/v1";

    private readonly SpecDocument document;
    private readonly ValueFit fit;
    private readonly WebApplication app;
    private readonly ConcurrentDictionary<string, int> seen = new(StringComparer.Ordinal);

    private MockApi(string spec)
    {
        document = SpecDocument.Read(spec).Document!;
        fit = new(document.References);
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0", "http://127.0.0.1:0");
        app = builder.Build();
        app.Run(AnswerAsync);
    }

    public string Address => app.Urls.First() + Base;

    /// <summary>Another origin, to which requests are sent on.</summary>
    private string Elsewhere => app.Urls.Last();

    public ConcurrentQueue<string> Problems { get; } = new();

    /// <summary>How often each method and path was asked for.</summary>
    public IReadOnlyDictionary<string, int> Seen => seen;

    public static async Task<MockApi> StartAsync(string spec, CancellationToken cancellationToken)
    {
        var mock = new MockApi(spec);
        await mock.app.StartAsync(cancellationToken);
        return mock;
    }

    public async ValueTask DisposeAsync() => await app.DisposeAsync();

    private async Task AnswerAsync(HttpContext context)
    {
        var request = context.Request;
        var path = request.Path.Value is { } full && full.StartsWith(Base + "/", StringComparison.Ordinal) ? full[Base.Length..] : request.Path.Value!;
        var count = seen.AddOrUpdate($"{request.Method} {path}", 1, (_, before) => before + 1);
        if (path == "/token")
        {
            await TokenAsync(context, count);
            return;
        }

        if (path == "/there")
        {
            await MockWire.ReceivedAsync(context);
            return;
        }

        using var buffer = new MemoryStream();
        request.EnableBuffering();
        await request.Body.CopyToAsync(buffer, context.RequestAborted);
        request.Body.Position = 0;
        var body = buffer.ToArray();
        if (Check(request, path, body) is { } problem)
        {
            Problems.Enqueue($"{request.Method} {path}: {problem}");
            await ProblemAsync(context, 400, problem);
            return;
        }

        if (path.StartsWith("/wire/", StringComparison.Ordinal))
        {
            await MockWire.AnswerAsync(context, path["/wire/".Length..], count, Base + "/wire/here", Elsewhere + "/there");
            return;
        }

        await ExampleAsync(context, path, body, count);
    }

    private string? Check(HttpRequest request, string path, byte[] body)
    {
        var (template, item) = document.Paths!.Entries.Select(entry => (entry.Key.Value, entry.Value as YamlMap)).FirstOrDefault(entry => Fits(entry.Value, path));
        if (item?[request.Method.ToLowerInvariant()] is not YamlMap operation)
        {
            return "there is no such operation";
        }

        var parameters = operation.Items("parameters").Concat(item.Items("parameters")).OfType<YamlMap>().ToList();
        foreach (var parameter in parameters)
        {
            var name = parameter.Words("name")!;
            string? value = parameter.Words("in") switch
            {
                "path" => Uri.UnescapeDataString(path.Split('/')[template.Split('/').ToList().IndexOf($"{{{name}}}")]),
                "query" => request.Query.TryGetValue(name, out var given) ? given.ToString() : null,
                "header" => request.Headers.TryGetValue(name, out var sent) ? sent.ToString() : null,
                _ => null,
            };
            if (value is null && parameter.IsTrue("required"))
            {
                return $"{name} is missing";
            }

            var schema = (YamlMap)parameter["schema"]!;
            if (value is not null && schema.Words("type") is "string" or "integer" && fit.Problem(new YamlScalar(value, schema.Words("type") == "integer" && long.TryParse(value, NumberStyles.Integer, CultureInfo.InvariantCulture, out _) ? ScalarKind.Number : ScalarKind.Text), schema) is { } misfit)
            {
                return $"{name}: {misfit}";
            }
        }

        var names = parameters.Select(parameter => parameter.Words("name")!).Append("key").ToList();
        return request.Query.Keys.FirstOrDefault(key => !names.Contains(key.Split('[')[0])) is { } unknown ? $"the query parameter {unknown} is unknown" : CheckBody(request, operation, body);
    }

    private string? CheckBody(HttpRequest request, YamlMap operation, byte[] body)
    {
        if (operation["requestBody"] is not YamlMap described)
        {
            return body.Length == 0 ? null : "a body is not expected";
        }

        var mediaType = request.ContentType?.Split(';')[0] ?? "";
        if ((described["content"] as YamlMap)?[mediaType] is not YamlMap media)
        {
            return $"the media type {mediaType} is not described";
        }

        return mediaType != "application/json" ? null
            : JsonTree.Read(Encoding.UTF8.GetString(body), 10_000).Root is { } tree ? fit.Problem(tree, media["schema"]!) : "the body is no JSON";
    }

    private static bool Fits(string template, string path)
    {
        var (left, right) = (template.Split('/'), path.Split('/'));
        return left.Length == right.Length && left.Zip(right).All(pair => pair.First.StartsWith('{') || pair.First == pair.Second);
    }

    private static async Task ExampleAsync(HttpContext context, string path, byte[] body, int count)
    {
        var request = context.Request;
        switch (request.Method, path)
        {
            case ("POST", "/things"):
                await JsonAsync(context, 201, Created(body));
                break;
            case ("GET", "/things"):
                await JsonAsync(context, 200, Page(request));
                break;
            case ("GET", "/things/missing"):
                await ProblemAsync(context, 404, "no such thing");
                break;
            case ("GET" or "DELETE", "/things/busy") when count == 1:
                context.Response.Headers.RetryAfter = "0";
                await ProblemAsync(context, 429, "busy");
                break;
            case ("DELETE", _):
                context.Response.StatusCode = 204;
                break;
            case ("POST", "/things/a%2Fb/photo" or "/things/a/photo"):
                var form = await request.ReadFormAsync(context.RequestAborted);
                await JsonAsync(context, 200, new JsonObject { ["size"] = form.Files["file"]!.Length + form["caption"].ToString().Length });
                break;
            case ("GET", "/things/a/photo"):
                await context.Response.Body.WriteAsync(new byte[] { 0, 1, 2, 255 }, context.RequestAborted);
                break;
            case ("GET", "/secure/token"):
                // the first token is not taken: a client fetches another one
                context.Response.StatusCode = request.Headers.Authorization == "Bearer token-1" && count > 2 || request.Headers.Authorization == "Bearer token-2" || count == 1 ? 200 : 401;
                await context.Response.WriteAsync(request.Headers.Authorization.ToString(), context.RequestAborted);
                break;
            case ("GET", "/secure/keys"):
                await context.Response.WriteAsync($"{request.Query["key"]},{request.Cookies["session"]},{request.Headers["X-Key"]}", context.RequestAborted);
                break;
            case ("GET", "/secure/basic"):
                await context.Response.WriteAsync(Encoding.UTF8.GetString(Convert.FromBase64String(request.Headers.Authorization.ToString()["Basic ".Length..])), context.RequestAborted);
                break;
            default:
                await JsonAsync(context, 200, Thing(path.Split('/')[^1]));
                break;
        }
    }

    private async Task TokenAsync(HttpContext context, int count)
    {
        var form = await context.Request.ReadFormAsync(context.RequestAborted);
        if (form["grant_type"] != "client_credentials" || form["scope"] != "read" || context.Request.Headers.Authorization != "Basic " + Convert.ToBase64String("id:s%3Acret"u8))
        {
            Problems.Enqueue("the token was asked for wrongly");
        }

        await JsonAsync(context, 200, new JsonObject { ["access_token"] = $"token-{count}", ["token_type"] = "bearer", ["expires_in"] = 3600 });
    }

    private static JsonObject Created(byte[] body)
    {
        var thing = JsonNode.Parse(body)!.AsObject();
        thing["id"] = "6f9619ff-8b86-d011-b42d-00cf4fc964ff";
        thing["surprise"] = new JsonObject { ["kept"] = true };
        return thing;
    }

    private static JsonObject Page(HttpRequest request)
    {
        var position = request.Query["cursor"].ToString() is { Length: > 0 } cursor ? int.Parse(cursor, CultureInfo.InvariantCulture) : 0;
        var isFiltered = request.Query["tags"] == "a|b c" && request.Query["filter[color]"] == "red & blue";
        return new JsonObject { ["items"] = new JsonArray(Thing(isFiltered ? $"t{position}" : "wrong"), Thing($"u{position}")), ["nextCursor"] = position < 2 ? $"{position + 1}" : null };
    }

    private static JsonObject Thing(string name) => new()
    {
        ["id"] = "6f9619ff-8b86-d011-b42d-00cf4fc964ff",
        ["name"] = name,
        ["note"] = null,
        ["color"] = "ultraviolet",
        ["made"] = "2024-05-31T12:00:00.1234567Z",
        ["shape"] = new JsonObject { ["kind"] = "square", ["side"] = 2 },
        ["either"] = 7,
    };

    private static Task JsonAsync(HttpContext context, int status, JsonObject answer)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(answer.ToJsonString(JsonSerializerOptions.Web), context.RequestAborted);
    }

    private static Task ProblemAsync(HttpContext context, int status, string title)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/problem+json";
        return context.Response.WriteAsync(new JsonObject { ["title"] = title, ["status"] = status }.ToJsonString(), context.RequestAborted);
    }
}
