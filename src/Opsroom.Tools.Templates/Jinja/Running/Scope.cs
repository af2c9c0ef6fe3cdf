namespace Opsroom.Tools.Templates.Jinja.Running;

/// <summary>The names that can be seen at a place of a template.</summary>
internal sealed class Scope(Scope? outer)
{
    private readonly Dictionary<string, object?> names = new(StringComparer.Ordinal);

    /// <summary>What was set in this very scope.</summary>
    public IReadOnlyDictionary<string, object?> Names => names;

    public void Set(string name, object? value) => names[name] = value;

    public bool TryGet(string name, out object? value)
    {
        for (var scope = this; scope is not null; scope = scope.Outer)
        {
            if (scope.names.TryGetValue(name, out value))
            {
                return true;
            }
        }

        value = null;
        return false;
    }

    private Scope? Outer { get; } = outer;
}
