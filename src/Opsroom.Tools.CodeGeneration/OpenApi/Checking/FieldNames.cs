using System.Collections.Frozen;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.CodeGeneration.OpenApi.Checking.SpecReport;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Checking;

/// <summary>The fields that the objects of a description have.</summary>
internal static class FieldNames
{
    public static readonly FrozenSet<string> Root = Set("openapi info jsonSchemaDialect servers paths webhooks components security tags externalDocs $self");
    public static readonly FrozenSet<string> SwaggerRoot = Set("swagger info host basePath schemes consumes produces paths definitions parameters responses securityDefinitions security tags externalDocs");
    public static readonly FrozenSet<string> PathItem = Set("$ref summary description get put post delete options head patch trace query additionalOperations servers parameters");
    public static readonly FrozenSet<string> Operation = Set("tags summary description externalDocs operationId parameters requestBody responses callbacks deprecated security servers consumes produces schemes");
    public static readonly FrozenSet<string> Response = Set("$ref summary description headers content links schema examples");

    public static void Check(SpecReport report, YamlMap map, FrozenSet<string> known, string path)
    {
        foreach (var entry in map.Entries)
        {
            var name = entry.Key.Value;
            if (!known.Contains(name) && !name.StartsWith("x-", StringComparison.Ordinal))
            {
                var near = known.FirstOrDefault(word => string.Equals(word, name, StringComparison.OrdinalIgnoreCase) || string.Equals(word.TrimEnd('s'), name.TrimEnd('s'), StringComparison.OrdinalIgnoreCase));
                report.Add("unknown-field", $"The field {Quoted(name)} is none of the specification{(near is null ? "; begin its name with x- if it is your own" : $"; {near} may be meant")}.", entry.Key, path);
            }
        }
    }

    private static FrozenSet<string> Set(string words) => words.Split(' ').ToFrozenSet(StringComparer.Ordinal);
}
