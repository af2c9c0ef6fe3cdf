using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>What could be read out of a task and its context. Values of the context win over the text; what is not there is null or empty.</summary>
internal sealed record TaskBrief
{
    /// <summary>The task without its code blocks.</summary>
    public required TaskText Text { get; init; }

    /// <summary>The services it is about, the first one first.</summary>
    public ImmutableArray<string> Services { get; init; } = [];

    /// <summary>The service it is about.</summary>
    public string? Service => Services.FirstOrDefault();

    /// <summary>In the order in which they are meant, each once.</summary>
    public ImmutableArray<EnvironmentName> Environments { get; init; } = [];

    /// <summary>The environment that something goes to.</summary>
    public EnvironmentName? Target => Environments.FirstOrDefault(environment => environment.IsTarget) ?? Environments.LastOrDefault();

    /// <summary>What the new thing shall be called.</summary>
    public string? NewName { get; init; }

    public string? Version { get; init; }

    public string? Image { get; init; }

    public string? Namespace { get; init; }

    public int? Replicas { get; init; }

    /// <summary><c>rolling</c>, <c>canary</c>, <c>blue-green</c> or <c>recreate</c>.</summary>
    public string? Strategy { get; init; }

    /// <summary><c>standard-cicd</c>, <c>gitops</c>, <c>canary</c>, <c>blue-green</c> or <c>rolling</c>; several when several are asked for.</summary>
    public ImmutableArray<string> PipelineTypes { get; init; } = [];

    /// <summary>Of the code, lower case: <c>csharp</c>, <c>go</c>, <c>typescript</c>, ….</summary>
    public string? Language { get; init; }

    /// <summary>Libraries and frameworks by their usual short names.</summary>
    public ImmutableArray<string> Frameworks { get; init; } = [];

    /// <summary><c>postgresql</c>, <c>mysql</c>, <c>sqlite</c>, ….</summary>
    public string? DatabaseType { get; init; }

    /// <summary>The configured connection or database that is meant.</summary>
    public string? Connection { get; init; }

    public ImmutableArray<string> Paths { get; init; } = [];

    public ImmutableArray<string> Urls { get; init; } = [];

    public ImmutableArray<int> Ports { get; init; } = [];

    /// <summary>As the tools write them: <c>90s</c>, <c>5m</c>, <c>1h</c>, <c>7d</c>.</summary>
    public ImmutableArray<string> Durations { get; init; } = [];

    /// <summary>As written, 25 for 25 %.</summary>
    public ImmutableArray<decimal> Percentages { get; init; } = [];

    /// <summary>A service level objective as a ratio, 0.999 for 99.9 %.</summary>
    public decimal? Objective { get; init; }

    public ImmutableArray<string> Alerts { get; init; } = [];

    public ImmutableArray<KubernetesReference> Objects { get; init; } = [];

    public ImmutableArray<string> Quoted { get; init; } = [];

    public ImmutableArray<string> Sql { get; init; } = [];

    public ImmutableArray<CodeBlock> CodeBlocks { get; init; } = [];
}

/// <param name="Name">Lower case, with the usual short word: <c>dev</c>, <c>test</c>, <c>staging</c>, <c>prod</c>, <c>prod-eu</c>.</param>
/// <param name="Original">As written.</param>
/// <param name="IsTarget">Whether the text says that something goes to it.</param>
internal sealed record EnvironmentName(string Name, string Original, bool IsTarget = false);

/// <param name="Kind">As Kubernetes writes it.</param>
/// <param name="Name">Null where only the kind is named.</param>
internal sealed record KubernetesReference(string Kind, string? Name);

/// <param name="Kind"><c>yaml</c>, <c>json</c>, <c>sql</c>, <c>dockerfile</c>, another language's tag, or <c>text</c>.</param>
internal sealed record CodeBlock(string Kind, string Content);
