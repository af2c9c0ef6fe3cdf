using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>Runs a command in the build, in a container where an image is given.</summary>
internal sealed record RunStep(string Name, string Identifier, string Timeout, string Command) : Step(Name, Identifier, "Run", Timeout)
{
    public string? Connector { get; init; }

    public string? Image { get; init; }

    /// <summary>Paths of JUnit reports.</summary>
    public ImmutableArray<string> Reports { get; init; } = [];

    protected override YamlMap Spec() => new YamlMap()
        .AddIfAny("connectorRef", Connector)
        .AddIfAny("image", Image)
        .Add("shell", "Sh")
        .Add("command", Command)
        .AddIfAny("reports", Reports.IsEmpty ? null : new YamlMap().Add("type", "JUnit").Add("spec", new YamlMap().Add("paths", YamlList.Of(Reports))));
}

/// <summary>Builds the image and pushes it to a registry that speaks Docker's protocol.</summary>
internal sealed record PushImageStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "BuildAndPushDockerRegistry", Timeout)
{
    public required string Connector { get; init; }

    public required string Repository { get; init; }

    public required ImmutableArray<string> Tags { get; init; }

    public required string Dockerfile { get; init; }

    public required string Context { get; init; }

    protected override YamlMap Spec() => new YamlMap()
        .Add("connectorRef", Connector)
        .Add("repo", Repository)
        .Add("tags", YamlList.Of(Tags))
        .Add("caching", true)
        .Add("dockerfile", Dockerfile)
        .Add("context", Context);
}
