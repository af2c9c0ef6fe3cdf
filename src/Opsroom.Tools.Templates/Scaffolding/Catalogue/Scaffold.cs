using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Tools.Templates.Scaffolding.Names;

namespace Opsroom.Tools.Templates.Scaffolding.Catalogue;

/// <summary>A kind of project that can be made from nothing.</summary>
/// <param name="Id">What it is asked for by; the folder of its files as well.</param>
/// <param name="Title">For people.</param>
internal sealed record Scaffold(string Id, string Title)
{
    /// <summary>What it makes, in one sentence.</summary>
    public required string Summary { get; init; }

    /// <summary>What people call it, without blanks and punctuation.</summary>
    public required ImmutableArray<string> Aliases { get; init; }

    /// <summary>Names that a project of this kind cannot have.</summary>
    public FrozenSet<string> Reserved { get; init; } = ReservedNames.None;

    /// <summary>Folders of files, each laid over the ones before.</summary>
    public ImmutableArray<string> Folders => IsBuiltHere ? ["common", "container", Id] : ["common", Id];

    /// <summary>Whether it becomes an image that runs in a cluster, so that manifests and deployments make sense.</summary>
    public bool HasImage { get; init; } = true;

    /// <summary>Whether the image is built from its own files.</summary>
    public bool HasDockerfile { get; init; } = true;

    /// <summary>Whether it becomes an image of its own: then it has a Dockerfile, a compose file and manifests.</summary>
    public bool IsBuiltHere => HasImage && HasDockerfile;

    /// <summary>Where it listens unless told otherwise.</summary>
    public int Port { get; init; } = 8080;

    /// <summary>What Harness knows its build by; null where its pipeline stands among its files.</summary>
    public string? PipelineLanguage { get; init; }

    /// <summary>Options of the pipeline that differ from what is usual in the language.</summary>
    public ImmutableArray<(string Option, string Value)> PipelineCommands { get; init; } = [];

    /// <summary>Its stages, where there is no image to push.</summary>
    public ImmutableArray<string> PipelineStages { get; init; } = [];

    /// <summary>Memory that a pod asks for.</summary>
    public string Memory { get; init; } = "128Mi";

    /// <summary>Settings in the environment of a container, where <c>{0}</c> stands for the environment's name.</summary>
    public ImmutableArray<(string Name, string Value)> Settings { get; init; } = [];

    /// <summary>What to run first, in order, in the project's folder.</summary>
    public required ImmutableArray<string> Commands { get; init; }
}
