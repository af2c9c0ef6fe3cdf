using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Opsroom.Approvals;

/// <summary>What approvals and idempotency keys are bound to: an HMAC under the data key over what was really sent, so that nothing can be learned from it and nobody else can make one.</summary>
public sealed class CallBinding
{
    private readonly byte[] _key;

    /// <param name="dataKey">See <see cref="Telemetry.DataKey"/>.</param>
    public CallBinding(ReadOnlySpan<byte> dataKey) => _key = HMACSHA256.HashData(dataKey, "opsroom approval binding"u8);

    /// <summary>Lower-case hex over the parts in order; each part is kept apart from the next.</summary>
    public string Of(params ReadOnlySpan<string?> parts)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        Span<byte> length = stackalloc byte[sizeof(int)];
        foreach (var part in parts)
        {
            // an absent part is not an empty one
            var bytes = part is null ? [] : Encoding.UTF8.GetBytes(part);
            System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(length, part is null ? -1 : bytes.Length);
            hmac.AppendData(length);
            hmac.AppendData(bytes);
        }

        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <summary>JSON with the properties of every object in the order of their names, so that equal values give equal text.</summary>
    public static string Canonical(JsonElement json)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            Write(writer, json);
        }

        return Encoding.UTF8.GetString(buffer.WrittenSpan);
    }

    private static void Write(Utf8JsonWriter writer, JsonElement json)
    {
        switch (json.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var property in json.EnumerateObject().OrderBy(property => property.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(property.Name);
                    Write(writer, property.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in json.EnumerateArray())
                {
                    Write(writer, item);
                }

                writer.WriteEndArray();
                break;
            default:
                json.WriteTo(writer);
                break;
        }
    }
}
