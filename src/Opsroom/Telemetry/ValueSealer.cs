using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Telemetry.Redaction;
using Opsroom.Threads;

namespace Opsroom.Telemetry;

/// <summary>
/// Keeps the values that redaction took out, encrypted (AES-256-GCM under a key derived from the data key, bound to the thread and the token), so that an outgoing
/// call can have them back. Sealing the same value again gives the same text.
/// </summary>
public sealed class ValueSealer
{
    private const int TagLength = 16;
    private const int NonceLength = 12;

    private readonly byte[] _key;
    private readonly byte[] _nonceKey;

    /// <param name="dataKey">See <see cref="DataKey"/>.</param>
    public ValueSealer(ReadOnlySpan<byte> dataKey)
    {
        _key = HMACSHA256.HashData(dataKey, "opsroom sealing"u8);
        _nonceKey = HMACSHA256.HashData(dataKey, "opsroom sealing nonce"u8);
        Fingerprint = Convert.ToHexStringLower(HMACSHA256.HashData(dataKey, "opsroom data key fingerprint"u8).AsSpan(0, 8));
    }

    /// <summary>Tells one data key from another, and nothing else about it.</summary>
    public string Fingerprint { get; }

    /// <summary>The value as it may be stored: base64 of nonce, tag and ciphertext.</summary>
    public string Seal(string value, string token, ThreadKey thread)
    {
        var plain = Encoding.UTF8.GetBytes(value);
        var about = AboutOf(token, thread);
        var sealedBytes = new byte[NonceLength + TagLength + plain.Length];
        // a nonce that follows from the text is never used for two texts, and the journal of a run stays the same when it is made again
        byte[] text = [.. about, 0, .. plain];
        HMACSHA256.HashData(_nonceKey, text).AsSpan(0, NonceLength).CopyTo(sealedBytes);
        CryptographicOperations.ZeroMemory(text);
        using var cipher = new AesGcm(_key, TagLength);
        cipher.Encrypt(
            sealedBytes.AsSpan(0, NonceLength), plain, sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), about);
        CryptographicOperations.ZeroMemory(plain);
        return Convert.ToBase64String(sealedBytes);
    }

    /// <summary>The value again; null where it was sealed under another key or has been changed.</summary>
    public string? Unseal(string text, string token, ThreadKey thread)
    {
        try
        {
            var sealedBytes = Convert.FromBase64String(text);
            if (sealedBytes.Length < NonceLength + TagLength)
            {
                return null;
            }

            var plain = new byte[sealedBytes.Length - NonceLength - TagLength];
            using var cipher = new AesGcm(_key, TagLength);
            cipher.Decrypt(
                sealedBytes.AsSpan(0, NonceLength), sealedBytes.AsSpan(NonceLength + TagLength), sealedBytes.AsSpan(NonceLength, TagLength), plain, AboutOf(token, thread));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception failure) when (failure is FormatException or CryptographicException)
        {
            return null;
        }
    }

    /// <summary>Puts the values of a thread back in the place of their tokens.</summary>
    /// <param name="missing">The first token whose value is gone; null where all are there.</param>
    /// <param name="given">Hides what was given back.</param>
    public JsonElement Restore(JsonElement arguments, ThreadState thread, out string? missing, out Concealment given)
    {
        (missing, given) = (null, Concealment.None);
        if (!arguments.GetRawText().Contains(RedactionToken.Opening, StringComparison.Ordinal))
        {
            return arguments;
        }

        given = new Concealment();
        var node = JsonSerializer.SerializeToNode(arguments);
        var restored = Restore(node, thread, given, ref missing);
        return JsonSerializer.SerializeToElement(restored);
    }

    private JsonNode? Restore(JsonNode? node, ThreadState thread, Concealment given, ref string? missing)
    {
        switch (node)
        {
            case JsonObject map:
                var restored = new JsonObject();
                foreach (var (name, value) in map)
                {
                    restored[Restore(name, thread, given, ref missing)] = Restore(value, thread, given, ref missing);
                }

                return restored;
            case JsonArray list:
                var items = new JsonArray();
                foreach (var item in list)
                {
                    items.Add(Restore(item, thread, given, ref missing));
                }

                return items;
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                var text = value.GetValue<string>();
                var whole = Restore(text, thread, given, ref missing);
                return IsNumber(text) && !ReferenceEquals(text, whole) ? JsonNode.Parse(whole) : JsonValue.Create(whole);
            default:
                return node?.DeepClone();
        }
    }

    /// <summary>Whether the text is exactly the token of a number.</summary>
    private static bool IsNumber(string text) =>
        text.StartsWith($"{RedactionToken.Opening}{RedactionToken.NumberKind}:", StringComparison.Ordinal) && RedactionToken.LengthAt(text) == text.Length;

    private string Restore(string text, ThreadState thread, Concealment given, ref string? missing)
    {
        for (var from = 0; RedactionToken.IndexIn(text.AsSpan(from)) is var hit and >= 0;)
        {
            var start = from + hit;
            var token = text.Substring(start, RedactionToken.LengthAt(text.AsSpan(start)));
            var value = thread.Sealed.TryGetValue(token, out var kept) ? Unseal(kept, token, thread.Key) : null;
            if (value is null)
            {
                missing ??= token;
                from = start + token.Length;
                continue;
            }

            given.Add(value, token);
            text = string.Concat(text.AsSpan(0, start), value, text.AsSpan(start + token.Length));
            from = start + value.Length;
        }

        return text;
    }

    private static byte[] AboutOf(string token, ThreadKey thread) => Encoding.UTF8.GetBytes($"{thread.Tenant}\0{thread.Id.Value}\0{token}");
}
