using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

internal enum SpecVersion
{
    Swagger2,
    OpenApi30,
    OpenApi31,
}

/// <summary>An API description as a tree, with its version and its references.</summary>
internal sealed class SpecDocument
{
    private static readonly string[] MethodNames = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    private SpecDocument(YamlMap root, SpecVersion version)
    {
        (Root, Version) = (root, version);
        References = new(root);
    }

    /// <summary>A schema that stands alone, read as those of OpenAPI 3.1 are.</summary>
    public static SpecDocument OfSchema(YamlMap root) => new(root, SpecVersion.OpenApi31);

    public YamlMap Root { get; }

    public SpecVersion Version { get; }

    public bool IsSwagger => Version == SpecVersion.Swagger2;

    public References References { get; }

    /// <summary>The words that name methods in a path, in the order of the specification.</summary>
    public static IReadOnlyList<string> Methods => MethodNames;

    /// <summary>Where named schemas stand.</summary>
    public YamlMap? Schemas => Section("schemas", "definitions");

    public YamlMap? Paths => Root["paths"] as YamlMap;

    public YamlMap? SecuritySchemes => Section("securitySchemes", "securityDefinitions");

    /// <summary>The pointer to a section of named things: <c>#/components/schemas</c>.</summary>
    public string SectionPointer(string section, string swagger) => IsSwagger ? $"#/{swagger}" : $"#/components/{section}";

    public YamlMap? Section(string section, string swagger) => (IsSwagger ? Root[swagger] : (Root["components"] as YamlMap)?[section]) as YamlMap;

    /// <summary>Reads a description. Where there are errors and no document, the text is none.</summary>
    public static (SpecDocument? Document, ImmutableArray<Finding> Faults) Read(string text)
    {
        var (root, faults) = SpecText.Read(text);
        if (root is null)
        {
            return (null, faults);
        }

        if (VersionOf(root) is not { } version)
        {
            var at = root["openapi"] ?? root["swagger"] ?? root;
            return (null, faults.Add(new(
                "openapi-version", Severity.Error, "The document does not say a version that is known: begin with openapi: 3.0.x or 3.1.x, or swagger: \"2.0\".", Line: at.Line, Column: at.Column)));
        }

        return (new(root, version), faults);
    }

    private static SpecVersion? VersionOf(YamlMap root) =>
        root["openapi"]?.Text is { } version
            ? version.StartsWith("3.0", StringComparison.Ordinal) ? SpecVersion.OpenApi30
                : version.StartsWith("3.1", StringComparison.Ordinal) || version.StartsWith("3.2", StringComparison.Ordinal) ? SpecVersion.OpenApi31 : null
            : root["swagger"]?.Text is "2.0" or "2" ? SpecVersion.Swagger2 : null;
}
