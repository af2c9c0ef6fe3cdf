namespace Opsroom.Server.Webhooks;

/// <summary>What a receiver is told.</summary>
/// <param name="Id">The same each time the notice is tried.</param>
/// <param name="Body">JSON.</param>
internal sealed record WebhookMessage(string Id, byte[] Body);
