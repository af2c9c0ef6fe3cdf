using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.CodeGeneration.OpenApi.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>Writes what JSON Schema has beyond OpenAPI in OpenAPI's words: tuples, conditions, dependencies, dynamic references, patterns of names.</summary>
internal static class SchemaRewriting
{
    public static void Rewrite(YamlMap root, ReadingNotes notes)
    {
        var left = new Stack<(YamlNode Node, bool IsSchema)>([(root, true)]);
        while (left.TryPop(out var next))
        {
            if (next.Node is YamlList list)
            {
                list.Items.ForEach(item => left.Push((item, true)));
            }
            else if (next.Node is YamlMap map)
            {
                if (next.IsSchema)
                {
                    One(map, notes);
                }

                foreach (var (key, value) in map.Entries)
                {
                    if (key.Value is not ("enum" or "const" or "default" or "examples" or "example"))
                    {
                        left.Push((value, !next.IsSchema || key.Value is not ("properties" or "patternProperties" or "$defs" or "definitions" or "dependentSchemas" or "dependencies")));
                    }
                }
            }
        }
    }

    private static void One(YamlMap schema, ReadingNotes notes)
    {
        foreach (var word in (string[])["$dynamicRef", "$recursiveRef"])
        {
            if (schema.Words(word) is { } reference && !schema.Has("$ref"))
            {
                Put(schema, "$ref", new YamlScalar(reference) { Line = schema[word]!.Line, Column = schema[word]!.Column });
            }
        }

        Tuple(schema, notes);
        Patterns(schema);
        Conditions(schema);
    }

    private static void Tuple(YamlMap schema, ReadingNotes notes)
    {
        if ((schema["prefixItems"] ?? schema["items"]) is YamlList { Items.Count: > 0 } places)
        {
            var rest = schema[schema.Has("prefixItems") ? "items" : "additionalItems"];
            notes.Warn("tuple", "A list with a type for each place becomes a list of any of these types.", schema);
            Put(schema, "items", new YamlMap { Line = schema.Line, Column = schema.Column }.Add("anyOf", new YamlList(rest is YamlMap more ? [.. places.Items, more] : places.Items)));
            schema.Entries.RemoveAll(entry => entry.Key.Value == "prefixItems");
        }
    }

    /// <summary>What names of one pattern have is what further names have.</summary>
    private static void Patterns(YamlMap schema)
    {
        if (schema["patternProperties"] is not YamlMap { Entries: { Count: > 0 } patterns })
        {
            return;
        }

        if (schema["additionalProperties"] is not YamlMap)
        {
            Put(schema, "additionalProperties", patterns.Count == 1 ? patterns[0].Value : new YamlMap().Add("anyOf", new YamlList(patterns.Select(entry => entry.Value))));
        }
    }

    /// <summary>Properties that are there under a condition are optional ones.</summary>
    private static void Conditions(YamlMap schema)
    {
        YamlNode?[] parts =
        [
            schema["then"], schema["else"],
            .. schema.Entries("dependentSchemas").Concat(schema.Entries("dependencies")).Select(entry => entry.Value),
        ];
        var given = parts.OfType<YamlMap>().Where(part => part.Has("properties") || part.Has("$ref")).ToList();
        if (given.Count == 0 || !schema.Has("properties"))
        {
            return;
        }

        if (schema["anyOf"] is YamlList known)
        {
            known.Items.AddRange(given);
        }
        else
        {
            schema.Add("anyOf", new YamlList(given));
        }
    }

    private static void Put(YamlMap map, string key, YamlNode value)
    {
        var at = map.Entries.FindIndex(entry => entry.Key.Value == key);
        if (at < 0)
        {
            map.Add(key, value);
        }
        else
        {
            map.Entries[at] = new(map.Entries[at].Key, value);
        }
    }
}
