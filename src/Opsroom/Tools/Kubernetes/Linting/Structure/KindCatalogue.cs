using System.Collections.Frozen;

namespace Opsroom.Tools.Kubernetes.Linting.Structure;

/// <summary>The kinds and fields of Kubernetes' own API, read from the tables in <c>Catalogue/</c> when first needed.</summary>
internal sealed class KindCatalogue
{
    private static readonly Lazy<KindCatalogue> Shared = new(() => new KindCatalogue());

    private readonly Dictionary<string, StructShape> structs = new(StringComparer.Ordinal);
    private readonly FrozenDictionary<(string, string), KnownKind> kinds;
    private readonly ILookup<string, KnownKind> byKind;

    private KindCatalogue()
    {
        var lines = CatalogueFiles.Lines("fields.txt").ToList();
        foreach (var line in lines)
        {
            var name = line[..line.IndexOf(':', StringComparison.Ordinal)];
            structs.Add(name, new StructShape(name));
        }

        var values = CatalogueFiles.Lines("values.txt").Select(line => line.Split(' ')).ToDictionary(words => words[0], words => words[1..], StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var shape = structs[line[..colon]];
            shape.SetFields(line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(field => Field(shape.Name, field, values)));
        }

        kinds = CatalogueFiles.Lines("kinds.txt").Select(line => line.Split(' '))
            .Select(words => new KnownKind(words[0], words[1], structs.GetValueOrDefault(words[2]), words[3] == "namespace"))
            .ToFrozenDictionary(kind => (kind.ApiVersion, kind.Kind));
        byKind = kinds.Values.ToLookup(kind => kind.Kind, StringComparer.Ordinal);
        Groups = kinds.Keys.Select(kind => GroupOf(kind.Item1)).Concat(ApiVersions.ApiLifetime.All.Select(each => GroupOf(each.ApiVersion))).ToFrozenSet(StringComparer.Ordinal);
    }

    public static KindCatalogue Instance => Shared.Value;

    /// <summary>The groups of Kubernetes' own API; the core one is empty.</summary>
    public FrozenSet<string> Groups { get; }

    /// <summary>Names of all kinds, each once.</summary>
    public IEnumerable<string> Kinds => byKind.Select(group => group.Key);

    public KnownKind? Find(string apiVersion, string kind) => kinds.GetValueOrDefault((apiVersion, kind));

    /// <summary>The versions in which a kind is known; empty for a custom one.</summary>
    public IEnumerable<KnownKind> Versions(string kind) => byKind[kind];

    /// <summary>A type's fields, by its name in the tables.</summary>
    public StructShape Struct(string name) => structs[name];

    public static string GroupOf(string apiVersion) => apiVersion.Contains('/', StringComparison.Ordinal) ? apiVersion[..apiVersion.IndexOf('/', StringComparison.Ordinal)] : "";

    private StructField Field(string owner, string text, Dictionary<string, string[]> values)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        var name = text[..colon].TrimEnd('!');
        return new(name, Shape(text[(colon + 1)..]), text[colon - 1] == '!', values.GetValueOrDefault($"{owner}.{name}") ?? []);
    }

    private FieldShape Shape(string text) => text switch
    {
        "*" => new(ShapeKind.Anything),
        "s" => new(ShapeKind.Text),
        "i" => new(ShapeKind.Integer),
        "n" => new(ShapeKind.Number),
        "b" => new(ShapeKind.Boolean),
        "t" => new(ShapeKind.Time),
        "q" => new(ShapeKind.Quantity),
        "x" => new(ShapeKind.IntegerOrText),
        "y" => new(ShapeKind.Bytes),
        ['[', ..] => new(ShapeKind.List, Shape(text[1..^1])),
        ['{', ..] => new(ShapeKind.Mapping, Shape(text[1..^1])),
        _ => new(ShapeKind.Struct, Fields: structs[text]),
    };
}
