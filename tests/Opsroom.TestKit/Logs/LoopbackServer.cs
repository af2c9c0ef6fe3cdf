using System.Collections.Concurrent;
using System.IO.Compression;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.TestKit.Logs;

/// <summary>An HTTP server on loopback with the failures that all have: a refusal on demand, and a connection that breaks. Answers are compressed where the client takes that.</summary>
public abstract class LoopbackServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<(int Status, string Body, string? RetryAfter)> refusals = new();
    private readonly ConcurrentQueue<SeenRequest> seen = new();

    protected LoopbackServer()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.Run(ReceiveAsync);
    }

    public Uri Address => new(app.Urls.First());

    /// <summary>What was asked so far, in order.</summary>
    public IReadOnlyList<SeenRequest> Seen => [.. seen];

    /// <summary>Refuses the next requests, one after the other.</summary>
    public void Refuse(int status, string body, string? retryAfter = null, int times = 1)
    {
        for (var time = 0; time < times; time++)
        {
            refusals.Enqueue((status, body, retryAfter));
        }
    }

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    protected Task StartAsync(CancellationToken cancellationToken) => app.StartAsync(cancellationToken);

    /// <summary>Answers a request.</summary>
    protected abstract ServerAnswer Answer(SeenRequest request);

    private async Task ReceiveAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body, Encoding.UTF8);
        var request = new SeenRequest(
            context.Request.Method, context.Request.Path.Value ?? "", context.Request.Query.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.Ordinal),
            context.Request.Headers.ToDictionary(each => each.Key, each => each.Value.ToString(), StringComparer.OrdinalIgnoreCase), await reader.ReadToEndAsync(context.RequestAborted));
        seen.Enqueue(request);
        var answer = refusals.TryDequeue(out var refusal) ? new ServerAnswer(refusal.Status, "text/plain", refusal.Body) : Answer(request);
        context.Response.StatusCode = answer.Status;
        context.Response.ContentType = answer.Type;
        if (refusal.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        var body = Encoding.UTF8.GetBytes(answer.Body);
        if (!request.Headers.GetValueOrDefault("Accept-Encoding", "").Contains("gzip", StringComparison.Ordinal))
        {
            await context.Response.Body.WriteAsync(body, context.RequestAborted);
            return;
        }

        context.Response.Headers.ContentEncoding = "gzip";
        await using var packed = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
        await packed.WriteAsync(body, context.RequestAborted);
    }
}

/// <summary>A request as it came.</summary>
public sealed record SeenRequest(string Method, string Path, IReadOnlyDictionary<string, string> Query, IReadOnlyDictionary<string, string> Headers, string Body);

/// <summary>What is answered.</summary>
public sealed record ServerAnswer(int Status, string Type, string Body);
