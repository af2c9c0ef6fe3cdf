using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>Tells what kind of schema a node is. Reads it alone, without what it refers to.</summary>
internal static class SchemaShapes
{
    private static readonly string[] Meaningful =
        ["type", "properties", "items", "prefixItems", "enum", "const", "allOf", "oneOf", "anyOf", "additionalProperties", "patternProperties", "$ref", "format"];

    /// <summary>The types that a schema allows, without null.</summary>
    public static IReadOnlyList<string> TypesOf(YamlMap schema)
    {
        string[] given = [.. schema.Texts("type").Where(type => type != "null").Distinct(StringComparer.Ordinal)];
        return given.Length > 0 || schema.Has("type") ? given
            : schema.Has("properties") || schema.Has("additionalProperties") || schema.Has("patternProperties") ? ["object"]
            : schema.Has("items") || schema.Has("prefixItems") ? ["array"]
            : [];
    }

    /// <summary>Whether a schema allows null by its own words.</summary>
    public static bool IsNullable(YamlMap schema) =>
        schema.IsTrue("nullable") || schema.IsTrue("x-nullable")
        || (schema["type"] is YamlList && schema.Texts("type").Contains("null", StringComparer.Ordinal))
        || schema.Items("enum").Any(value => value is YamlScalar { Kind: ScalarKind.Null })
        || schema.Items("oneOf").Concat(schema.Items("anyOf")).Any(IsNull);

    /// <summary>Whether it allows nothing but null.</summary>
    public static bool IsNull(YamlNode? node) =>
        node is YamlMap schema && ((schema["type"] is YamlScalar { Value: "null" }) || (schema["const"] is YamlScalar { Kind: ScalarKind.Null })
            || (schema["enum"] is YamlList { Items: [YamlScalar { Kind: ScalarKind.Null }] }));

    /// <summary>Whether a schema says anything about the type; one that only describes or narrows does not.</summary>
    public static bool IsMeaningful(YamlNode? node) => node is YamlMap schema && Meaningful.Any(schema.Has);

    /// <summary>The alternatives of a schema that are types of their own.</summary>
    public static List<YamlNode> Alternatives(YamlMap schema) =>
        [.. schema.Items("oneOf").Concat(schema.Items("anyOf")).Where(member => !IsNull(member) && IsMeaningful(member))];

    public static string? Doc(YamlMap schema)
    {
        var (title, description) = (schema.Words("title"), schema.Words("description"));
        return description ?? title;
    }
}
