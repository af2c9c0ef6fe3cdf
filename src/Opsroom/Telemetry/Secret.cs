using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Telemetry;

/// <summary>A value that must not be seen: it prints and serialises as <c>***</c>.</summary>
[DebuggerDisplay("***"), JsonConverter(typeof(SecretConverter))]
public sealed class Secret(string value)
{
    private readonly string value = value;

    /// <summary>The value, for an outgoing call only.</summary>
    public string Reveal() => value;

    /// <summary>A secret of what is set; null where nothing is.</summary>
    public static Secret? From(string? text) => string.IsNullOrWhiteSpace(text) ? null : new Secret(text.Trim());

    public override string ToString() => "***";
}

internal sealed class SecretConverter : JsonConverter<Secret>
{
    public override Secret? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Secret.From(reader.GetString());

    public override void Write(Utf8JsonWriter writer, Secret value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
}
