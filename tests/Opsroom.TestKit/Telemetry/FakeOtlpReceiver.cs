using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.TestKit.Telemetry;

/// <summary>Receives traces by OTLP over HTTP with protobuf, as LangSmith and collectors do, on any path.</summary>
public sealed class FakeOtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private readonly Lock _gate = new();
    private ImmutableArray<ReceivedExport> _exports = [];
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private FakeOtlpReceiver()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        _application = builder.Build();
        _application.Run(ReceiveAsync);
    }

    /// <summary>Where it listens: a base address, without a path.</summary>
    public Uri Address => new(_application.Urls.First());

    /// <summary>What it answers.</summary>
    public HttpStatusCode Answer { get; set; } = HttpStatusCode.OK;

    /// <summary>Every request so far.</summary>
    public IReadOnlyList<ReceivedExport> Exports
    {
        get
        {
            lock (_gate)
            {
                return _exports;
            }
        }
    }

    /// <summary>Every span so far.</summary>
    public IReadOnlyList<ReceivedSpan> Spans => [.. Exports.SelectMany(export => export.Spans)];

    public static async Task<FakeOtlpReceiver> StartNewAsync(CancellationToken cancellationToken)
    {
        var receiver = new FakeOtlpReceiver();
        await receiver._application.StartAsync(cancellationToken);
        return receiver;
    }

    /// <summary>Completes with the spans as soon as they are what is waited for.</summary>
    public async Task<IReadOnlyList<ReceivedSpan>> WaitForAsync(Func<IReadOnlyList<ReceivedSpan>, bool> complete, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
            }

            var spans = Spans;
            if (complete(spans))
            {
                return spans;
            }

            await changed.WaitAsync(cancellationToken);
        }
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task ReceiveAsync(HttpContext context)
    {
        using var body = new MemoryStream();
        await context.Request.Body.CopyToAsync(body, context.RequestAborted);
        var headers = context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase);
        var export = new ReceivedExport(
            context.Request.Path, context.Request.ContentType ?? "", headers, TraceRequest.Decode(body.GetBuffer().AsSpan(0, (int)body.Length)));
        TaskCompletionSource changed;
        lock (_gate)
        {
            _exports = _exports.Add(export);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        context.Response.StatusCode = (int)Answer;
        context.Response.ContentType = "application/x-protobuf";
    }
}
