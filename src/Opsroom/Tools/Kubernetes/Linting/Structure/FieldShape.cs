using System.Collections.Frozen;

namespace Opsroom.Tools.Kubernetes.Linting.Structure;

/// <summary>What a field takes.</summary>
internal enum ShapeKind
{
    Anything,
    Text,
    Integer,
    Number,
    Boolean,
    Time,
    Quantity,
    IntegerOrText,
    Bytes,
    List,
    Mapping,
    Struct,
}

/// <summary>The shape of a field's value.</summary>
/// <param name="Of">What the items of a list or the values of a mapping take.</param>
/// <param name="Fields">The fields of a struct.</param>
internal sealed record FieldShape(ShapeKind Kind, FieldShape? Of = null, StructShape? Fields = null);

/// <summary>A field of a struct.</summary>
/// <param name="Values">The values it takes, or its items; empty for any.</param>
internal sealed record StructField(string Name, FieldShape Shape, bool IsRequired, IReadOnlyList<string> Values);

/// <summary>A type of the API.</summary>
internal sealed class StructShape(string name)
{
    public string Name { get; } = name;

    public FrozenDictionary<string, StructField> Fields { get; private set; } = FrozenDictionary<string, StructField>.Empty;

    public IReadOnlyList<StructField> Required { get; private set; } = [];

    public void SetFields(IEnumerable<StructField> fields)
    {
        Fields = fields.ToFrozenDictionary(field => field.Name, StringComparer.Ordinal);
        Required = [.. Fields.Values.Where(field => field.IsRequired)];
    }
}

/// <summary>A kind that API servers know.</summary>
/// <param name="Shape">Its fields; null where they are not in the catalogue.</param>
internal sealed record KnownKind(string ApiVersion, string Kind, StructShape? Shape, bool IsNamespaced);
