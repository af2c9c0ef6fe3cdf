using System.Globalization;
using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Opsroom.TestKit.Prometheus;

/// <summary>What a Prometheus scrapes: at each scrape the next state of everything that is being played, with the time that it is of.</summary>
internal sealed class ScrapeTarget : IAsyncDisposable
{
    private readonly WebApplication app;
    /// <summary>A scrape may time out on a busy machine; a state that was stored already changes nothing when it is scraped again.</summary>
    private const int TimesShown = 3;

    private readonly Lock gate = new();
    private readonly List<Playing> playing = [];

    private ScrapeTarget()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        builder.Services.AddRoutingCore();
        app = builder.Build();
        app.MapGet("/metrics", context => context.Response.WriteAsync(Next(), Encoding.UTF8, context.RequestAborted));
    }

    public int Port => new Uri(app.Urls.First()).Port;

    public static async Task<ScrapeTarget> StartNewAsync(CancellationToken cancellationToken)
    {
        var target = new ScrapeTarget();
        await target.app.StartAsync(cancellationToken);
        return target;
    }

    /// <summary>Returns once every frame has been scraped and the scrape after the last has begun, so that the last is stored.</summary>
    public Task PlayAsync(IEnumerable<(DateTimeOffset At, string Lines)> frames, CancellationToken cancellationToken)
    {
        var added = new Playing(new Queue<(DateTimeOffset, string)>(frames.SelectMany(frame => Enumerable.Repeat(frame, TimesShown))), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        lock (gate)
        {
            playing.Add(added);
        }

        return added.Done.Task.WaitAsync(cancellationToken);
    }

    public ValueTask DisposeAsync() => app.DisposeAsync();

    private string Next()
    {
        var text = new StringBuilder();
        lock (gate)
        {
            foreach (var each in playing.ToList())
            {
                if (!each.Frames.TryDequeue(out var frame))
                {
                    playing.Remove(each);
                    each.Done.SetResult();
                    continue;
                }

                foreach (var line in frame.Lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
                {
                    text.Append(line).Append(' ').Append(frame.At.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)).Append('\n');
                }
            }
        }

        return text.ToString();
    }

    private sealed record Playing(Queue<(DateTimeOffset At, string Lines)> Frames, TaskCompletionSource Done);
}
