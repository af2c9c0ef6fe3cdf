using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Tools.CodeGeneration.Types;

/// <summary>What code is generated from: types and operations, free of the format they were written in and of the language they are written for.</summary>
internal sealed record Contract(string Title, string Version)
{
    private FrozenDictionary<string, NamedType>? byName;

    public string? Doc { get; init; }

    /// <summary>Addresses of the API, without a slash at the end; may be relative, or none.</summary>
    public ImmutableArray<Server> Servers { get; init; } = [];

    /// <summary>In the order of the contract; those made of nameless schemas follow the one they stand in.</summary>
    public ImmutableArray<NamedType> Types { get; init; } = [];

    public ImmutableArray<OperationGroup> Groups { get; init; } = [];

    public ImmutableArray<SecurityScheme> Security { get; init; } = [];

    public IEnumerable<Operation> Operations => Groups.SelectMany(group => group.Operations);

    public NamedType this[NamedRef reference] => Named[reference.Name];

    private FrozenDictionary<string, NamedType> Named => byName ??= Types.ToFrozenDictionary(type => type.Name, StringComparer.Ordinal);

    /// <summary>Follows aliases: a primitive, list, map, or the name of an object, enum or union. Null where any alias on the way is.</summary>
    public TypeRef Resolve(TypeRef type)
    {
        var isNullable = type.IsNullable;
        while (type is NamedRef name && this[name] is AliasType alias)
        {
            type = alias.Target;
            isNullable |= type.IsNullable;
        }

        return isNullable == type.IsNullable ? type : type with { IsNullable = isNullable };
    }

    /// <summary>The object, enum or union that a type is; null for a primitive, a list or a map.</summary>
    public NamedType? Definition(TypeRef type) => Resolve(type) is NamedRef name ? this[name] : null;

    /// <summary>What a value of a type is in JSON: <c>object</c>, <c>array</c>, <c>string</c>, <c>integer</c>, <c>number</c> or <c>boolean</c>.</summary>
    public string JsonKindOf(TypeRef type) => Resolve(type) switch
    {
        ListRef => "array",
        MapRef => "object",
        NamedRef named => (this[named] as EnumType)?.Kind switch { null => "object", Primitive.Text => "string", Primitive.Int64 => "integer", _ => "number" },
        PrimitiveRef { Kind: Primitive.Boolean } => "boolean",
        PrimitiveRef { Kind: Primitive.Int32 or Primitive.Int64 } => "integer",
        PrimitiveRef { Kind: Primitive.Float or Primitive.Double or Primitive.Decimal } => "number",
        _ => "string",
    };

    public bool Equals(Contract? other) => ReferenceEquals(this, other);

    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Title);
}

/// <summary>An address at which the API is served; variables stand in it with their defaults.</summary>
internal sealed record Server(string Url, string? Doc);
