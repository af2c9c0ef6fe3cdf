using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Telemetry.Redaction;

namespace Opsroom.Telemetry;

/// <summary>
/// Takes the values that a call was given back out of whatever comes of it: a preview, a result, a message. Redaction knows secrets by how they look or what they are
/// called; a tool may show one where nothing tells it from other text.
/// </summary>
public sealed class Concealment
{
    /// <summary>A shorter value is only hidden where it stands alone: within other text it would be found everywhere.</summary>
    private const int ShortestPart = 4;

    private readonly Dictionary<string, string> tokens = new(StringComparer.Ordinal);

    /// <summary>What hides nothing.</summary>
    public static Concealment None { get; } = new();

    /// <summary>Hides a value behind its token from now on.</summary>
    internal void Add(string value, string token) => tokens.TryAdd(value, token);

    public string Conceal(string text)
    {
        if (tokens.TryGetValue(text, out var whole))
        {
            return whole;
        }

        // the longest first: one value may be a part of another
        foreach (var (value, token) in tokens.Where(pair => pair.Key.Length >= ShortestPart && !IsName(pair)).OrderByDescending(pair => pair.Key.Length))
        {
            text = text.Replace(value, token, StringComparison.Ordinal);
        }

        return text;
    }

    public JsonElement Conceal(JsonElement json) => tokens.Count == 0 ? json : JsonSerializer.SerializeToElement(Conceal(JsonSerializer.SerializeToNode(json)));

    /// <summary>Every value of a Kubernetes secret is hidden, and some are user names that are also names of namespaces and images: those only where they stand alone.</summary>
    private static bool IsName(KeyValuePair<string, string> pair) =>
        pair.Value.StartsWith($"{RedactionToken.Opening}{SecretManifests.Kind}:", StringComparison.Ordinal) && pair.Key.All(letter => letter is '-' or '.' or (>= 'a' and <= 'z'));

    private JsonNode? Conceal(JsonNode? node)
    {
        switch (node)
        {
            case JsonObject map:
                var shown = new JsonObject();
                foreach (var (name, value) in map)
                {
                    shown[Conceal(name)] = Conceal(value);
                }

                return shown;
            case JsonArray list:
                return new JsonArray([.. list.Select(Conceal)]);
            case JsonValue value when value.GetValueKind() == JsonValueKind.String:
                return JsonValue.Create(Conceal(value.GetValue<string>()));
            case JsonValue value when value.GetValueKind() == JsonValueKind.Number && tokens.TryGetValue(value.ToJsonString(), out var token):
                return JsonValue.Create(token);
            default:
                return node?.DeepClone();
        }
    }
}
