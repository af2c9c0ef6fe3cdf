namespace Opsroom.Telemetry;

/// <summary>A text in which every secret has been replaced.</summary>
/// <param name="Text">The text itself where there was nothing to replace.</param>
/// <param name="Secrets">How many were replaced.</param>
public readonly record struct RedactedText(string Text, int Secrets)
{
    public override string ToString() => Text;
}
