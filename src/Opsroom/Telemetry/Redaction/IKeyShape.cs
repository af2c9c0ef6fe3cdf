namespace Opsroom.Telemetry.Redaction;

/// <summary>Recognises keys of one shape by what they begin with. No shape is shorter than twenty characters.</summary>
internal interface IKeyShape
{
    /// <summary>What every key of this shape begins with, upper and lower case as issued.</summary>
    string Prefix { get; }

    /// <summary>The key that begins with the prefix that stands here; null where it is none.</summary>
    SecretSpan? Find(ReadOnlySpan<char> text, int at);
}
