using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>What a schema holds against a node.</summary>
internal sealed record SchemaFault(string Message, YamlNode Node, NodePath Path)
{
    /// <summary>How far below the node that was judged; the deeper, the nearer to what was meant.</summary>
    public required int Depth { get; init; }
}

/// <summary>
/// A JSON Schema of draft-07, judging YAML. Local references only; <c>format</c> is not judged. Keywords beside a <c>$ref</c> count, as they do for ajv.
/// Each part is compiled when it is first needed. Safe to share between threads.
/// </summary>
internal sealed class JsonSchema
{
    /// <summary>After so many no further item of a list is explained.</summary>
    internal const int EnoughFaults = 100;

    private readonly JsonElement document;
    private readonly Dictionary<string, SchemaNode> byPointer = new(StringComparer.Ordinal);
    private readonly Dictionary<string, EcmaPattern> patterns = new(StringComparer.Ordinal);
    private readonly Lock gate = new();
    private readonly SchemaNode root;

    private JsonSchema(JsonElement document)
    {
        this.document = document;
        root = new SchemaNode(this, document);
    }

    /// <exception cref="JsonException">The text is not JSON.</exception>
    public static JsonSchema Parse(ReadOnlyMemory<byte> utf8Json)
    {
        using var parsed = JsonDocument.Parse(utf8Json, new() { MaxDepth = 512, AllowTrailingCommas = true, CommentHandling = JsonCommentHandling.Skip });
        return new(parsed.RootElement.Clone());
    }

    /// <summary>Whether documents with this key at their root are what the schema is about.</summary>
    public bool IsAbout(string rootKey) =>
        document.ValueKind != JsonValueKind.Object
        || !document.TryGetProperty("properties", out var properties)
        || properties.ValueKind != JsonValueKind.Object
        || properties.TryGetProperty(rootKey, out _);

    /// <exception cref="SchemaException">The schema itself cannot be used.</exception>
    public bool IsValid(YamlNode node) => root.IsValid(node, new Evaluation());

    /// <summary>Why the node is not valid; of alternatives only the faults of the one that was probably meant.</summary>
    /// <exception cref="SchemaException">The schema itself cannot be used.</exception>
    public IReadOnlyList<SchemaFault> Check(YamlNode node)
    {
        var evaluation = new Evaluation();
        if (root.IsValid(node, evaluation))
        {
            return [];
        }

        var faults = new List<SchemaFault>();
        root.Explain(node, NodePath.Root, 0, faults, evaluation);
        return [.. faults.DistinctBy(fault => (fault.Node, fault.Message))];
    }

    /// <summary>The same few patterns stand in a schema hundreds of times.</summary>
    internal EcmaPattern Pattern(string pattern)
    {
        lock (gate)
        {
            if (!patterns.TryGetValue(pattern, out var known))
            {
                patterns.Add(pattern, known = new(pattern));
            }

            return known;
        }
    }

    internal SchemaNode Resolve(string reference)
    {
        lock (gate)
        {
            if (byPointer.TryGetValue(reference, out var known))
            {
                return known;
            }

            var node = reference == "#" ? root : new SchemaNode(this, Find(reference));
            byPointer.Add(reference, node);
            return node;
        }
    }

    private JsonElement Find(string reference)
    {
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new SchemaException($"The schema refers to \"{reference}\"; only references within the file (#/…) can be followed.");
        }

        var at = document;
        foreach (var part in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(part).Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (at.ValueKind == JsonValueKind.Object && at.TryGetProperty(name, out var inner))
            {
                at = inner;
            }
            else if (at.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index >= 0 && index < at.GetArrayLength())
            {
                at = at[index];
            }
            else
            {
                throw new SchemaException($"The schema refers to \"{reference}\", which it does not hold.");
            }
        }

        return at;
    }
}

/// <summary>A schema that cannot be used; the message says why.</summary>
internal sealed class SchemaException(string message) : Exception(message);

/// <summary>One judgement in progress: how deep it is, and what is known already.</summary>
internal sealed class Evaluation
{
    private const int MaxDepth = 3000;

    private readonly Dictionary<(SchemaNode, YamlNode), bool> known = [];
    private int depth;

    public bool IsKnown(SchemaNode schema, YamlNode node, out bool isValid) => known.TryGetValue((schema, node), out isValid);

    public bool Remember(SchemaNode schema, YamlNode node, bool isValid) => known[(schema, node)] = isValid;

    public void Enter()
    {
        if (++depth > MaxDepth)
        {
            throw new SchemaException("The schema refers to itself without end.");
        }
    }

    public void Leave() => depth--;
}
