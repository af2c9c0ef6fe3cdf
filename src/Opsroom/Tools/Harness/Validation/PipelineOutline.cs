using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Which of Harness's documents it is.</summary>
internal enum DocumentKind
{
    Pipeline,
    Template,
    InputSet,
}

/// <summary>A step or a group of steps, wherever it stands.</summary>
/// <param name="Container">The list it belongs to: steps of one list must differ in their identifiers, those that run side by side included.</param>
/// <param name="IsRollback">Whether it only runs when its stage is taken back.</param>
internal sealed record StepOutline(YamlMap Node, NodePath Path, bool IsGroup, string Container, bool IsRollback)
{
    public string? Identifier { get; } = Node["identifier"]?.Text;

    public string? Type { get; } = Node["type"]?.Text;

    public bool IsTemplate { get; } = Node.Has("template");
}

/// <summary>A stage, wherever it stands.</summary>
/// <param name="IsWhole">False for what a template of a step or a group is checked in: then only its steps are real.</param>
internal sealed record StageOutline(YamlMap Node, NodePath Path, ImmutableArray<StepOutline> Steps, bool IsWhole = true)
{
    public string? Identifier { get; } = Node["identifier"]?.Text;

    public string? Type { get; } = Node["type"]?.Text;

    public YamlMap? Spec { get; } = Node["spec"] as YamlMap;

    public YamlMap? Execution => Spec?["execution"] as YamlMap;

    public bool IsTemplate { get; } = Node.Has("template");

    public bool IsDeployment => Type == "Deployment";
}

/// <summary>The stages and steps of a document, in the order they run.</summary>
/// <param name="Body">What stands below the root key: for a template, its spec.</param>
internal sealed record PipelineOutline(DocumentKind Kind, YamlMap Body, NodePath Path, ImmutableArray<StageOutline> Stages)
{
    /// <summary>Whether every stage that exists is to be seen here.</summary>
    public bool IsClosed => Kind == DocumentKind.Pipeline && !Body.Has("template") && Body["stages"] is YamlList;
}
