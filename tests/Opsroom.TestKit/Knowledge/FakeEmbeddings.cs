using System.Collections.Concurrent;
using System.Net;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Knowledge.Embedding;
using Opsroom.Telemetry;

namespace Opsroom.TestKit.Knowledge;

/// <summary>
/// The embedding APIs of Voyage, OpenAI and Pinecone's inference on loopback, with their keys, bodies and refusals. A text's vector says which of a test's subjects it
/// speaks of, whatever the words.
/// </summary>
public sealed class FakeEmbeddings : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonNode> asked = new();
    private readonly ConcurrentQueue<(int Status, string? RetryAfter)> refusals = new();

    private FakeEmbeddings()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.MapPost("/embeddings", EmbeddingsAsync);
        app.MapPost("/embed", EmbedAsync);
    }

    /// <summary>The key it accepts.</summary>
    public string Key { get; } = "key-" + Guid.NewGuid().ToString("N");

    /// <summary>Words of one subject are near each other.</summary>
    public IReadOnlyList<string[]> Subjects { get; set; } = [];

    /// <summary>What was asked.</summary>
    public IReadOnlyList<JsonNode> Asked => [.. asked];

    public static async Task<FakeEmbeddings> StartNewAsync(CancellationToken cancellationToken)
    {
        var fake = new FakeEmbeddings();
        await fake.app.StartAsync(cancellationToken);
        return fake;
    }

    /// <summary>Settings with which it is reached.</summary>
    public EmbeddingOptions Options(EmbeddingProvider provider) => new() { Provider = provider, BaseUrl = app.Urls.First(), ApiKey = new Secret(Key), Model = "some-model" };

    /// <summary>The next request is refused.</summary>
    public void RefuseNext(int status, string? retryAfter = null) => refusals.Enqueue((status, retryAfter));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task EmbeddingsAsync(HttpContext context)
    {
        if (await BodyAsync(context, context.Request.Headers.Authorization == $"Bearer {Key}") is { } body)
        {
            var data = body["input"]!.AsArray().Select((text, index) => new JsonObject { ["object"] = "embedding", ["index"] = index, ["embedding"] = Vector((string)text!) }).Reverse();
            await context.Response.WriteAsJsonAsync(new JsonObject { ["object"] = "list", ["data"] = new JsonArray([.. data]), ["model"] = (string)body["model"]! }, context.RequestAborted);
        }
    }

    private async Task EmbedAsync(HttpContext context)
    {
        if (await BodyAsync(context, context.Request.Headers["Api-Key"] == Key && context.Request.Headers["X-Pinecone-API-Version"].Count == 1) is { } body)
        {
            var data = body["inputs"]!.AsArray().Select(input => new JsonObject { ["values"] = Vector((string)input!["text"]!), ["vector_type"] = "dense" });
            await context.Response.WriteAsJsonAsync(new JsonObject { ["model"] = (string)body["model"]!, ["data"] = new JsonArray([.. data]) }, context.RequestAborted);
        }
    }

    private async Task<JsonNode?> BodyAsync(HttpContext context, bool isKnown)
    {
        var body = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        asked.Enqueue(body);
        if (!isKnown)
        {
            context.Response.StatusCode = StatusCodes.Status401Unauthorized;
            return null;
        }

        if (!refusals.TryDequeue(out var refusal))
        {
            return body;
        }

        context.Response.StatusCode = refusal.Status;
        context.Response.Headers.RetryAfter = refusal.RetryAfter;
        return null;
    }

    private JsonArray Vector(string text) =>
        [.. Subjects.Select(words => (JsonNode)words.Count(word => text.Contains(word, StringComparison.OrdinalIgnoreCase))).Append(0.01)];
}
