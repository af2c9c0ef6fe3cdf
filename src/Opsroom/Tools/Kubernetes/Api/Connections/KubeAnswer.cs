using System.Collections.Immutable;
using System.Net;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>What came of a request: a reply or a stream, or why there is none.</summary>
internal sealed record KubeAnswer
{
    public KubeReply? Reply { get; init; }

    public KubeStream? Stream { get; init; }

    public ToolFailure? Failure { get; init; }

    /// <summary>Of a refusal.</summary>
    public HttpStatusCode? Code { get; init; }

    /// <summary>What the server says about a refusal.</summary>
    public KubeStatus? Refusal { get; init; }

    /// <summary>Whether the answer was not read because it is too long.</summary>
    public bool IsTooLong { get; init; }

    /// <summary>How long to wait before another attempt makes sense; null where none does.</summary>
    public TimeSpan? Wait { get; init; }

    public static KubeAnswer Of(ToolFailure failure) => new() { Failure = failure };
}

/// <summary>What a server answered to a request that it granted.</summary>
/// <param name="IsCreated">Whether it made a new object.</param>
/// <param name="Warnings">What it warned of, such as a deprecated version.</param>
internal sealed record KubeReply(YamlMap Root, bool IsCreated, ImmutableArray<string> Warnings);
