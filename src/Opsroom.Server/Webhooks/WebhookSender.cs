using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Hosting;
using Opsroom.Threads;

namespace Opsroom.Server.Webhooks;

/// <summary>Sends notices for as long as the server runs. Each receiver is served by itself, so that one that is slow keeps nobody else waiting.</summary>
internal sealed partial class WebhookSender(
    WebhookSettings settings, WebhookDeliveries deliveries, IStore store, StoreOpening opening, TimeProvider time, ILogger<WebhookSender> logger) : BackgroundService
{
    /// <summary>How long notices wait for a receiver that the settings do not name any more, or not on this server yet.</summary>
    private static readonly TimeSpan StraysAreKept = TimeSpan.FromDays(3);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await opening.Opened.WaitAsync(stoppingToken);
            await DropStraysAsync(stoppingToken);
            await Task.WhenAll(deliveries.All.Select(delivery => ServeAsync(delivery, stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // what was not sent goes with the next start
        }
    }

    private async Task ServeAsync(WebhookDelivery delivery, CancellationToken stoppingToken)
    {
        while (true)
        {
            TimeSpan? rest = null;
            try
            {
                rest = await delivery.PassAsync(stoppingToken);
            }
            catch (StoreUnavailableException unavailable)
            {
                LogStoreUnavailable(unavailable.Message);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }

            await (rest is { } known ? Task.Delay(known, time, stoppingToken) : delivery.WaitAsync(stoppingToken));
        }
    }

    private async Task DropStraysAsync(CancellationToken cancellationToken)
    {
        try
        {
            await store.DropStrayNoticesAsync([.. settings.All.Select(webhook => webhook.Route.Webhook)], time.GetUtcNow() - StraysAreKept, cancellationToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            LogStoreUnavailable(unavailable.Message);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Notices wait until the store is back: {Reason}")]
    private partial void LogStoreUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Notices could not be sent and are tried again")]
    private partial void LogFailed(Exception fault);
}
