namespace Opsroom.Tools.CodeGeneration.Types;

/// <summary>A type as it stands at a property, a parameter or an item.</summary>
internal abstract record TypeRef
{
    /// <summary>Whether <c>null</c> is a value of it. That a property may be left out is said by the property.</summary>
    public bool IsNullable { get; init; }

    /// <summary>Any JSON value.</summary>
    public static PrimitiveRef Any { get; } = new(Primitive.Any);

    public static PrimitiveRef Text { get; } = new(Primitive.Text);
}

/// <summary>A type that every language has.</summary>
internal sealed record PrimitiveRef(Primitive Kind) : TypeRef;

/// <summary>A list.</summary>
internal sealed record ListRef(TypeRef Items) : TypeRef;

/// <summary>An object whose names are free and whose values are of one type.</summary>
internal sealed record MapRef(TypeRef Values) : TypeRef;

/// <summary>A type of the contract, by <see cref="NamedType.Name"/>.</summary>
internal sealed record NamedRef(string Name) : TypeRef;

/// <summary>The types that every language has, and how they look in JSON.</summary>
internal enum Primitive
{
    /// <summary>Any JSON value.</summary>
    Any,

    /// <summary>A string without a format that languages know.</summary>
    Text,
    Boolean,
    Int32,

    /// <summary>Also an integer of which no size is said.</summary>
    Int64,
    Float,
    Double,

    /// <summary>A number whose decimal digits count.</summary>
    Decimal,

    /// <summary><c>2024-05-31</c>.</summary>
    Date,

    /// <summary>RFC 3339: <c>2024-05-31T12:00:00Z</c>.</summary>
    DateTime,
    Uuid,

    /// <summary>Bytes as base64 in a string.</summary>
    Bytes,

    /// <summary>Bytes as they are: a file in a form, or a whole body.</summary>
    Binary,
}
