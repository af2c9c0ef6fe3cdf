using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>What stands below a key.</summary>
internal enum Containment
{
    Anything,
    Map,
    List,
}

/// <summary>A key of a shape.</summary>
/// <param name="Shape">Of the mapping, or of the list's items; null where it is not described.</param>
/// <param name="By">The sibling key that chooses among <paramref name="Cases"/>, if one does.</param>
internal sealed record ShapeKey(string Name, bool IsRequired, Containment Holds, Shape? Shape, string? By, FrozenDictionary<string, Shape>? Cases);

/// <summary>The keys that a mapping of Harness's YAML may and must have.</summary>
internal sealed class Shape(string name)
{
    private FrozenDictionary<string, ShapeKey> keys = FrozenDictionary<string, ShapeKey>.Empty;

    public string Name { get; } = name;

    public ImmutableArray<string> Required { get; private set; } = [];

    public ImmutableArray<string> KeyNames => keys.Keys;

    public ShapeKey? this[string key] => keys.GetValueOrDefault(key);

    public bool Has(string key) => keys.ContainsKey(key);

    /// <summary>Shapes refer to each other in circles, so the keys are set once all shapes are there.</summary>
    public void SetKeys(IEnumerable<ShapeKey> all)
    {
        keys = all.ToFrozenDictionary(key => key.Name, StringComparer.Ordinal);
        Required = [.. keys.Values.Where(key => key.IsRequired).Select(key => key.Name).Order(StringComparer.Ordinal)];
    }
}

/// <summary>A type of step.</summary>
/// <param name="NeedsSpec">Whether Harness refuses it without a spec.</param>
/// <param name="Stages">The kinds of stages it may stand in, in the catalogue's words.</param>
/// <param name="Spec">Null where the spec is not described.</param>
internal sealed record StepType(string Name, bool NeedsSpec, ImmutableArray<string> Stages, Shape? Spec);
