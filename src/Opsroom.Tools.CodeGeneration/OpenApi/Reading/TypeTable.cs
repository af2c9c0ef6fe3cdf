using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.CodeGeneration.Types.Naming;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>The types that were found so far: each schema that is named, or referred to, has its name before its content is read, so recursion needs no care.</summary>
internal sealed class TypeTable
{
    /// <summary>Types of the largest contract that code is written for.</summary>
    public const int MaxTypes = 10_000;

    /// <summary>Properties of all types together, those that allOf brings counted wherever they are brought.</summary>
    public const int MaxProperties = 200_000;

    private readonly NameScope names = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<YamlMap, string> named = new(ReferenceEqualityComparer.Instance);
    private readonly List<string> order = [];
    private readonly Dictionary<string, NamedType> types = new(StringComparer.Ordinal);
    private readonly Queue<(YamlMap Schema, string Name, string Origin)> open = new();
    private int properties;

    /// <summary>All types in the order in which their names were given.</summary>
    public IEnumerable<NamedType> Types => order.Where(types.ContainsKey).Select(name => types[name]);

    public bool IsFull => order.Count > MaxTypes || properties > MaxProperties;

    /// <summary>The name of a schema that is referred to; it will be read later if it was not.</summary>
    public string NameOf(YamlMap schema, string pointer)
    {
        if (!named.TryGetValue(schema, out var name))
        {
            named[schema] = name = Claim(References.LastName(pointer));
            open.Enqueue((schema, name, pointer));
        }

        return name;
    }

    /// <summary>A new name for a type without one.</summary>
    public string Claim(string hint)
    {
        var name = names.Take(Words.Pascal(hint, "Type"));
        order.Add(name);
        return name;
    }

    public bool Has(string name) => types.ContainsKey(name);

    public void Add(NamedType type)
    {
        types[type.Name] = type;
        properties += type is ObjectType shape ? shape.Properties.Length : 0;
    }

    public bool TryNext(out (YamlMap Schema, string Name, string Origin) next) => open.TryDequeue(out next);
}
