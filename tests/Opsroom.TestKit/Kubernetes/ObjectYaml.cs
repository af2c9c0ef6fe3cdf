using System.Globalization;
using System.Text.Json.Nodes;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Opsroom.TestKit.Kubernetes;

/// <summary>Reads objects as <c>kubectl</c> does: YAML whose plain scalars have a type, in several documents or in Lists. It is not the product's reader.</summary>
public static class ObjectYaml
{
    /// <summary>The objects of a file, in their sequence.</summary>
    public static IReadOnlyList<JsonObject> Read(string yaml)
    {
        var stream = new YamlStream();
        stream.Load(new StringReader(yaml));
        return [.. stream.Documents.Select(document => ToJson(document.RootNode)).OfType<JsonObject>().SelectMany(Flatten)];
    }

    /// <summary>The only object of a text.</summary>
    public static JsonObject ReadOne(string yaml) => Read(yaml).Single();

    private static IEnumerable<JsonObject> Flatten(JsonObject read) =>
        (string?)read["kind"] == "List" ? read["items"]!.AsArray().Select(item => item!.DeepClone().AsObject()) : [read];

    private static JsonNode? ToJson(YamlNode node) => node switch
    {
        YamlMappingNode map => new JsonObject(map.Children.Select(child => KeyValuePair.Create(((YamlScalarNode)child.Key).Value!, ToJson(child.Value)))),
        YamlSequenceNode list => new JsonArray([.. list.Children.Select(ToJson)]),
        YamlScalarNode { Style: ScalarStyle.Plain } plain => Typed(plain.Value!),
        YamlScalarNode scalar => JsonValue.Create(scalar.Value),
        _ => throw new NotSupportedException($"A {node.NodeType} cannot be read."),
    };

    private static JsonValue? Typed(string text) => text switch
    {
        "" or "~" or "null" or "Null" or "NULL" => null,
        "true" or "True" or "TRUE" => JsonValue.Create(true),
        "false" or "False" or "FALSE" => JsonValue.Create(false),
        _ when !IsNumeric(text) => JsonValue.Create(text),
        _ when long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) => JsonNode.Parse(whole.ToString(CultureInfo.InvariantCulture))!.AsValue(), // reads as an int too
        _ when double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) => JsonValue.Create(number),
        _ => JsonValue.Create(text),
    };

    // a number with a leading zero is octal to some and decimal to others; as text it is refused where a number is wanted
    private static bool IsNumeric(string text) =>
        text.TrimStart('-', '+') is [var first, .. var rest] && (first == '.' || char.IsAsciiDigit(first)) && !(first == '0' && rest is [var second, ..] && char.IsAsciiDigit(second));
}
