using System.Globalization;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>Ways through an object of which any part may be missing or of another shape than it should be: what is not there is null, or empty.</summary>
internal static class NodePaths
{
    public static YamlNode? At(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            node = (node as YamlMap)?[key];
        }

        return node is YamlScalar { Kind: ScalarKind.Null } ? null : node;
    }

    public static YamlMap? MapAt(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) as YamlMap;

    public static IReadOnlyList<YamlNode> ItemsAt(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path) is YamlList list ? list.Items : [];

    /// <summary>The items of a list that are mappings.</summary>
    public static IEnumerable<YamlMap> MapsAt(this YamlNode? node, params ReadOnlySpan<string> path) => node.ItemsAt(path).OfType<YamlMap>();

    public static IEnumerable<string> TextsAt(this YamlNode? node, params ReadOnlySpan<string> path) => node.ItemsAt(path).Select(item => item.Text).OfType<string>();

    /// <summary>A scalar's text, whatever its kind.</summary>
    public static string? TextAt(this YamlNode? node, params ReadOnlySpan<string> path) => node.At(path)?.Text;

    public static long? NumberAt(this YamlNode? node, params ReadOnlySpan<string> path) =>
        long.TryParse(node.TextAt(path), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static bool? FlagAt(this YamlNode? node, params ReadOnlySpan<string> path) =>
        node.At(path) is YamlScalar { Kind: ScalarKind.Boolean } flag ? flag.Value.Equals("true", StringComparison.OrdinalIgnoreCase) : null;

    public static Quantity? QuantityAt(this YamlNode? node, params ReadOnlySpan<string> path) => Quantity.Parse(node.TextAt(path));

    /// <summary>RFC 3339 as Kubernetes writes it.</summary>
    public static DateTimeOffset? TimeAt(this YamlNode? node, params ReadOnlySpan<string> path) =>
        DateTimeOffset.TryParse(node.TextAt(path), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time) ? time : null;

    /// <summary>A mapping of words to words, such as labels; entries of another shape are left out.</summary>
    public static IReadOnlyDictionary<string, string> WordsAt(this YamlNode? node, params ReadOnlySpan<string> path)
    {
        var words = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in node.MapAt(path)?.Entries ?? [])
        {
            if (value is YamlScalar { Kind: not ScalarKind.Null } text)
            {
                words[key.Value] = text.Value;
            }
        }

        return words;
    }
}
