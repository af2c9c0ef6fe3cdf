using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>A Harness pipeline, as far as the generators use it. Every part knows its own YAML.</summary>
internal sealed record Pipeline(string Name, string Identifier)
{
    public string? Description { get; init; }

    public required string Project { get; init; }

    public required string Organization { get; init; }

    public required string Timeout { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Tags { get; init; } = [];

    public Codebase? Codebase { get; init; }

    public ImmutableArray<Variable> Variables { get; init; } = [];

    public required ImmutableArray<Stage> Stages { get; init; }

    public ImmutableArray<NotificationRule> Notifications { get; init; } = [];

    public YamlMap ToYaml() => new YamlMap().Add("pipeline", Body(new YamlMap()
        .Add("name", Name)
        .Add("identifier", Identifier)
        .Add("projectIdentifier", Project)
        .Add("orgIdentifier", Organization)));

    /// <summary>What a pipeline is without its identity: also the <c>spec</c> of a pipeline template.</summary>
    public YamlMap ToTemplateSpec() => Body(new YamlMap());

    private YamlMap Body(YamlMap map)
    {
        var tags = new YamlMap();
        foreach (var (key, value) in Tags)
        {
            tags.Add(key, value);
        }

        return map
            .AddIfAny("description", Description)
            .Add("tags", tags)
            .AddIfAny("properties", Codebase is null ? null : new YamlMap().Add("ci", new YamlMap().Add("codebase", Codebase.ToYaml())))
            .AddIfAny("variables", Variables.Select(variable => variable.ToYaml()))
            .Add("stages", new YamlList(Stages.Select(stage => new YamlMap().Add("stage", stage.ToYaml()))))
            .AddIfAny("notificationRules", Notifications.Select(rule => rule.ToYaml()))
            .Add("timeout", Timeout)
            .Add("allowStageExecutions", true);
    }
}

/// <summary>Where CI stages clone from.</summary>
internal sealed record Codebase(string Connector, string Repository)
{
    public YamlMap ToYaml() => new YamlMap().Add("connectorRef", Connector).Add("repoName", Repository).Add("build", "<+input>");
}

/// <summary>A string variable of a pipeline or a stage.</summary>
internal sealed record Variable(string Name, string Value, string Description)
{
    public YamlMap ToYaml() => new YamlMap().Add("name", Name).Add("type", "String").Add("description", Description).Add("required", true).Add("value", Value);
}
