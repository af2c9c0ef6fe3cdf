using System.Globalization;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi;

/// <summary>Why a reference leads nowhere.</summary>
internal enum ReferenceFault
{
    None,

    /// <summary>Nothing stands there.</summary>
    Missing,

    /// <summary>It leads to itself.</summary>
    Loop,

    /// <summary>It leads out of the document.</summary>
    Outside,
}

/// <param name="Node">What it leads to, where nothing is wrong.</param>
/// <param name="Pointer">The last reference that was followed.</param>
internal readonly record struct Referred(YamlNode? Node, string? Pointer, ReferenceFault Fault);

/// <summary>Follows <c>$ref</c>s inside a document. Nothing is ever read from outside.</summary>
internal sealed class References(YamlMap root)
{
    private const int MaxHops = 64;

    private readonly Dictionary<string, YamlNode?> found = new(StringComparer.Ordinal);

    /// <summary>What a node refers to, or null where it is no reference.</summary>
    public static string? Of(YamlNode? node) => node is YamlMap map && map["$ref"] is YamlScalar { Kind: ScalarKind.Text } reference ? reference.Value : null;

    /// <summary>The name at the end of a pointer.</summary>
    public static string LastName(string pointer) => Unescape(pointer[(pointer.LastIndexOf('/') + 1)..]);

    /// <summary>Makes a reference lead to a node of the document: one by an id or an anchor that the document gives the node.</summary>
    public void Know(string reference, YamlNode node) => found.TryAdd(reference, node);

    /// <summary>What a reference names, itself perhaps a reference.</summary>
    public Referred Follow(string reference)
    {
        if (!found.TryGetValue(reference, out var node))
        {
            if (!reference.StartsWith('#'))
            {
                return new(null, reference, ReferenceFault.Outside);
            }

            found[reference] = node = Find(root, reference);
        }

        return new(node, reference, node is null ? ReferenceFault.Missing : ReferenceFault.None);
    }

    /// <summary>The node itself, or what it refers to through any number of references.</summary>
    public Referred Resolve(YamlNode? node)
    {
        string? pointer = null;
        for (var hops = 0; Of(node) is { } reference; hops++)
        {
            var next = Follow(reference);
            if (next.Fault != ReferenceFault.None)
            {
                return next;
            }

            if (hops == MaxHops)
            {
                return new(null, reference, ReferenceFault.Loop);
            }

            (node, pointer) = (next.Node, reference);
        }

        return new(node, pointer, ReferenceFault.None);
    }

    /// <summary>The mapping that a node is or refers to; null where there is none.</summary>
    public YamlMap? Map(YamlNode? node) => Resolve(node).Node as YamlMap;

    /// <summary>What stands at a pointer below a node.</summary>
    public static YamlNode? Find(YamlMap from, string pointer)
    {
        if (pointer is "#" or "#/")
        {
            return from;
        }

        if (pointer.Length < 2 || pointer[1] != '/')
        {
            return null;
        }

        YamlNode? node = from;
        foreach (var part in pointer[2..].Split('/'))
        {
            var name = Unescape(part);
            node = node switch
            {
                YamlMap map => map[name],
                YamlList list when int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index) && index < list.Items.Count => list.Items[index],
                _ => null,
            };
        }

        return node;
    }

    private static string Unescape(string part)
    {
        var plain = part.Contains('%', StringComparison.Ordinal) ? Uri.UnescapeDataString(part) : part;
        return plain.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
    }
}
