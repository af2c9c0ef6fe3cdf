using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>A Harness template: something of a pipeline's under a name and a version of its own.</summary>
/// <param name="Type">Harness's word: <c>Step</c>, <c>Stage</c>, <c>Pipeline</c>, <c>StepGroup</c>.</param>
/// <param name="Spec">The thing itself, without name and identifier.</param>
internal sealed record Template(string Name, string Identifier, string VersionLabel, string Type, YamlMap Spec)
{
    public string? Description { get; init; }

    /// <summary>Null for a template of the account's.</summary>
    public string? Organization { get; init; }

    /// <summary>Null for a template of the account's or an organization's.</summary>
    public string? Project { get; init; }

    public ImmutableArray<KeyValuePair<string, string>> Tags { get; init; } = [];

    public YamlMap ToYaml()
    {
        var tags = new YamlMap();
        foreach (var (key, value) in Tags)
        {
            tags.Add(key, value);
        }

        return new YamlMap().Add("template", new YamlMap()
            .Add("name", Name)
            .Add("identifier", Identifier)
            .Add("versionLabel", VersionLabel)
            .Add("type", Type)
            .AddIfAny("projectIdentifier", Project)
            .AddIfAny("orgIdentifier", Organization)
            .AddIfAny("description", Description)
            .Add("tags", tags)
            .Add("spec", Spec));
    }
}

/// <summary>A step of any type, its settings as they were given.</summary>
internal sealed record GivenStep(string Name, string Identifier, string Type, string Timeout, YamlMap Given) : Step(Name, Identifier, Type, Timeout)
{
    protected override YamlMap Spec() => Given;
}
