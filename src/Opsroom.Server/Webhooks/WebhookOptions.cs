using Opsroom.Telemetry;
using Opsroom.Threads.Outbox;

namespace Opsroom.Server.Webhooks;

/// <summary>A receiver of notices.</summary>
/// <param name="Secret">Signs them: <c>whsec_</c> and the key in base64.</param>
/// <param name="Route">Which notices it takes.</param>
internal sealed record WebhookOptions(Uri Url, Secret Secret, NoticeRoute Route)
{
    public const string SecretPrefix = "whsec_";

    /// <summary>What it is called in logs and in <c>/health</c>: paths and queries of such addresses are often secret.</summary>
    public string Receiver => Url.GetLeftPart(UriPartial.Authority);

    /// <summary>The key that signs.</summary>
    public byte[] Key => Convert.FromBase64String(Secret.Reveal()[SecretPrefix.Length..]);
}
