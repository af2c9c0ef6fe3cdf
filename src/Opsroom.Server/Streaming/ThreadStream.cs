using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Streaming;

/// <summary>Streams a thread, or one run of it, to one client until it rests. A client that goes away ends its stream, never the run.</summary>
internal sealed partial class ThreadStream(IThreadFeed feed, ServerOptions options, Readiness readiness, TimeProvider time, ILogger<ThreadStream> logger)
{
    /// <summary>Bytes that may wait before the client is waited for.</summary>
    private const int MostWaiting = 32 * 1024;

    /// <summary>Begins to watch a thread. Whoever begins to watch disposes the watch.</summary>
    public ThreadWatch Watch(HttpContext context, ThreadKey key, long after) => new(feed, key, after, context.RequestAborted, readiness.StreamsEnd);

    /// <summary>Answers the request with the stream, and ends the watch.</summary>
    public async Task AnswerAsync(HttpContext context, StreamScope scope, ThreadWatch watch)
    {
        await using var watching = watch;
        var headers = context.Response.Headers;
        headers.ContentType = "text/event-stream; charset=utf-8";
        headers.CacheControl = "no-cache";
        headers["X-Accel-Buffering"] = "no";
        headers["X-Thread-Id"] = scope.Key.Id.Value;

        var requestAborted = context.RequestAborted;
        var events = new StreamEvents(scope.Key.Id);
        using var sse = new SseWriter(context.Response.BodyWriter);
        try
        {
            await CopyAsync(sse, scope, watch, events);
        }
        catch (OperationCanceledException) when (requestAborted.IsCancellationRequested)
        {
            return;
        }
        catch (OperationCanceledException) when (readiness.StreamsEnd.IsCancellationRequested)
        {
            StreamEvents.WriteError(sse, "The server is stopping. The run goes on when it is back: reconnect with Last-Event-ID.", "stopping");
        }
        catch (StoreUnavailableException unavailable)
        {
            LogBroken(scope.Key.Id, unavailable);
            StreamEvents.WriteError(sse, "The store cannot be reached right now: reconnect with Last-Event-ID.", "unavailable");
        }
        catch (Exception fault)
        {
            LogBroken(scope.Key.Id, fault);
            StreamEvents.WriteError(sse, $"The server failed; its log has the reason under request id {context.TraceIdentifier}.", "internal");
        }

        finally
        {
            if (scope.Run is { } run)
            {
                context.Features.Set(new RequestRun(scope.Key.Id, run) { Agent = events.LastAgent });
            }
        }

        await sse.FlushAsync(requestAborted);
    }

    private async Task CopyAsync(SseWriter sse, StreamScope scope, ThreadWatch watch, StreamEvents events)
    {
        foreach (var earlier in scope.Earlier)
        {
            using var document = JournalEvent.Parse(earlier);
            events.Pass(earlier, new JournalEvent(document.RootElement));
        }

        if (scope.End is StreamEnd.AfterEvent rest && rest.Sequence <= scope.After)
        {
            events.WriteDone(sse, rest.Status);
            return;
        }

        var ended = watch.Ended;
        using var beat = new PeriodicTimer(options.Heartbeat, time);
        var nextBeat = beat.WaitForNextTickAsync(ended).AsTask();
        while (true)
        {
            var moving = watch.MoveNextAsync();
            if (moving.IsCompleted)
            {
                await moving;
            }
            else
            {
                await sse.FlushAsync(ended);
                var next = moving.AsTask();
                while (await Task.WhenAny(next, nextBeat) == nextBeat)
                {
                    sse.Comment();
                    await sse.FlushAsync(ended);
                    nextBeat = beat.WaitForNextTickAsync(ended).AsTask();
                }

                await next;
            }

            if (Write(sse, events, scope, watch.Current))
            {
                return;
            }

            if (sse.Waiting > MostWaiting)
            {
                await sse.FlushAsync(ended);
            }
        }
    }

    /// <summary>Writes what the scope shows of an item. True where the stream ends with it.</summary>
    private static bool Write(SseWriter sse, StreamEvents events, StreamScope scope, FeedItem item)
    {
        switch (item)
        {
            case FeedItem.Chunk chunk when scope.Run is null || scope.Run == chunk.RunId:
                events.Write(sse, chunk);
                return false;
            case FeedItem.Progress progress when scope.Run is null || scope.Run == progress.RunId:
                events.Write(sse, progress);
                return false;
            case FeedItem.Durable { Stored: var stored }:
                using (var document = JournalEvent.Parse(stored))
                {
                    return Write(sse, events, scope, stored, new JournalEvent(document.RootElement));
                }

            default:
                return false;
        }
    }

    private static bool Write(SseWriter sse, StreamEvents events, StreamScope scope, StoredEvent stored, JournalEvent of)
    {
        var run = of.Text("run_id");
        if (scope.Run is null || scope.Run.Value.Value == run)
        {
            events.Write(sse, stored, of);
        }

        switch (scope.End)
        {
            case StreamEnd.WithRun end when stored.Kind == "run_ended" && run == end.Run.Value:
                events.WriteDone(sse, StreamData.StatusOf(of));
                return true;
            case StreamEnd.WithRun end when stored.Kind == "run_paused" && run == end.Run.Value && stored.Sequence > end.PausesAfter:
                events.WriteDone(sse, RunStatus.PendingApproval);
                return true;
            case StreamEnd.AfterEvent end when stored.Sequence >= end.Sequence:
                events.WriteDone(sse, end.Status);
                return true;
            default:
                return false;
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The stream of thread {ThreadId} broke")]
    private partial void LogBroken(ThreadId threadId, Exception exception);
}
