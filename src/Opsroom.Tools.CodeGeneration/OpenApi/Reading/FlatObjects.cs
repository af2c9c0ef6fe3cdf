using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>An object schema with everything that allOf brings written out.</summary>
internal sealed class FlatObject
{
    /// <summary>In the order in which they were first named; a later schema of the same name takes the place.</summary>
    public OrderedDictionary<string, YamlNode> Properties { get; } = new(StringComparer.Ordinal);

    public HashSet<string> Required { get; } = new(StringComparer.Ordinal);

    /// <summary>What further properties are; null where nothing is said.</summary>
    public YamlNode? Additional { get; set; }

    public void Take(FlatObject other, bool asOptional)
    {
        foreach (var (name, schema) in other.Properties)
        {
            if (!Properties.TryGetValue(name, out var own) || SchemaShapes.IsMeaningful(schema) || !SchemaShapes.IsMeaningful(own))
            {
                Properties[name] = schema;
            }
        }

        if (!asOptional)
        {
            Required.UnionWith(other.Required);
        }

        Additional ??= other.Additional;
    }
}

/// <summary>Merges allOf. Each schema is merged once, so a tower of allOfs costs what it is high.</summary>
internal sealed class FlatObjects(References references, ReadingNotes notes)
{
    private const int MaxDepth = 100;

    private readonly Dictionary<YamlMap, FlatObject> made = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<YamlMap> open = new(ReferenceEqualityComparer.Instance);

    /// <summary>Whether a schema is an object with properties, by itself or through what it is made of.</summary>
    public bool IsObject(YamlNode? node) => IsObject(node, 0);

    public FlatObject Of(YamlMap schema)
    {
        if (made.TryGetValue(schema, out var flat))
        {
            return flat;
        }

        flat = new FlatObject();
        if (open.Count >= MaxDepth || !open.Add(schema))
        {
            notes.Warn("reference-loop", "This allOf leads to itself, or is deeper than it can be followed; what it would bring is left out.", schema);
            return flat;
        }

        foreach (var part in schema.Items("allOf"))
        {
            Merge(flat, part, asOptional: false);
        }

        foreach (var part in schema.Items("oneOf").Concat(schema.Items("anyOf")))
        {
            Merge(flat, part, asOptional: true);
        }

        foreach (var property in schema.Entries("properties"))
        {
            if (!flat.Properties.TryGetValue(property.Key.Value, out var brought) || SchemaShapes.IsMeaningful(property.Value) || !SchemaShapes.IsMeaningful(brought))
            {
                flat.Properties[property.Key.Value] = property.Value;
            }
        }

        flat.Required.UnionWith(schema.Texts("required"));
        flat.Additional = schema["additionalProperties"] ?? flat.Additional;
        open.Remove(schema);
        return made[schema] = flat;
    }

    private void Merge(FlatObject into, YamlNode part, bool asOptional)
    {
        var referred = references.Resolve(part);
        if (referred.Fault != ReferenceFault.None)
        {
            notes.Unresolved(referred, part);
        }
        else if (referred.Node is YamlMap target && !SchemaShapes.IsNull(target))
        {
            into.Take(Of(target), asOptional);
        }
    }

    private bool IsObject(YamlNode? node, int depth) =>
        depth < MaxDepth && references.Map(node) is { } schema
        && (schema.Has("properties") || schema.Texts("type").Contains("object", StringComparer.Ordinal) || schema.Items("allOf").Any(part => IsObject(part, depth + 1)));
}
