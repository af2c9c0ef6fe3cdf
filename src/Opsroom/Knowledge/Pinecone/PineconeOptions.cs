using Opsroom.Telemetry;

namespace Opsroom.Knowledge.Pinecone;

/// <summary>Where vectors are kept, once there is a key (section <c>Pinecone</c>).</summary>
public sealed record PineconeOptions
{
    /// <summary>The version of Pinecone's API that is spoken.</summary>
    public const string ApiVersion = "2025-01";

    /// <summary>Where indexes are managed.</summary>
    public string ControlUrl { get; init; } = "https://api.pinecone.io";

    public Secret? ApiKey { get; init; }

    /// <summary>Made where it is missing.</summary>
    public string IndexName { get; init; } = "opsroom";

    /// <summary>Whose machines a new index is on: <c>aws</c>, <c>gcp</c> or <c>azure</c>.</summary>
    public string Cloud { get; init; } = "aws";

    /// <summary>Where a new index is.</summary>
    public string Region { get; init; } = "us-east-1";

    /// <summary>How the namespaces begin that are used in the index.</summary>
    public string Namespace { get; init; } = "opsroom";

    /// <summary>How long one answer may take.</summary>
    public TimeSpan RequestTimeout { get; init; } = TimeSpan.FromSeconds(30);
}
