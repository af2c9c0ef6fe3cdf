using System.Text.Json;
using Opsroom.Tools.Harness.Validation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary><c>required</c></summary>
internal sealed class RequiredKeyword(string[] names) : Keyword
{
    public override int Order => 0;

    public override bool IsValid(YamlNode node, Evaluation evaluation) => node is not YamlMap map || Array.TrueForAll(names, map.Has);

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        foreach (var name in names.Where(name => !((YamlMap)node).Has(name)))
        {
            Add(faults, $"needs \"{name}\"", node, path, depth);
        }
    }
}

/// <summary><c>properties</c>, <c>patternProperties</c> and <c>additionalProperties</c>, which only make sense together</summary>
internal sealed class PropertiesKeyword(Dictionary<string, SchemaNode> named, List<(EcmaPattern Pattern, SchemaNode Schema)> matched, SchemaNode? others) : Keyword
{
    public override int Order => 2;

    public static PropertiesKeyword? From(JsonSchema owner, JsonElement source, Func<JsonElement, SchemaNode> of)
    {
        var named = new Dictionary<string, SchemaNode>(StringComparer.Ordinal);
        if (source.TryGetProperty("properties", out var properties) && properties.ValueKind == JsonValueKind.Object)
        {
            foreach (var property in properties.EnumerateObject())
            {
                named[property.Name] = of(property.Value);
            }
        }

        var matched = new List<(EcmaPattern, SchemaNode)>();
        if (source.TryGetProperty("patternProperties", out var patterns) && patterns.ValueKind == JsonValueKind.Object)
        {
            matched.AddRange(patterns.EnumerateObject().Select(property => (owner.Pattern(property.Name), of(property.Value))));
        }

        var others = source.TryGetProperty("additionalProperties", out var additional) ? of(additional) : null;
        return named.Count == 0 && matched.Count == 0 && others is null ? null : new(named, matched, others);
    }

    public override bool IsValid(YamlNode node, Evaluation evaluation)
    {
        if (node is not YamlMap map)
        {
            return true;
        }

        // what a thing says of its type tells alternatives apart at once
        if (map["type"] is { } type && named.TryGetValue("type", out var typeSchema) && !typeSchema.IsValid(type, evaluation))
        {
            return false;
        }

        foreach (var (key, value) in map.Entries)
        {
            foreach (var schema in SchemasOf(key.Value))
            {
                if (!schema.IsValid(value, evaluation))
                {
                    return false;
                }
            }
        }

        return true;
    }

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        foreach (var (key, value) in ((YamlMap)node).Entries)
        {
            foreach (var schema in SchemasOf(key.Value))
            {
                if (!schema.IsValid(value, evaluation))
                {
                    schema.Explain(value, path.Below(key.Value), depth + 1, faults, evaluation);
                }
            }
        }
    }

    private IEnumerable<SchemaNode> SchemasOf(string key)
    {
        var isKnown = named.TryGetValue(key, out var byName);
        if (byName is not null)
        {
            yield return byName;
        }

        foreach (var (pattern, schema) in matched)
        {
            if (pattern.IsMatch(key))
            {
                isKnown = true;
                yield return schema;
            }
        }

        if (!isKnown && others is not null)
        {
            yield return others;
        }
    }
}

/// <summary><c>minProperties</c> and <c>maxProperties</c></summary>
internal sealed class PropertyCountKeyword(int least, int most) : PlainKeyword
{
    protected override bool IsValid(YamlNode node) => node is not YamlMap map || (map.Entries.Count >= least && map.Entries.Count <= most);

    protected override string Fault(YamlNode node) => least > 0 ? $"must have at least {least} keys" : $"must have at most {most} keys";
}

/// <summary><c>propertyNames</c></summary>
internal sealed class PropertyNamesKeyword(SchemaNode schema) : Keyword
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) =>
        node is not YamlMap map || map.Entries.TrueForAll(entry => schema.IsValid(new YamlScalar(entry.Key.Value), evaluation));

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Add(faults, "has a key that is not allowed", node, path, depth);
}

/// <summary>What must hold where a key is there.</summary>
internal sealed record Dependency(string Name, RequiredKeyword? Keys, SchemaNode? Schema);

/// <summary><c>dependencies</c></summary>
internal sealed class DependenciesKeyword(List<Dependency> dependencies) : Keyword
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) =>
        node is not YamlMap map || dependencies.TrueForAll(each => !map.Has(each.Name) || Holds(each, node, evaluation));

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        foreach (var each in dependencies.Where(each => ((YamlMap)node).Has(each.Name) && !Holds(each, node, evaluation)))
        {
            each.Keys?.Explain(node, path, depth, faults, evaluation);
            each.Schema?.Explain(node, path, depth, faults, evaluation);
        }
    }

    private static bool Holds(Dependency each, YamlNode node, Evaluation evaluation) =>
        (each.Keys?.IsValid(node, evaluation) ?? true) && (each.Schema?.IsValid(node, evaluation) ?? true);
}

/// <summary><c>minItems</c> and <c>maxItems</c></summary>
internal sealed class ItemCountKeyword(int least, int most) : PlainKeyword
{
    protected override bool IsValid(YamlNode node) => node is not YamlList list || (list.Items.Count >= least && list.Items.Count <= most);

    protected override string Fault(YamlNode node) => least > 0 ? $"must have at least {least} items" : $"must have at most {most} items";
}

/// <summary><c>uniqueItems</c></summary>
internal sealed class UniqueItemsKeyword : PlainKeyword
{
    protected override bool IsValid(YamlNode node)
    {
        if (node is not YamlList list)
        {
            return true;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            for (var j = 0; j < i; j++)
            {
                if (JsonEquality.AreEqual(list.Items[i], list.Items[j]))
                {
                    return false;
                }
            }
        }

        return true;
    }

    protected override string Fault(YamlNode node) => "has an item twice";
}

/// <summary><c>contains</c></summary>
internal sealed class ContainsKeyword(SchemaNode schema) : Keyword
{
    public override bool IsValid(YamlNode node, Evaluation evaluation) => node is not YamlList list || list.Items.Exists(item => schema.IsValid(item, evaluation));

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation) =>
        Add(faults, "has none of the items that it needs", node, path, depth);
}

/// <summary><c>items</c> and <c>additionalItems</c></summary>
/// <param name="leading">Schemas of the first items, one each.</param>
/// <param name="others">Of all others.</param>
internal sealed class ItemsKeyword(SchemaNode[] leading, SchemaNode? others) : Keyword
{
    public override int Order => 2;

    public override bool IsValid(YamlNode node, Evaluation evaluation)
    {
        if (node is not YamlList list)
        {
            return true;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            if (SchemaOf(i) is { } schema && !schema.IsValid(list.Items[i], evaluation))
            {
                return false;
            }
        }

        return true;
    }

    public override void Explain(YamlNode node, NodePath path, int depth, List<SchemaFault> faults, Evaluation evaluation)
    {
        var list = (YamlList)node;
        for (var i = 0; i < list.Items.Count && faults.Count < JsonSchema.EnoughFaults; i++)
        {
            if (SchemaOf(i) is { } schema && !schema.IsValid(list.Items[i], evaluation))
            {
                schema.Explain(list.Items[i], path.At(i), depth + 1, faults, evaluation);
            }
        }
    }

    private SchemaNode? SchemaOf(int index) => index < leading.Length ? leading[index] : others;
}
