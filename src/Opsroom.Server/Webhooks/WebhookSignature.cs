using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Opsroom.Server.Webhooks;

/// <summary>
/// Signs messages by the symmetric scheme of Standard Webhooks 1.0.0 (https://github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md,
/// "Signature scheme"): <c>v1,</c> and the base64 of HMAC-SHA256 over <c>id.timestamp.payload</c>.
/// </summary>
internal static class WebhookSignature
{
    public const string IdHeader = "webhook-id";

    public const string TimestampHeader = "webhook-timestamp";

    public const string SignatureHeader = "webhook-signature";

    /// <param name="timestamp">Of the attempt, in seconds since 1970.</param>
    public static string Of(byte[] key, string id, long timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{id}.{timestamp}.")), .. body];
        return "v1," + Convert.ToBase64String(HMACSHA256.HashData(key, signed));
    }
}
