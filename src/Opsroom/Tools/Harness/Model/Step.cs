using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>What stands in a stage's execution: a step, or a group of steps.</summary>
internal abstract record ExecutionElement(string Name, string Identifier)
{
    public ImmutableArray<FailureStrategy> FailureStrategies { get; init; } = [];

    protected abstract string Wrapper { get; }

    public static YamlList ToList(IEnumerable<ExecutionElement> elements) => new(elements.Select(element => new YamlMap().Add(element.Wrapper, element.ToYaml())));

    public YamlMap ToYaml() => Body(new YamlMap().Add("name", Name).Add("identifier", Identifier));

    /// <summary>What it is without its identity: the <c>spec</c> of a template.</summary>
    public YamlMap ToTemplateSpec() => Body(new YamlMap());

    protected abstract YamlMap Body(YamlMap map);

    protected void AddStrategies(YamlMap map) => map.AddIfAny("failureStrategies", FailureStrategies.Select(strategy => strategy.ToYaml()));
}

/// <summary>Steps that belong together and may be rolled back together.</summary>
internal sealed record StepGroup(string Name, string Identifier, ImmutableArray<ExecutionElement> Steps) : ExecutionElement(Name, Identifier)
{
    protected override string Wrapper => "stepGroup";

    protected override YamlMap Body(YamlMap map)
    {
        map.Add("steps", ToList(Steps));
        AddStrategies(map);
        return map;
    }
}

/// <summary>One step. A type of Harness's has one record, or is a <see cref="BareStep"/> where its settings are all left at their defaults.</summary>
internal abstract record Step(string Name, string Identifier, string Type, string Timeout) : ExecutionElement(Name, Identifier)
{
    protected override string Wrapper => "step";

    protected abstract YamlMap Spec();

    protected override YamlMap Body(YamlMap map)
    {
        map.Add("type", Type).Add("spec", Spec()).Add("timeout", Timeout);
        AddStrategies(map);
        return map;
    }
}

/// <summary>A step that has nothing to set.</summary>
internal sealed record BareStep(string Name, string Identifier, string Type, string Timeout) : Step(Name, Identifier, Type, Timeout)
{
    protected override YamlMap Spec() => new();
}
