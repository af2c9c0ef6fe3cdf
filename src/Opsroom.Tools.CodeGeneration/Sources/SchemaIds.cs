using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Finds what references by id or anchor mean inside a JSON Schema: <c>$id</c>, <c>id</c>, <c>$anchor</c>. Nothing outside is looked at.</summary>
internal sealed class SchemaIds(YamlMap root, References references)
{
    private static readonly Uri Nowhere = new("schema:///");

    private readonly Dictionary<string, YamlMap> byId = new(StringComparer.Ordinal);
    private readonly Dictionary<string, YamlMap> byAnchor = new(StringComparer.Ordinal);
    private readonly List<(string Reference, Uri Within)> open = [];

    public void Resolve()
    {
        Walk();
        foreach (var (reference, within) in open)
        {
            if (Target(reference, within) is { } target)
            {
                references.Know(reference, target);
            }
        }
    }

    private void Walk()
    {
        var left = new Stack<(YamlNode Node, Uri Within, bool IsSchema)>([(root, Nowhere, true)]);
        while (left.TryPop(out var next))
        {
            var within = next.Within;
            if (next.Node is YamlList list)
            {
                list.Items.ForEach(item => left.Push((item, within, true)));
            }
            else if (next.Node is YamlMap map)
            {
                within = next.IsSchema ? Named(map, within) : within;
                foreach (var (key, value) in map.Entries)
                {
                    if (key.Value is not ("enum" or "const" or "default" or "examples" or "example"))
                    {
                        // below these stand names of the author's own
                        left.Push((value, within, !next.IsSchema || key.Value is not ("properties" or "patternProperties" or "$defs" or "definitions")));
                    }
                }
            }
        }
    }

    private Uri Named(YamlMap schema, Uri within)
    {
        if ((schema.Words("$id") ?? schema.Words("id")) is { } id && schema["$ref"] is null)
        {
            if (id.StartsWith('#'))
            {
                byAnchor.TryAdd(id, schema);
            }
            else if (Uri.TryCreate(within, id, out var full))
            {
                within = full;
                byId.TryAdd(Bare(full), schema);
            }
        }

        if ((schema.Words("$anchor") ?? schema.Words("$dynamicAnchor")) is { } anchor)
        {
            byAnchor.TryAdd("#" + anchor, schema);
        }

        if (References.Of(schema) is { } reference && !reference.StartsWith("#/", StringComparison.Ordinal) && reference != "#")
        {
            open.Add((reference, within));
        }

        return within;
    }

    private YamlNode? Target(string reference, Uri within)
    {
        if (reference.StartsWith('#'))
        {
            return byAnchor.GetValueOrDefault(reference);
        }

        if (!Uri.TryCreate(within, reference, out var full) || !byId.TryGetValue(Bare(full), out var start))
        {
            return null;
        }

        var fragment = full.Fragment;
        return fragment.Length <= 1 ? start : fragment.StartsWith("#/", StringComparison.Ordinal) ? References.Find(start, fragment) : byAnchor.GetValueOrDefault(fragment);
    }

    private static string Bare(Uri uri) => uri.GetComponents(UriComponents.AbsoluteUri & ~UriComponents.Fragment, UriFormat.UriEscaped);
}
