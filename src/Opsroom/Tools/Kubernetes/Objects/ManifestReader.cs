using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>What a manifest holds, in its own order, and what of it could not be read.</summary>
internal sealed record ManifestReading(IReadOnlyList<KubeObject> Objects, IReadOnlyList<YamlFault> Faults);

/// <summary>
/// Reads manifests: YAML or JSON, several documents, Lists within them. A document that cannot be read is a fault with its place and costs the others nothing.
/// Never throws on bad input.
/// </summary>
internal static class ManifestReader
{
    /// <summary>A namespace with some thousand objects, as <c>kubectl get -o yaml</c> writes it.</summary>
    public static YamlLimits Limits { get; } = new(Length: 32 * 1024 * 1024, Nodes: 4_000_000);

    public static ManifestReading Read(string text)
    {
        if (text.Length > Limits.Length)
        {
            return new([], [new("yaml-too-large", $"The text has {text.Length:N0} characters; at most {Limits.Length:N0} are read. Give it in parts.", 1, 1)]);
        }

        var objects = new List<KubeObject>();
        var faults = new List<YamlFault>();
        foreach (var (document, linesAbove) in Split(text))
        {
            var reading = YamlReader.Read(document, Limits, linesAbove);
            faults.AddRange(reading.Faults);
            Take(reading.Root, objects, faults);
        }

        return new(objects, faults);
    }

    private static void Take(YamlNode? node, List<KubeObject> objects, List<YamlFault> faults)
    {
        switch (node)
        {
            case null or YamlScalar { Kind: ScalarKind.Null }:
                break;
            case YamlMap map when map.TextAt("kind") is { } kind && kind.EndsWith("List", StringComparison.Ordinal) && map["items"] is YamlList list:
                foreach (var item in list.Items)
                {
                    Take(WithKind(item, map, kind), objects, faults);
                }

                break;
            case YamlMap map when map.TextAt("kind") is { Length: > 0 }:
                objects.Add(new(map));
                break;
            case YamlList list when list.Items.Count > 0 && list.Items.All(item => item is YamlMap map && map.Has("kind")):
                foreach (var item in list.Items)
                {
                    Take(item, objects, faults);
                }

                break;
            default:
                faults.Add(new("not-an-object", "This is not a Kubernetes object: it has no kind. Give apiVersion, kind and metadata.", Math.Max(1, node.Line), Math.Max(1, node.Column)));
                break;
        }
    }

    /// <summary>The API leaves kind and version out of the items of a typed list (PodList); they follow from the list's.</summary>
    private static YamlNode WithKind(YamlNode item, YamlMap list, string kind)
    {
        if (item is not YamlMap map || map.Has("kind") || kind == "List")
        {
            return item;
        }

        var whole = new YamlMap { Line = map.Line, Column = map.Column };
        whole.AddIfAny("apiVersion", list.TextAt("apiVersion")).Add("kind", kind[..^"List".Length]);
        whole.Entries.AddRange(map.Entries);
        return whole;
    }

    /// <summary>
    /// Where a line starts with <c>---</c> a document ends whatever it is in the middle of (YAML 1.2, 9.1.4 and 7.3), so each can be read by itself.
    /// </summary>
    public static IEnumerable<(string Document, int LinesAbove)> Split(string text)
    {
        var (from, linesAbove, line) = (0, 0, 0);
        for (var at = 0; at < text.Length; line++)
        {
            if (line > 0 && IsMarker(text, at))
            {
                yield return (text[from..at], linesAbove);
                (from, linesAbove) = (at, line);
            }

            var end = text.IndexOf('\n', at);
            at = end < 0 ? text.Length : end + 1;
        }

        yield return (text[from..], linesAbove);
    }

    private static bool IsMarker(string text, int at) =>
        string.CompareOrdinal(text, at, "---", 0, 3) == 0 && (at + 3 == text.Length || text[at + 3] is ' ' or '\t' or '\r' or '\n');
}
