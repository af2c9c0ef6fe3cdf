namespace Opsroom.Telemetry.Redaction;

/// <summary>Recognises secrets of one shape where its needle stands in a text.</summary>
internal interface ISecretShape
{
    /// <summary>What every secret of this shape has in or before it; found without regard to case.</summary>
    string Needle { get; }

    /// <summary>The secret at the place where the needle was found; null where there is none.</summary>
    SecretSpan? Find(ReadOnlySpan<char> text, int at);
}
