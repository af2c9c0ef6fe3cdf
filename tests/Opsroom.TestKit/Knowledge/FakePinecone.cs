using System.Collections.Concurrent;
using System.Net;
using System.Numerics.Tensors;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Knowledge.Pinecone;
using Opsroom.Telemetry;

namespace Opsroom.TestKit.Knowledge;

/// <summary>
/// Pinecone on loopback, as its API 2025-01 describes it: indexes that are made and become ready, vectors in namespaces with metadata and filters, its refusals. One address serves
/// both the management of indexes and the indexes themselves.
/// </summary>
public sealed class FakePinecone : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Lock gate = new();
    private readonly Dictionary<string, JsonObject> indexes = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Space, string Id), JsonObject> vectors = [];
    private readonly ConcurrentQueue<(int Status, string? RetryAfter)> refusals = new();
    private readonly ConcurrentQueue<string> asked = new();

    private FakePinecone()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Use(CheckAsync);
        app.MapGet("/indexes/{name}", FindAsync);
        app.MapPost("/indexes", CreateAsync);
        app.MapPost("/vectors/upsert", UpsertAsync);
        app.MapGet("/vectors/fetch", FetchAsync);
        app.MapPost("/vectors/delete", DeleteAsync);
        app.MapPost("/query", QueryAsync);
    }

    /// <summary>The key it accepts.</summary>
    public string Key { get; } = "pcsk-" + Guid.NewGuid().ToString("N");

    /// <summary>Requests for which a new index is not ready yet.</summary>
    public int UnreadyFor { get; set; }

    /// <summary>Every request, as <c>POST /query</c>.</summary>
    public IReadOnlyList<string> Asked => [.. asked];

    /// <summary>What is kept, by namespace and id.</summary>
    public IReadOnlyList<(string Space, string Id)> Kept
    {
        get
        {
            lock (gate)
            {
                return [.. vectors.Keys.Order()];
            }
        }
    }

    public static async Task<FakePinecone> StartNewAsync(CancellationToken cancellationToken)
    {
        var fake = new FakePinecone();
        await fake.app.StartAsync(cancellationToken);
        return fake;
    }

    /// <summary>Settings with which it is reached.</summary>
    public PineconeOptions Options() => new() { ControlUrl = app.Urls.First(), ApiKey = new Secret(Key) };

    /// <summary>The next request is refused.</summary>
    public void RefuseNext(int status, string? retryAfter = null) => refusals.Enqueue((status, retryAfter));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        asked.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (context.Request.Headers["Api-Key"] != Key || context.Request.Headers["X-Pinecone-API-Version"] != PineconeOptions.ApiVersion)
        {
            await RefuseAsync(context, StatusCodes.Status401Unauthorized, "UNAUTHENTICATED", "Invalid API Key");
        }
        else if (refusals.TryDequeue(out var refusal))
        {
            context.Response.Headers.RetryAfter = refusal.RetryAfter;
            await RefuseAsync(context, refusal.Status, "UNKNOWN", "refused by the test");
        }
        else
        {
            await next(context);
        }
    }

    private Task FindAsync(HttpContext context)
    {
        lock (gate)
        {
            if (!indexes.TryGetValue((string)context.Request.RouteValues["name"]!, out var index))
            {
                return RefuseAsync(context, StatusCodes.Status404NotFound, "NOT_FOUND", "Resource not found");
            }

            var ready = UnreadyFor-- <= 0;
            index["status"] = new JsonObject { ["ready"] = ready, ["state"] = ready ? "Ready" : "Initializing" };
            return context.Response.WriteAsJsonAsync(index.DeepClone(), context.RequestAborted);
        }
    }

    private async Task CreateAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var name = (string)body["name"]!;
        if (body["spec"]?["serverless"]?["cloud"] is null || body["spec"]?["serverless"]?["region"] is null || (int)body["dimension"]! is < 1 or > 20_000)
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, "INVALID_ARGUMENT", "Bad request");
            return;
        }

        body["host"] = context.Request.Host.Value;
        body["status"] = new JsonObject { ["ready"] = false, ["state"] = "Initializing" };
        bool isNew;
        lock (gate)
        {
            isNew = indexes.TryAdd(name, body);
        }

        if (isNew)
        {
            context.Response.StatusCode = StatusCodes.Status201Created;
            await context.Response.WriteAsJsonAsync(body.DeepClone(), context.RequestAborted);
        }
        else
        {
            await RefuseAsync(context, StatusCodes.Status409Conflict, "ALREADY_EXISTS", "Resource already exists");
        }
    }

    private async Task UpsertAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var given = body["vectors"]!.AsArray();
        int dimension;
        lock (gate)
        {
            dimension = (int)indexes.Values.Single()["dimension"]!;
        }

        if (given.Count > 1000 || given.Any(vector => vector!["values"]!.AsArray().Count != dimension))
        {
            await RefuseAsync(context, StatusCodes.Status400BadRequest, null, $"Vector dimension does not match the dimension of the index {dimension}");
            return;
        }

        lock (gate)
        {
            foreach (var vector in given)
            {
                vectors[((string)body["namespace"]!, (string)vector!["id"]!)] = vector.DeepClone().AsObject();
            }
        }

        await context.Response.WriteAsJsonAsync(new JsonObject { ["upsertedCount"] = given.Count }, context.RequestAborted);
    }

    private Task FetchAsync(HttpContext context)
    {
        var space = context.Request.Query["namespace"].ToString();
        var found = new JsonObject();
        lock (gate)
        {
            foreach (var id in context.Request.Query["ids"])
            {
                if (vectors.TryGetValue((space, id!), out var vector))
                {
                    found[id!] = vector.DeepClone();
                }
            }
        }

        return context.Response.WriteAsJsonAsync(new JsonObject { ["vectors"] = found, ["namespace"] = space, ["usage"] = new JsonObject { ["readUnits"] = 1 } }, context.RequestAborted);
    }

    private async Task DeleteAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        bool known;
        lock (gate)
        {
            known = vectors.Keys.Any(key => key.Space == (string)body["namespace"]!);
            foreach (var id in body["ids"]!.AsArray())
            {
                vectors.Remove(((string)body["namespace"]!, (string)id!));
            }
        }

        if (!known)
        {
            await RefuseAsync(context, StatusCodes.Status404NotFound, null, "Namespace not found");
            return;
        }

        await context.Response.WriteAsJsonAsync(new JsonObject(), context.RequestAborted);
    }

    private async Task QueryAsync(HttpContext context)
    {
        var body = await BodyAsync(context);
        var question = Values(body["vector"]!);
        var within = body["filter"]?["within"]?["$in"]?.AsArray().Select(each => (string)each!).ToHashSet(StringComparer.Ordinal);
        JsonArray matches;
        lock (gate)
        {
            matches =
            [
                .. vectors.Where(vector => vector.Key.Space == (string)body["namespace"]!)
                    .Where(vector => within is null || vector.Value["metadata"]!["within"]!.AsArray().Any(each => within.Contains((string)each!)))
                    .Select(vector => (vector.Key.Id, Score: TensorPrimitives.CosineSimilarity(question, Values(vector.Value["values"]!))))
                    .OrderByDescending(match => match.Score).Take((int)body["topK"]!)
                    .Select(match => new JsonObject { ["id"] = match.Id, ["score"] = match.Score, ["values"] = new JsonArray() }),
            ];
        }

        await context.Response.WriteAsJsonAsync(new JsonObject { ["matches"] = matches, ["namespace"] = (string)body["namespace"]!, ["usage"] = new JsonObject { ["readUnits"] = 1 } }, context.RequestAborted);
    }

    private static float[] Values(JsonNode values) => [.. values.AsArray().Select(value => (float)value!)];

    private static async Task<JsonObject> BodyAsync(HttpContext context) => (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!.AsObject();

    /// <summary>Where indexes are managed an error has a code; of an index it is flat.</summary>
    private static Task RefuseAsync(HttpContext context, int status, string? code, string message)
    {
        context.Response.StatusCode = status;
        JsonObject body = code is null
            ? new() { ["code"] = status == StatusCodes.Status404NotFound ? 5 : 3, ["message"] = message, ["details"] = new JsonArray() }
            : new() { ["error"] = new JsonObject { ["code"] = code, ["message"] = message }, ["status"] = status };
        return context.Response.WriteAsJsonAsync(body, context.RequestAborted);
    }
}
