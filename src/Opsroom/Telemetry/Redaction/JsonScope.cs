namespace Opsroom.Telemetry.Redaction;

/// <summary>What the names in an object or array say about the value that comes next.</summary>
internal struct JsonScope
{
    private Sensitivity _sibling;
    private string? _siblingKind;
    private bool _namesSibling;

    /// <summary>How surely the next value is a secret.</summary>
    public Sensitivity Sensitivity { get; private set; }

    public string Kind { get; private set; }

    /// <summary>Set where the next value is that of a header with a shape of its own.</summary>
    public string? Header { get; private set; }

    /// <summary>The elements of an array are called what the array is called.</summary>
    public readonly JsonScope ForElements() => new() { Sensitivity = Sensitivity, Kind = Kind, Header = Header };

    /// <summary>A property begins.</summary>
    public void Enter(ReadOnlySpan<char> name)
    {
        Sensitivity = SensitiveName.Judge(name, out var kind);
        Kind = kind;
        Header = HeaderCalled(name);
        _namesSibling = name is "name" or "key" or "Name" or "Key";
        if (name is "value" or "Value" && _sibling != Sensitivity.None)
        {
            Sensitivity = _sibling;
            Kind = _siblingKind!;
        }
    }

    /// <summary>A string value was read: <c>{"name": "DB_PASSWORD", "value": …}</c> names the secret in another property.</summary>
    public void Hear(ReadOnlySpan<char> value)
    {
        if (_namesSibling)
        {
            _sibling = SensitiveName.Judge(value, out var kind);
            _siblingKind = kind;
        }
    }

    private static string? HeaderCalled(ReadOnlySpan<char> name) =>
        name.EndsWith("authorization", StringComparison.OrdinalIgnoreCase) ? "authorization"
        : name.EndsWith("cookie", StringComparison.OrdinalIgnoreCase) ? "cookie"
        : null;
}
