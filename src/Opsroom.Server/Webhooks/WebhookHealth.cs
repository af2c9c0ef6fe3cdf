namespace Opsroom.Server.Webhooks;

/// <summary>How a receiver of notices is.</summary>
/// <param name="Receiver">Its address without path and query.</param>
/// <param name="Status"><c>healthy</c> or <c>unhealthy: …</c>, by the latest attempt.</param>
/// <param name="GivenUp">Notices that this server stopped trying to send to it since it started.</param>
public sealed record WebhookHealth(string Receiver, string Status, long GivenUp);
