using System.Text.Json;
using System.Text.Json.Serialization;

namespace ClientNamespace;

/// <summary>One of the types that a value may be of: by its kind in JSON, of an object also by its properties.</summary>
internal sealed record UnionVariant(Type Type, JsonValueKind Kind)
{
    public string[] Required { get; init; } = [];

    public string[] Known { get; init; } = [];

    public (string Name, string Value)[] Constants { get; init; } = [];

    /// <summary>How well a value fits; less than nothing where it does not.</summary>
    public int FitOf(JsonElement value)
    {
        var kind = value.ValueKind == JsonValueKind.False ? JsonValueKind.True : value.ValueKind;
        if (kind != Kind)
        {
            return -1;
        }

        if (kind != JsonValueKind.Object)
        {
            return IsWhole(Type) && !value.TryGetInt64(out _) ? -1 : IsWhole(Type) ? 1 : 0;
        }

        foreach (var (name, only) in Constants)
        {
            if (value.TryGetProperty(name, out var given) && given.ToString() != only)
            {
                return -1;
            }
        }

        return Required.All(name => value.TryGetProperty(name, out _)) ? 1 + Constants.Length + Known.Count(name => value.TryGetProperty(name, out _)) : -1;
    }

    private static bool IsWhole(Type type) => type == typeof(long) || type == typeof(int);
}

/// <summary>Reads and writes a value that is one of several types. What fits none of them is kept as JSON.</summary>
internal abstract class UnionConverter<T> : JsonConverter<T>
    where T : class
{
    protected abstract UnionVariant[] Variants { get; }

    protected virtual string? Discriminator => null;

    protected virtual IReadOnlyDictionary<string, Type> Tags { get; } = new Dictionary<string, Type>();

    protected virtual Type? Fallback => null;

    protected abstract T Create(object? value);

    protected abstract object? ValueOf(T value);

    public override T Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        using var document = JsonDocument.ParseValue(ref reader);
        var value = document.RootElement;
        return Create(TypeOf(value) is { } type ? value.Deserialize(type, options) : value.Clone());
    }

    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options)
    {
        var held = ValueOf(value);
        JsonSerializer.Serialize(writer, held, held?.GetType() ?? typeof(object), options);
    }

    private Type? TypeOf(JsonElement value)
    {
        if (Discriminator is { } name && value.ValueKind == JsonValueKind.Object)
        {
            return value.TryGetProperty(name, out var tag) && Tags.TryGetValue(tag.ToString(), out var type) ? type : Fallback;
        }

        var (best, most) = (Fallback, -1);
        foreach (var variant in Variants)
        {
            if (variant.FitOf(value) is var fit && fit > most)
            {
                (best, most) = (variant.Type, fit);
            }
        }

        return best;
    }
}
