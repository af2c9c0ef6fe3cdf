using System.Text.Json.Nodes;

namespace Opsroom.Tools.Testing.Generating.Known;

/// <summary>Looks into an API document that may be of any shape.</summary>
internal static class ApiNode
{
    private const int MostReferences = 10;

    public static JsonNode? At(JsonNode? node, string name) => (node as JsonObject)?[name];

    public static string? Text(JsonNode? node) => node is JsonValue value ? value.ToString() : null;

    /// <summary>What a reference inside the document leads to; null where it leads out, nowhere, or to no object.</summary>
    public static JsonObject? Resolve(JsonNode root, JsonNode? node)
    {
        for (var rounds = 0; rounds < MostReferences && Text(At(node, "$ref")) is { } reference; rounds++)
        {
            if (!reference.StartsWith("#/", StringComparison.Ordinal))
            {
                return null;
            }

            node = root;
            foreach (var part in reference[2..].Split('/').Select(part => part.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal)))
            {
                node = At(node, part);
            }
        }

        return node as JsonObject;
    }
}
