using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Opsroom.Tools.CodeGeneration.Types;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.CodeGeneration.OpenApi.Reading;

/// <summary>What can only be seen when all types are known: aliases that lead to themselves, unions within unions, and which value of a discriminator an object always has.</summary>
internal sealed class TypeTidying(ReadingNotes notes, YamlMap? root = null)
{
    private const int MaxAliasDepth = 200;
    private const int MaxMembers = 1_000;
    private const int MaxSteps = 1_000_000;

    private readonly Dictionary<string, NamedType> types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> open = new(StringComparer.Ordinal);
    private readonly HashSet<string> done = new(StringComparer.Ordinal);
    private int wraps;
    private int steps;

    public ImmutableArray<NamedType> Tidy(IEnumerable<NamedType> all)
    {
        var order = all.ToList();
        foreach (var type in order)
        {
            types[type.Name] = type;
        }

        foreach (var alias in order.OfType<AliasType>())
        {
            Break(alias.Name);
        }

        foreach (var union in order.OfType<UnionType>())
        {
            Splice(union);
        }

        Tag();
        return [.. order.Select(type => types[type.Name])];
    }

    private void Break(string name)
    {
        if (types[name] is AliasType alias && done.Add(name))
        {
            open.Add(name, wraps);
            types[name] = alias with { Target = Broken(alias.Target, alias) };
            open.Remove(name);
        }
    }

    private TypeRef Broken(TypeRef type, AliasType within)
    {
        switch (type)
        {
            case ListRef list:
                wraps++;
                list = list with { Items = Broken(list.Items, within) };
                wraps--;
                return list;
            case MapRef map:
                wraps++;
                map = map with { Values = Broken(map.Values, within) };
                wraps--;
                return map;
            case NamedRef named when open.TryGetValue(named.Name, out var before) && before == wraps:
                notes.Fail("reference-loop", $"The schema {Place(within)} leads back to itself, and never to anything else: no value can fit.", NodeOf(within));
                return TypeRef.Any;
            case NamedRef named when open.ContainsKey(named.Name) || open.Count > MaxAliasDepth:
                notes.Warn("reference-loop", $"The schema {Place(within)} holds itself without an object on the way; any JSON value is taken where it does.", NodeOf(within));
                return TypeRef.Any;
            case NamedRef named:
                Break(named.Name);
                return named;
            default:
                return type;
        }
    }

    private static string Place(AliasType type) => OutsideText.OneLine(type.Origin ?? type.Name, 200);

    private YamlNode? NodeOf(AliasType type) => root is not null && type.Origin is ['#', ..] origin ? References.Find(root, origin) : null;

    private void Splice(UnionType union)
    {
        var members = new List<UnionMember>();
        var seen = new HashSet<string>(StringComparer.Ordinal) { union.Name };
        var discriminator = union.Discriminator;
        var left = new Stack<UnionMember>(union.Members.Reverse());
        while (left.TryPop(out var member) && members.Count <= MaxMembers && ++steps <= MaxSteps)
        {
            var type = Resolved(member.Type);
            if (type is NamedRef name && types[name.Name] is UnionType { Fallback: null } inner)
            {
                if (seen.Add(inner.Name))
                {
                    discriminator = inner.Discriminator == discriminator ? discriminator : null;
                    foreach (var each in inner.Members.Reverse())
                    {
                        left.Push(each.Tags.IsEmpty ? each with { Tags = member.Tags } : each);
                    }
                }
            }
            else if (type is not NamedRef self || self.Name != union.Name)
            {
                var known = members.FindIndex(each => each.Type == type);
                if (known < 0)
                {
                    members.Add(member with { Type = type with { IsNullable = false } });
                }
                else
                {
                    members[known] = members[known] with { Tags = [.. members[known].Tags.Union(member.Tags, StringComparer.Ordinal)] };
                }
            }
        }

        var isAny = members.Count is 0 or > MaxMembers || steps > MaxSteps || members.Exists(member => member.Type is PrimitiveRef { Kind: Primitive.Any });
        types[union.Name] = isAny
            ? new AliasType(union.Name, TypeRef.Any) { Doc = union.Doc, IsDeprecated = union.IsDeprecated, Origin = union.Origin }
            : union with { Members = [.. members], Discriminator = discriminator };
    }

    private TypeRef Resolved(TypeRef type)
    {
        while (type is NamedRef named && types[named.Name] is AliasType alias)
        {
            type = alias.Target;
        }

        return type;
    }

    /// <summary>An object that one value of a discriminator means has that value without being told.</summary>
    private void Tag()
    {
        var tags = new Dictionary<(string Type, string Property), HashSet<string>>();
        foreach (var union in types.Values.OfType<UnionType>().Where(union => union.Discriminator is not null))
        {
            foreach (var member in union.Members)
            {
                if (member is { Type: NamedRef name, Tags.IsEmpty: false })
                {
                    tags.TryAdd((name.Name, union.Discriminator!), new(StringComparer.Ordinal));
                    tags[(name.Name, union.Discriminator!)].UnionWith(member.Tags);
                }
            }
        }

        foreach (var ((name, property), values) in tags)
        {
            if (values.Count == 1 && types[name] is ObjectType shape && shape.Properties.FirstOrDefault(each => each.WireName == property) is { Default: null } found && Takes(found.Type, values.First()))
            {
                types[name] = shape with { Properties = shape.Properties.Replace(found, found with { Default = JsonValue.Create(values.First()), IsRequired = true }) };
            }
        }
    }

    private bool Takes(TypeRef type, string value) => Resolved(type) switch
    {
        PrimitiveRef { Kind: Primitive.Text } => true,
        NamedRef name when types[name.Name] is EnumType { Kind: Primitive.Text } values => values.Values.Any(each => each.Wire == value),
        _ => false,
    };
}
