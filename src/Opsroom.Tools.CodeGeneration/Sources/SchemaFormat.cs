using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using Opsroom.Tools.CodeGeneration.OpenApi;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.Sources;

/// <summary>What types are read from.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<SchemaFormat>))]
public enum SchemaFormat
{
    [JsonStringEnumMemberName("json-schema")]
    JsonSchema,

    [JsonStringEnumMemberName("openapi")]
    OpenApi,

    [JsonStringEnumMemberName("graphql")]
    GraphQL,

    [JsonStringEnumMemberName("prisma")]
    Prisma,

    /// <summary>Sample JSON.</summary>
    [JsonStringEnumMemberName("json")]
    Json,
}

/// <summary>Tells the format of a schema by its file and its text.</summary>
internal static partial class SchemaFormats
{
    private static readonly string[] Words = ["$schema", "$defs", "definitions", "allOf", "oneOf", "anyOf", "patternProperties"];

    /// <summary>Null where nothing tells it.</summary>
    public static SchemaFormat? Detect(string text, string? path)
    {
        switch (Path.GetExtension(path)?.ToLowerInvariant())
        {
            case ".graphql" or ".gql" or ".graphqls":
                return SchemaFormat.GraphQL;
            case ".prisma":
                return SchemaFormat.Prisma;
            case ".ndjson" or ".jsonl":
                return SchemaFormat.Json;
        }

        var start = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        if (start is ['{' or '[' or '"', ..])
        {
            return SpecText.Read(text).Root is { } map ? OfMap(map) ?? SchemaFormat.Json : SchemaFormat.Json;
        }

        if (Prisma().IsMatch(text))
        {
            return SchemaFormat.Prisma;
        }

        return GraphQL().IsMatch(text) ? SchemaFormat.GraphQL
            : SpecText.Read(text).Root is { } yaml ? OfMap(yaml)
            : YamlOpenApi().IsMatch(text) ? SchemaFormat.OpenApi : null;
    }

    private static SchemaFormat? OfMap(YamlMap map)
    {
        if (map["openapi"] is YamlScalar || map["swagger"] is YamlScalar)
        {
            return SchemaFormat.OpenApi;
        }

        var isTyped = map.Texts("type").FirstOrDefault() is "object" or "array" or "string" or "integer" or "number" or "boolean" or "null";
        return Words.Any(word => map[word] is YamlMap or YamlList || (word == "$schema" && map[word] is YamlScalar))
            || (isTyped && (map.Entries.Count <= 2 || map["properties"] is YamlMap || map["items"] is YamlMap or YamlList || map["enum"] is YamlList || map["additionalProperties"] is not null))
            || (map["properties"] is YamlMap { Entries: { Count: > 0 } properties } && properties.TrueForAll(entry => entry.Value is YamlMap schema && (schema.Has("type") || schema.Has("$ref") || schema.Has("enum"))))
            ? SchemaFormat.JsonSchema : null;
    }

    [GeneratedRegex(@"^[ \t]*(datasource|generator|model|view)[ \t]+\w+[ \t]*\{", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Prisma();

    [GeneratedRegex(@"^[ \t]*((extend[ \t]+)?(type|input|interface|enum)[ \t]+\w+[^\n:]*(\{|implements|@|$)|union[ \t]+\w+[^\n:]*=|scalar[ \t]+\w+|schema[ \t]*(@[^\n]*)?\{|directive[ \t]+@)", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex GraphQL();

    [GeneratedRegex(@"^(openapi|swagger):", RegexOptions.Multiline | RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex YamlOpenApi();
}
