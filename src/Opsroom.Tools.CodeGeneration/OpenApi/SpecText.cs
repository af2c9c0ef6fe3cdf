using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

/// <summary>Takes the text of an API description, YAML or JSON, apart into a tree with places.</summary>
internal static class SpecText
{
    /// <summary>Characters of the longest description that is read.</summary>
    public const int MaxLength = 12 * 1024 * 1024;

    /// <summary>Values of the largest description that is read.</summary>
    public const int MaxNodes = 1_500_000;

    private static readonly YamlLimits Limits = new(MaxLength, MaxNodes);

    /// <summary>The tree, and what is wrong with the text. There is no root where it cannot be read, or is no mapping.</summary>
    public static (YamlMap? Root, ImmutableArray<Finding> Faults) Read(string text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return (null, [new("openapi-syntax", Severity.Error, "The text is empty; give an OpenAPI or Swagger document.", Line: 1, Column: 1)]);
        }

        var start = text.AsSpan().TrimStart('\uFEFF').TrimStart();
        var (root, faults) = start is ['{', ..] && text.Length <= MaxLength ? JsonTree.Read(text.TrimStart('\uFEFF'), MaxNodes) : FromYaml(text);
        if (root is YamlMap map)
        {
            return (map, faults);
        }

        return (null, faults.Length > 0 ? faults
            : [new("openapi-syntax", Severity.Error, "The document is not a mapping; it must begin with openapi: or swagger:.", Line: root?.Line ?? 1, Column: root?.Column ?? 1)]);
    }

    private static (YamlNode? Root, ImmutableArray<Finding> Faults) FromYaml(string text)
    {
        var reading = YamlReader.Read(text, Limits, 0);
        return (reading.Root, [.. reading.Faults.Select(fault => new Finding(
            fault.Rule == "yaml-syntax" ? "openapi-syntax" : fault.Rule.Replace("yaml-", "openapi-", StringComparison.Ordinal), Severity.Error, fault.Message, Line: fault.Line, Column: fault.Column))]);
    }
}
