using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Opsroom.Tools.CodeGeneration.Types;

/// <summary>A type of the contract that code gives a name.</summary>
/// <param name="Name">
/// In PascalCase, of letters and digits, not beginning with a digit; unique in the contract without regard to case. What a language forbids or has itself is
/// decided by <see cref="Naming.LanguageNames"/>.
/// </param>
internal abstract record NamedType(string Name)
{
    /// <summary>What the contract says about it, as it was written.</summary>
    public string? Doc { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>Where it stands in the contract, as a JSON pointer.</summary>
    public string? Origin { get; init; }
}

/// <summary>An object with known properties. What was merged by <c>allOf</c> stands in it already.</summary>
internal sealed record ObjectType(string Name, ImmutableArray<Property> Properties) : NamedType(Name)
{
    /// <summary>The type of further properties where the contract gives one; further properties are always read and kept.</summary>
    public TypeRef? Additional { get; init; }
}

/// <summary>A property of an object.</summary>
/// <param name="WireName">As it stands in JSON. Unique in its object; names of members are made by <see cref="Naming.LanguageNames.Members"/>.</param>
/// <param name="IsRequired">Whether it is always there. False for what is required only when reading or only when writing.</param>
internal sealed record Property(string WireName, TypeRef Type, bool IsRequired)
{
    public string? Doc { get; init; }

    public bool IsDeprecated { get; init; }

    /// <summary>What it is where it is left out.</summary>
    public JsonNode? Default { get; init; }

    public bool IsReadOnly { get; init; }

    public bool IsWriteOnly { get; init; }
}

/// <summary>A closed list of values. The other side may add some later: code keeps a value that it does not know.</summary>
/// <param name="Kind"><see cref="Primitive.Text"/>, <see cref="Primitive.Int64"/> or <see cref="Primitive.Double"/>.</param>
internal sealed record EnumType(string Name, Primitive Kind, ImmutableArray<EnumValue> Values) : NamedType(Name);

/// <param name="Wire">The value; of a number its JSON.</param>
/// <param name="Label">Words that a member is named by: the value itself, or what the contract calls it (<c>x-enum-varnames</c>).</param>
internal sealed record EnumValue(string Wire, string Label, string? Doc);

/// <summary>One of several types. Members are never unions without a discriminator themselves: those are written out.</summary>
internal sealed record UnionType(string Name, ImmutableArray<UnionMember> Members) : NamedType(Name)
{
    /// <summary>The property (by its name in JSON) whose value tells which member it is; null where the shape has to.</summary>
    public string? Discriminator { get; init; }

    /// <summary>What a value is where the discriminator is missing or names no member; null where it is kept as plain JSON.</summary>
    public TypeRef? Fallback { get; init; }
}

/// <param name="Type">Never null itself; where a member is, the places that name the union are.</param>
/// <param name="Tags">The values of the discriminator that mean it.</param>
internal sealed record UnionMember(TypeRef Type, ImmutableArray<string> Tags);

/// <summary>Another name of a type. Following <see cref="Target"/> always ends: aliases that lead to themselves are broken by any JSON value.</summary>
internal sealed record AliasType(string Name, TypeRef Target) : NamedType(Name);
