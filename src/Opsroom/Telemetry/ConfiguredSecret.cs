namespace Opsroom.Telemetry;

/// <summary>A value from the settings that must never be shown.</summary>
/// <param name="Kind">What it is called where it is redacted: lower case letters, digits and underscores.</param>
/// <param name="Value">The exact value.</param>
public sealed record ConfiguredSecret(string Kind, string Value)
{
    public override string ToString() => $"{Kind} ***";
}
