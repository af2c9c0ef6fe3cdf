using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>A place in an object: a value, or where one would stand that is missing.</summary>
internal sealed class Spot
{
    private readonly string? key;
    private readonly int index;

    private Spot(KubeObject source, YamlNode? raw, Spot? parent, string? key, int index) =>
        (Source, Raw, Parent, this.key, this.index) = (source, raw, parent, key, index);

    public KubeObject Source { get; }

    public Spot? Parent { get; }

    /// <summary>The node as it stands there, an explicit null included.</summary>
    public YamlNode? Raw { get; }

    /// <summary>The node; null where there is none, or an explicit null.</summary>
    public YamlNode? Node => Raw is YamlScalar { Kind: ScalarKind.Null } ? null : Raw;

    /// <summary>The key it stands under; null for an item of a list and for the whole object.</summary>
    public string? Key => key;

    public bool Exists => Node is not null;

    public YamlMap? Map => Node as YamlMap;

    public string? Text => Node?.Text;

    public long? Number => Node.NumberAt();

    public bool? Flag => Node.FlagAt();

    public Quantity? Quantity => Node.QuantityAt();

    public bool IsTrue => Flag is true;

    public static Spot Of(KubeObject source) => new(source, source.Body, null, null, 0);

    public Spot this[string name] => new(Source, (Node as YamlMap)?[name], this, name, 0);

    public Spot At(params ReadOnlySpan<string> path)
    {
        var spot = this;
        foreach (var name in path)
        {
            spot = spot[name];
        }

        return spot;
    }

    /// <summary>The items of a list; none for anything else.</summary>
    public IEnumerable<Spot> Items
    {
        get
        {
            if (Node is YamlList list)
            {
                for (var i = 0; i < list.Items.Count; i++)
                {
                    yield return new(Source, list.Items[i], this, null, i);
                }
            }
        }
    }

    /// <summary>The values of a mapping, with their keys; none for anything else.</summary>
    public IEnumerable<(YamlScalar Key, Spot Value)> Entries
    {
        get
        {
            foreach (var (name, value) in (Node as YamlMap)?.Entries ?? [])
            {
                yield return (name, new(Source, value, this, name.Value, 0));
            }
        }
    }

    public IEnumerable<string> Texts => Items.Select(item => item.Text).OfType<string>();

    /// <summary>The nearest node that is there: its own, or that of the closest parent.</summary>
    public YamlNode Nearest => Raw ?? Parent!.Nearest;

    /// <summary>As <c>spec.template.spec.containers[0].image</c>.</summary>
    public string Path
    {
        get
        {
            if (Parent is null)
            {
                return "";
            }

            var above = Parent.Path;
            return key is null ? $"{above}[{index.ToString(CultureInfo.InvariantCulture)}]" : above.Length == 0 ? Written(key) : $"{above}.{Written(key)}";
        }
    }

    private static string Written(string key) => key.AsSpan().ContainsAny('.', '/', ' ') ? $"\"{key}\"" : key;
}
