using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Follows the path of an expression to the stage, step or variable it names, as far as these are in the document.</summary>
internal sealed class References(PipelineOutline outline)
{
    private const int MostCompared = 200;

    private readonly Dictionary<string, StageOutline> stages = outline.Stages.Where(stage => stage.Identifier is not null)
        .DistinctBy(stage => stage.Identifier, StringComparer.Ordinal).ToDictionary(stage => stage.Identifier!, StringComparer.Ordinal);

    private readonly List<StageOutline> looped = [.. outline.Stages.Where(stage => stage.Node.Has("strategy")).Take(MostCompared)];
    private readonly Dictionary<StageOutline, StepIndex> steps = new(ReferenceEqualityComparer.Instance);
    private readonly Dictionary<StageOutline, HashSet<string>> stageVariables = new(ReferenceEqualityComparer.Instance);
    private readonly HashSet<string> identifiers = outline.Stages.SelectMany(stage => stage.Steps.Select(step => step.Identifier).Append(stage.Identifier)).OfType<string>().ToHashSet(StringComparer.Ordinal);

    /// <summary>Names of the pipeline's own variables.</summary>
    public HashSet<string> Variables { get; } = NamesOf(outline.Body);

    /// <summary>Whether a stage, a step or a variable may be called by its own name: what is in reach of an expression.</summary>
    public bool IsNamed(string word) => Variables.Contains(word) || identifiers.Contains(word);

    /// <summary>What the path names and is not there; null where it is, or where that cannot be seen from here.</summary>
    /// <param name="stage">The stage that the expression stands in, if it does.</param>
    public MissingReference? Missing(ImmutableArray<string> names, StageOutline? stage)
    {
        switch (names.AsSpan())
        {
            case ["pipeline", "stages", var identifier, .. var rest]:
                if (!outline.IsClosed)
                {
                    return null;
                }

                return FindStage(identifier) is { } found
                    ? InStage([.. rest], found, isStage: true)
                    : new($"no stage \"{identifier}\"", Spelling.Nearest(identifier, stages.Keys.Take(MostCompared)));
            case ["pipeline", "variables", var variable, ..]:
                return outline.IsClosed && !Variables.Contains(variable) ? new($"no pipeline variable \"{variable}\"", Spelling.Nearest(variable, Variables.Take(MostCompared))) : null;
            case ["stage", .. var rest]:
                return InStage([.. rest], stage, isStage: true);
            case var rest:
                return InStage([.. rest], stage, isStage: false);
        }
    }

    private MissingReference? InStage(ImmutableArray<string> names, StageOutline? stage, bool isStage)
    {
        if (stage is null or { IsTemplate: true } or { IsWhole: false })
        {
            return null;
        }

        switch (names.AsSpan())
        {
            case ["variables", var variable, ..] when isStage:
                if (!stageVariables.TryGetValue(stage, out var known))
                {
                    stageVariables.Add(stage, known = NamesOf(stage.Node));
                }

                return known.Contains(variable) ? null : new($"no variable \"{variable}\" in stage \"{stage.Identifier}\"", Spelling.Nearest(variable, known.Take(MostCompared)));
            case ["spec", "execution", .. var rest] when stage.Execution is not null:
                return InExecution([.. rest], stage);
            case ["execution", .. var rest] when stage.Execution is not null:
                return InExecution([.. rest], stage);
            case ["steps" or "rollbackSteps", ..] when stage.Execution is not null:
                return InExecution(names, stage);
            default:
                return null;
        }
    }

    private MissingReference? InExecution(ImmutableArray<string> names, StageOutline stage)
    {
        if (!steps.TryGetValue(stage, out var known))
        {
            steps.Add(stage, known = new(stage));
        }

        // from within a group its own steps are in reach too, so the first name may be any step's
        string? container = null;
        for (var i = 0; i + 1 < names.Length && names[i] is "steps" or "rollbackSteps"; i += 2)
        {
            var name = names[i + 1];
            var found = known.Find(name, container);
            if (found is null)
            {
                return known.HasGroupTemplate ? null : new($"no step \"{name}\" in stage \"{stage.Identifier}\"", Spelling.Nearest(name, known.Identifiers.Take(MostCompared)));
            }

            if (!found.IsGroup || found.IsTemplate)
            {
                return null;
            }

            container = $"{found.Container}/{found.Identifier}";
        }

        return null;
    }

    private StageOutline? FindStage(string identifier) =>
        stages.GetValueOrDefault(identifier)
        ?? looped.Find(stage => stage.Identifier is { } known && identifier.StartsWith(known + "_", StringComparison.Ordinal));

    private static HashSet<string> NamesOf(YamlMap owner) => owner["variables"] is not YamlList list
        ? []
        : list.Items.Select(item => (item as YamlMap)?["name"]?.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
}

/// <param name="What">Read after "there is": <c>no stage "x"</c>.</param>
/// <param name="Near">The name that was probably meant.</param>
internal sealed record MissingReference(string What, string? Near);

/// <summary>The steps of a stage by their identifiers.</summary>
internal sealed class StepIndex
{
    private readonly Dictionary<string, List<StepOutline>> byIdentifier = new(StringComparer.Ordinal);
    private readonly List<StepOutline> looped = [];

    public StepIndex(StageOutline stage)
    {
        foreach (var step in stage.Steps)
        {
            HasGroupTemplate |= step is { IsGroup: true, IsTemplate: true };
            if (step.Identifier is not { } identifier)
            {
                continue;
            }

            (byIdentifier.TryGetValue(identifier, out var same) ? same : byIdentifier[identifier] = []).Add(step);
            if (step.Node.Has("strategy"))
            {
                looped.Add(step);
            }
        }
    }

    /// <summary>Whether some steps are in a template, out of sight.</summary>
    public bool HasGroupTemplate { get; }

    public IEnumerable<string> Identifiers => byIdentifier.Keys;

    /// <param name="container">Where it must stand; anywhere for null.</param>
    public StepOutline? Find(string identifier, string? container)
    {
        bool IsIn(StepOutline step) => container is null || step.Container == container || step.Container == container + "/rollback";
        return byIdentifier.GetValueOrDefault(identifier)?.Find(IsIn)

            // each run of a loop has the identifier of its step with something after it
            ?? looped.Find(step => IsIn(step) && identifier.StartsWith(step.Identifier + "_", StringComparison.Ordinal));
    }
}
