using System.Collections.Concurrent;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Opsroom.TestKit.Models;

/// <summary>A model provider on loopback: answers each request with the next reply of its script and writes down what it was asked.</summary>
public abstract class FakeModelServer : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly ConcurrentQueue<FakeReply> script = new();
    private readonly ConcurrentQueue<FakeRequest> requests = new();
    private readonly Channel<FakeRequest> arrivals = Channel.CreateUnbounded<FakeRequest>();

    /// <param name="path">The route that completes a conversation.</param>
    protected FakeModelServer(string path)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost(path, AnswerAsync);
        app.MapGet("/v1/models", ListModelsAsync);
    }

    /// <summary>The credential it accepts.</summary>
    public string Key { get; } = "sk-test-" + Guid.NewGuid().ToString("N");

    /// <summary>The address to configure.</summary>
    public abstract string Address { get; }

    /// <summary>Conversations it was asked to complete, in order.</summary>
    public IReadOnlyList<FakeRequest> Requests => [.. requests];

    /// <summary>Completes when a client goes away before its answer is complete.</summary>
    public TaskCompletionSource ClientLeft { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>What the list of models answers; null for a list.</summary>
    public FakeReply.Error? ModelsError { get; set; }

    /// <summary>Answers what the script does not: from the request alone, so that the same question is answered alike however often it is asked.</summary>
    public Func<FakeRequest, FakeReply>? Otherwise { get; set; }

    protected string Root => app.Urls.First();

    /// <summary>Adds replies to the script. A request beyond its end is answered with status 418, which nobody tries again.</summary>
    public void Reply(params IEnumerable<FakeReply> replies)
    {
        foreach (var reply in replies)
        {
            script.Enqueue(reply);
        }
    }

    /// <summary>The next request that has arrived, or does.</summary>
    public ValueTask<FakeRequest> NextRequestAsync(CancellationToken cancellationToken) => arrivals.Reader.ReadAsync(cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => app.StartAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await app.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>Whether the request carries <see cref="Key"/> where this provider wants it.</summary>
    protected abstract bool IsAuthorised(HttpRequest request);

    protected abstract JsonObject ErrorBody(FakeReply.Error error);

    /// <summary>The whole answer, for a client that does not stream.</summary>
    protected abstract JsonObject Whole(FakeReply.Turn turn, string model);

    /// <summary>The server-sent events of an answer, without its end where it has none. An index names the piece of text that an event carries.</summary>
    protected abstract IEnumerable<(string Event, int? Piece)> Events(FakeReply.Turn turn, string model);

    /// <summary>The event that reports an error in the middle of a stream.</summary>
    protected abstract string ErrorEvent { get; }

    /// <summary>Pieces of a few characters, as arguments stream; a pair of surrogates stays together.</summary>
    protected static IEnumerable<string> Parts(string text) => text.EnumerateRunes().Chunk(7).Select(runes => string.Concat(runes));

    private async Task AnswerAsync(HttpContext context)
    {
        var body = await JsonSerializer.DeserializeAsync<JsonElement>(context.Request.Body, cancellationToken: context.RequestAborted);
        var request = new FakeRequest(context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase), body);
        requests.Enqueue(request);
        var reply = !IsAuthorised(context.Request) ? new FakeReply.Error(401, "authentication_error", "invalid key")
            : script.TryDequeue(out var next) ? next
            : Otherwise?.Invoke(request) ?? new FakeReply.Error(418, "script_end", "the script has no further reply");
        arrivals.Writer.TryWrite(request);
        try
        {
            await (reply switch
            {
                FakeReply.Error error => WriteAsync(context, error),
                FakeReply.Turn turn when request.IsStreaming => StreamAsync(context, turn, request.Model),
                FakeReply.Turn turn => context.Response.WriteAsJsonAsync(Whole(turn, request.Model), context.RequestAborted),
                _ => Task.Delay(Timeout.Infinite, context.RequestAborted),
            });
        }
        catch (OperationCanceledException)
        {
            ClientLeft.TrySetResult();
        }
    }

    private Task ListModelsAsync(HttpContext context) =>
        ModelsError is { } error ? WriteAsync(context, error)
        : !IsAuthorised(context.Request) ? WriteAsync(context, new FakeReply.Error(401, "authentication_error", "invalid key"))
        : context.Response.WriteAsJsonAsync(new JsonObject { ["data"] = new JsonArray() }, context.RequestAborted);

    private async Task WriteAsync(HttpContext context, FakeReply.Error error)
    {
        context.Response.StatusCode = error.Code;
        if (error.RetryAfter is { } wait)
        {
            context.Response.Headers.RetryAfter = wait;
        }

        await context.Response.WriteAsJsonAsync(ErrorBody(error), context.RequestAborted);
    }

    private async Task StreamAsync(HttpContext context, FakeReply.Turn turn, string model)
    {
        context.Response.ContentType = "text/event-stream";
        foreach (var (text, piece) in Events(turn, model))
        {
            if (piece is { } index && turn.BeforePiece is { } before)
            {
                await before(index, context.RequestAborted);
            }

            await SendAsync(context, text);
        }

        if (turn.BeforeEnding is { } beforeEnding)
        {
            await beforeEnding(context.RequestAborted);
        }

        if (turn.Ending is FakeEnding.ErrorEvent)
        {
            await SendAsync(context, ErrorEvent);
        }
        else if (turn.Ending is FakeEnding.Cut)
        {
            context.Abort();
        }
    }

    private static async Task SendAsync(HttpContext context, string text)
    {
        await context.Response.Body.WriteAsync(Encoding.UTF8.GetBytes(text), context.RequestAborted);
        await context.Response.Body.FlushAsync(context.RequestAborted);
    }
}

/// <summary>A request as it came over the wire.</summary>
public sealed record FakeRequest(IReadOnlyDictionary<string, string> Headers, JsonElement Body)
{
    public string Model => Body.GetProperty("model").GetString()!;

    public bool IsStreaming => Body.TryGetProperty("stream", out var stream) && stream.ValueKind is JsonValueKind.True;
}
