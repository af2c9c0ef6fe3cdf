using Microsoft.Extensions.Logging;
using Opsroom.Threads;

namespace Opsroom.Server.Webhooks;

/// <summary>The deliveries to all receivers.</summary>
internal sealed class WebhookDeliveries(
    WebhookSettings settings, IStore store, WebhookMessages messages, WebhookPost post, TimeProvider time, ILogger<WebhookDelivery> logger)
{
    public IReadOnlyList<WebhookDelivery> All { get; } =
        [.. settings.All.Select(webhook => new WebhookDelivery(webhook, store, messages, post, time, logger))];

    public IReadOnlyList<WebhookHealth> Health => [.. All.Select(delivery => delivery.Health)];
}
