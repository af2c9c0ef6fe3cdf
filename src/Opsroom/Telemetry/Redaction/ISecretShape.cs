namespace Opsroom.Telemetry.Redaction;

/// <summary>Recognises secrets by what stands around them.</summary>
internal interface ISecretShape
{
    /// <summary>What stands in or before every secret of this shape; found without regard to case.</summary>
    string Needle { get; }

    /// <summary>The secret at or after the place where the needle was found; null where there is none.</summary>
    SecretSpan? Find(ReadOnlySpan<char> text, int at);

    /// <summary>False where it is certain that there is none, also in JSON, where other properties may stand between a name and its value.</summary>
    bool MayApply(ReadOnlySpan<char> text, int at) => true;
}
