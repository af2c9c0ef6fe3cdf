using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Telemetry;
using Opsroom.Tools.WebSearch;

namespace Opsroom.TestKit.WebSearch;

/// <summary>Tavily's search on loopback: the route, bearer keys, the body's limits and the errors of the real one, over pages that a test gives.</summary>
public sealed class FakeTavily : IAsyncDisposable
{
    private const int MostResults = 20;

    private readonly WebApplication app;
    private readonly ConcurrentQueue<JsonNode> searches = new();
    private readonly ConcurrentQueue<(int Status, string Error, string? RetryAfter)> refusals = new();

    private FakeTavily()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.MapPost("/search", SearchAsync);
    }

    /// <summary>The key it accepts.</summary>
    public string Key { get; } = "tvly-" + Guid.NewGuid().ToString("N");

    /// <summary>What is on the web, the best first.</summary>
    public IReadOnlyList<FakePage> Pages { get; set; } = [];

    /// <summary>What was asked, refused requests included.</summary>
    public IReadOnlyList<JsonNode> Searches => [.. searches];

    /// <summary>Settings with which the tool reaches it.</summary>
    public TavilyOptions Options => new() { BaseUrl = app.Urls.First(), ApiKey = new Secret(Key) };

    public static async Task<FakeTavily> StartNewAsync(CancellationToken cancellationToken)
    {
        var fake = new FakeTavily();
        await fake.app.StartAsync(cancellationToken);
        return fake;
    }

    /// <summary>The next search is refused.</summary>
    public void RefuseNext(int status, string error, string? retryAfter = null) => refusals.Enqueue((status, error, retryAfter));

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private async Task SearchAsync(HttpContext context)
    {
        var asked = (await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted))!;
        searches.Enqueue(asked);
        if (context.Request.Headers.Authorization != $"Bearer {Key}")
        {
            await RefuseAsync(context, 401, "Unauthorized: missing or invalid API key.");
        }
        else if (refusals.TryDequeue(out var refusal))
        {
            if (refusal.RetryAfter is { } wait)
            {
                context.Response.Headers.RetryAfter = wait;
            }

            await RefuseAsync(context, refusal.Status, refusal.Error);
        }
        else if (asked["max_results"]?.GetValue<int>() is not (>= 0 and <= MostResults) || asked["search_depth"]?.GetValue<string>() is not ("basic" or "advanced"))
        {
            await RefuseAsync(context, 400, "Invalid search parameters.");
        }
        else
        {
            var results = Pages.Take(asked["max_results"]!.GetValue<int>())
                .Select(page => new { title = page.Title, url = page.Url, content = page.Content, score = page.Score, raw_content = (string?)null });
            await AnswerAsync(context, new { query = asked["query"]!.GetValue<string>(), follow_up_questions = (string?)null, answer = (string?)null, images = Array.Empty<string>(), results, response_time = 0.7 });
        }
    }

    private static Task RefuseAsync(HttpContext context, int status, string error)
    {
        context.Response.StatusCode = status;
        return AnswerAsync(context, new { detail = new { error } });
    }

    private static Task AnswerAsync(HttpContext context, object body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(JsonSerializer.Serialize(body), context.RequestAborted);
    }
}

public sealed record FakePage(string Title, string Url, string Content, double Score);
