namespace Opsroom.Telemetry.Redaction;

/// <summary>Where a secret stands in a text, and of what kind it is.</summary>
internal readonly record struct SecretSpan(int Start, int Length, string Kind)
{
    public int End => Start + Length;
}
