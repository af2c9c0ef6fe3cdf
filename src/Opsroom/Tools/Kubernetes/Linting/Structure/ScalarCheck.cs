using System.Text.RegularExpressions;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Linting.Structure;

/// <summary>Whether a scalar is what a field takes, as Kubernetes reads YAML: by version 1.1, where a plain <c>yes</c> or <c>on</c> is a boolean.</summary>
internal static partial class ScalarCheck
{
    public static bool Fits(YamlScalar scalar, ShapeKind kind) => kind switch
    {
        ShapeKind.Text or ShapeKind.Bytes => IsText(scalar),
        ShapeKind.Time => scalar.Kind == ScalarKind.Text,
        ShapeKind.Integer => scalar.Kind == ScalarKind.Number && Whole().IsMatch(scalar.Value),
        ShapeKind.Number => scalar.Kind == ScalarKind.Number,
        ShapeKind.Boolean => scalar.Kind == ScalarKind.Boolean || IsOldBoolean(scalar),
        ShapeKind.IntegerOrText => scalar.Kind == ScalarKind.Number ? Whole().IsMatch(scalar.Value) : IsText(scalar),
        ShapeKind.Quantity => scalar.Kind is ScalarKind.Number or ScalarKind.Text,
        _ => true,
    };

    public static string NameOf(ShapeKind kind) => kind switch
    {
        ShapeKind.Text or ShapeKind.Bytes => "text",
        ShapeKind.Time => "a time such as 2006-01-02T15:04:05Z",
        ShapeKind.Integer => "a whole number",
        ShapeKind.Number => "a number",
        ShapeKind.Boolean => "true or false",
        ShapeKind.IntegerOrText => "a whole number or text",
        ShapeKind.Quantity => "an amount such as 250m or 512Mi",
        _ => "something else",
    };

    public static string Found(YamlNode? node) => node switch
    {
        YamlMap => "a mapping",
        YamlList => "a list",
        YamlScalar { Kind: ScalarKind.Number } => "a number; quotes make it text",
        YamlScalar { Kind: ScalarKind.Boolean } => "a boolean; quotes make it text",
        YamlScalar scalar when IsOldBoolean(scalar) => $"a boolean, for Kubernetes reads a plain {scalar.Value} as one; quotes make it text",
        YamlScalar { IsPlain: false } => "text in quotes",
        _ => "text",
    };

    /// <summary>The same value with quotes, or without them.</summary>
    public static TextFix? Fix(SourceText text, YamlScalar scalar, ShapeKind kind) => kind switch
    {
        ShapeKind.Text or ShapeKind.IntegerOrText when scalar.IsPlain => text.Replace(scalar, $"\"{scalar.Value}\""),
        ShapeKind.Integer when Whole().IsMatch(scalar.Value) => text.Replace(scalar, scalar.Value),
        ShapeKind.Boolean when scalar.Value is "true" or "false" => text.Replace(scalar, scalar.Value),
        _ => null,
    };

    /// <summary>A list with the one value in it.</summary>
    public static TextFix? Listed(SourceText text, Spot at) =>
        at.Node is YamlScalar scalar && text.Replace(scalar, "") is { } fix ? fix with { Text = $"[\"{scalar.Value.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)}\"]" } : null;

    private static bool IsText(YamlScalar scalar) => scalar.Kind is ScalarKind.Text && !IsOldBoolean(scalar);

    private static bool IsOldBoolean(YamlScalar scalar) => scalar.IsPlain && scalar.Value.Length <= 3 && OldBoolean().IsMatch(scalar.Value);

    [GeneratedRegex("^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|on|On|ON|off|Off|OFF)$", RegexOptions.NonBacktracking)]
    private static partial Regex OldBoolean();

    [GeneratedRegex("^[-+]?(?:[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+)$", RegexOptions.NonBacktracking)]
    private static partial Regex Whole();
}
