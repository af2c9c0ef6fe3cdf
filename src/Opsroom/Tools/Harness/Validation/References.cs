using System.Collections.Immutable;
using Opsroom.Tools.Harness.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Follows the path of an expression to the stage, step or variable it names, as far as these are in the document.</summary>
internal sealed class References(PipelineOutline outline)
{
    /// <summary>Names of the pipeline's own variables.</summary>
    public HashSet<string> Variables { get; } = NamesOf(outline.Body);

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
                    : new($"no stage \"{identifier}\"", Spelling.Nearest(identifier, outline.Stages.Select(each => each.Identifier).OfType<string>()));
            case ["pipeline", "variables", var variable, ..]:
                return outline.IsClosed && !Variables.Contains(variable) ? new($"no pipeline variable \"{variable}\"", Spelling.Nearest(variable, Variables)) : null;
            case ["stage", .. var rest]:
                return InStage([.. rest], stage, isStage: true);
            case var rest:
                return InStage([.. rest], stage, isStage: false);
        }
    }

    private static MissingReference? InStage(ImmutableArray<string> names, StageOutline? stage, bool isStage)
    {
        if (stage is null or { IsTemplate: true } or { IsWhole: false })
        {
            return null;
        }

        switch (names.AsSpan())
        {
            case ["variables", var variable, ..] when isStage:
                var known = NamesOf(stage.Node);
                return known.Contains(variable) ? null : new($"no variable \"{variable}\" in stage \"{stage.Identifier}\"", Spelling.Nearest(variable, known));
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

    private static MissingReference? InExecution(ImmutableArray<string> names, StageOutline stage)
    {
        // from within a group its own steps are in reach too, so the first name may be any step's
        IEnumerable<StepOutline> inReach = stage.Steps;
        for (var i = 0; i + 1 < names.Length && names[i] is "steps" or "rollbackSteps"; i += 2)
        {
            var candidates = inReach.ToList();
            var name = names[i + 1];
            var found = candidates.Find(step => step.Identifier == name) ?? candidates.Find(step => IsRunOf(step, name));
            if (found is null)
            {
                return candidates.Exists(step => step is { IsTemplate: true, IsGroup: true })
                    ? null
                    : new($"no step \"{name}\" in stage \"{stage.Identifier}\"", Spelling.Nearest(name, candidates.Select(step => step.Identifier).OfType<string>()));
            }

            if (!found.IsGroup || found.IsTemplate)
            {
                return null;
            }

            var inner = $"{found.Container}/{found.Identifier}";
            inReach = stage.Steps.Where(step => step.Container == inner || step.Container == inner + "/rollback");
        }

        return null;
    }

    private StageOutline? FindStage(string identifier) =>
        outline.Stages.FirstOrDefault(stage => stage.Identifier == identifier)
        ?? outline.Stages.FirstOrDefault(stage => stage.Node.Has("strategy") && stage.Identifier is { } known && identifier.StartsWith(known + "_", StringComparison.Ordinal));

    /// <summary>Each run of a loop has the identifier of its step with something after it.</summary>
    private static bool IsRunOf(StepOutline step, string identifier) =>
        step.Node.Has("strategy") && step.Identifier is { } known && identifier.StartsWith(known + "_", StringComparison.Ordinal);

    private static HashSet<string> NamesOf(YamlMap owner) => owner["variables"] is not YamlList list
        ? []
        : list.Items.Select(item => (item as YamlMap)?["name"]?.Text).OfType<string>().ToHashSet(StringComparer.Ordinal);
}

/// <param name="What">Read after "there is": <c>no stage "x"</c>.</param>
/// <param name="Near">The name that was probably meant.</param>
internal sealed record MissingReference(string What, string? Near);
