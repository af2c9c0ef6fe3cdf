using System.Text.Json;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Threads.Outbox;

namespace Opsroom.Server.Webhooks;

/// <summary>Sends one receiver what waits for it, and knows how that goes.</summary>
internal sealed partial class WebhookDelivery(
    WebhookOptions webhook, IStore store, WebhookMessages messages, WebhookPost post, TimeProvider time, ILogger<WebhookDelivery> logger)
{
    /// <summary>With the pauses between them, which grow from five seconds to eight hours, they take about a day.</summary>
    public const int MostAttempts = 10;

    private const int AtOnce = 16;

    /// <summary>How often is looked for what is due although nothing was written here.</summary>
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan FirstPause = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(8);
    private static readonly TimeSpan LongestRetryAfter = TimeSpan.FromDays(1);

    private volatile string? problem;
    private volatile bool isGone;
    private long givenUp;

    public WebhookHealth Health => new(webhook.Receiver, problem is { } known ? $"unhealthy: {known}" : "healthy", Interlocked.Read(ref givenUp));

    /// <summary>Takes what is due, once, and sends it.</summary>
    /// <returns>How long to leave the receiver alone: not at all where it took something, and null where nothing was due.</returns>
    public async Task<TimeSpan?> PassAsync(CancellationToken cancellationToken)
    {
        if (isGone)
        {
            Interlocked.Add(ref givenUp, await store.DropNoticesAsync(webhook.Route.Webhook, cancellationToken));
            return null;
        }

        var taken = await store.TakeNoticesAsync(webhook.Route.Webhook, AtOnce, 4 * WebhookPost.LongestAttempt, cancellationToken);
        if (taken.Count == 0)
        {
            return null;
        }

        var sent = await Task.WhenAll(taken.Select(notice => SendAsync(notice, cancellationToken)));

        // also while the server stops: what has arrived would be sent again otherwise
        await store.SettleNoticesAsync([.. sent.Select(one => one.Settled)], CancellationToken.None);
        cancellationToken.ThrowIfCancellationRequested();
        if (sent.Any(one => one.Outcome.Problem is null))
        {
            problem = null;
            return TimeSpan.Zero;
        }

        isGone = sent.Any(one => one.Outcome.Gone);
        problem = isGone ? "it answers 410 and is told nothing more until the server starts again" : sent[^1].Outcome.Problem;
        return isGone ? TimeSpan.Zero : sent.Max(one => one.Outcome.RetryAfter) is { } asked ? Clamp(asked, Period, LongestRetryAfter) : Period;
    }

    /// <summary>Waits until something may be due.</summary>
    public Task WaitAsync(CancellationToken cancellationToken) => webhook.Route.WaitAsync(Period, time, cancellationToken);

    private async Task<(PostOutcome Outcome, SettledNotice Settled)> SendAsync(Notice notice, CancellationToken cancellationToken)
    {
        try
        {
            if (await messages.WriteAsync(notice, cancellationToken) is not { } message)
            {
                return (new PostOutcome(null), new SettledNotice(notice, null));
            }

            var outcome = await post.SendAsync(webhook, message, cancellationToken);
            return (outcome, new SettledNotice(notice, outcome.Problem is null ? null : NextAttempt(notice, outcome)));
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return (new PostOutcome("the server stops"), new SettledNotice(notice, time.GetUtcNow()));
        }
        catch (Exception unreadable) when (unreadable is InvalidDataException or JsonException or InvalidOperationException)
        {
            Interlocked.Increment(ref givenUp);
            LogUnreadable(notice.Key.Id, notice.Sequence, webhook.Receiver, unreadable.Message);
            return (new PostOutcome(null), new SettledNotice(notice, null));
        }
    }

    /// <summary>When it is tried again; null where it is given up.</summary>
    private DateTimeOffset? NextAttempt(Notice notice, PostOutcome outcome)
    {
        if (outcome.Gone || notice.Attempts >= MostAttempts)
        {
            Interlocked.Increment(ref givenUp);
            LogGivenUp(notice.Key.Id, notice.Sequence, webhook.Receiver, notice.Attempts, outcome.Problem!);
            return null;
        }

        var pause = Clamp(FirstPause * Math.Pow(4, notice.Attempts - 1), FirstPause, LongestPause) * (0.8 + (0.4 * Random.Shared.NextDouble()));
        var asked = Clamp(outcome.RetryAfter ?? TimeSpan.Zero, TimeSpan.Zero, LongestRetryAfter);
        LogPutOff(notice.Key.Id, notice.Sequence, webhook.Receiver, notice.Attempts, outcome.Problem!);
        return time.GetUtcNow() + (asked > pause ? asked : pause);
    }

    private static TimeSpan Clamp(TimeSpan span, TimeSpan least, TimeSpan most) => span < least ? least : span > most ? most : span;

    [LoggerMessage(Level = LogLevel.Warning, Message = "The notice of event {Sequence} of {ThreadId} did not reach {Receiver} in attempt {Attempt} and is tried again: {Reason}")]
    private partial void LogPutOff(ThreadId threadId, long sequence, string receiver, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The notice of event {Sequence} of {ThreadId} to {Receiver} is given up after {Attempt} attempts: {Reason}")]
    private partial void LogGivenUp(ThreadId threadId, long sequence, string receiver, int attempt, string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The notice of event {Sequence} of {ThreadId} to {Receiver} is given up, since the event cannot be read: {Reason}")]
    private partial void LogUnreadable(ThreadId threadId, long sequence, string receiver, string reason);
}
