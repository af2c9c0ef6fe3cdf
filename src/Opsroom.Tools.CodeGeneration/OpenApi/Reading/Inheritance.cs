using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Which named schemas build on which by allOf: where the parent has a discriminator, a value of it is one of them.</summary>
internal sealed class Inheritance
{
    private const int MaxDepth = 50;

    private readonly Dictionary<YamlMap, List<(YamlMap Schema, string Pointer)>> children = new(ReferenceEqualityComparer.Instance);

    public Inheritance(SpecDocument document)
    {
        foreach (var entry in document.Schemas?.Entries ?? [])
        {
            foreach (var part in (entry.Value as YamlMap)?.Items("allOf") ?? [])
            {
                if (References.Of(part) is { } reference && document.References.Map(part) is { } parent && !ReferenceEquals(parent, entry.Value))
                {
                    if (!children.TryGetValue(parent, out var known))
                    {
                        children[parent] = known = [];
                    }

                    known.Add(((YamlMap)entry.Value, reference[..(reference.LastIndexOf('/') + 1)] + entry.Key.Value));
                }
            }
        }
    }

    /// <summary>Everything that builds on a schema with a discriminator of its own, and no alternatives; nothing for any other.</summary>
    public IReadOnlyList<(YamlMap Schema, string Pointer)> ChildrenOf(YamlMap schema)
    {
        if (!schema.Has("discriminator") || !schema.Has("properties") || schema.Has("oneOf") || schema.Has("anyOf"))
        {
            return [];
        }

        var all = new List<(YamlMap, string)>();
        Collect(schema, all, new HashSet<YamlMap>(ReferenceEqualityComparer.Instance) { schema }, 0);
        return all;
    }

    private void Collect(YamlMap parent, List<(YamlMap, string)> all, HashSet<YamlMap> seen, int depth)
    {
        foreach (var child in children.GetValueOrDefault(parent, []))
        {
            if (depth < MaxDepth && seen.Add(child.Schema))
            {
                all.Add(child);
                Collect(child.Schema, all, seen, depth + 1);
            }
        }
    }
}
