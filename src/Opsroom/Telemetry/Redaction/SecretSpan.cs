namespace Opsroom.Telemetry.Redaction;

/// <summary>Where a secret stands in a text, and of what kind it is.</summary>
/// <param name="IsKnown">Whether the secret itself tells its kind, and not the name it is given.</param>
internal readonly record struct SecretSpan(int Start, int Length, string Kind, bool IsKnown = false)
{
    public int End => Start + Length;
}
