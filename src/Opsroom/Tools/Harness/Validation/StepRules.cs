using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>What a step needs: a known type that may stand where it stands, a spec, a timeout.</summary>
internal static class StepRules
{
    /// <summary>Harness's word for a type of stage, and the catalogue's.</summary>
    private static readonly Dictionary<string, string> StageWords = new(StringComparer.Ordinal)
    {
        ["CI"] = "ci",
        ["Deployment"] = "cd",
        ["Approval"] = "approval",
        ["Custom"] = "custom",
        ["SecurityTests"] = "security",
        ["FeatureFlag"] = "flag",
        ["IACM"] = "iacm",
        ["IDP"] = "idp",
        ["DRTest"] = "drtest",
        ["CompositeLoadTest"] = "loadtest",
    };

    public static void Check(PipelineOutline outline, FindingList findings)
    {
        foreach (var stage in outline.Stages)
        {
            foreach (var step in stage.Steps)
            {
                if (step.IsTemplate || findings.IsFull)
                {
                    continue;
                }

                if (step.IsGroup)
                {
                    CheckGroup(step, findings);
                }
                else
                {
                    CheckStep(stage, step, findings);
                }
            }
        }
    }

    private static void CheckGroup(StepOutline group, FindingList findings)
    {
        switch (group.Node["steps"])
        {
            case null or YamlScalar { Kind: ScalarKind.Null }:
                findings.Error("missing-key", "A step group needs \"steps\" or \"template\"; add one.", group.Node, group.Path);
                break;
            case YamlList { Items.Count: 0 } steps:
                findings.Error("empty-list", "A step group needs at least one step.", steps, group.Path.Below("steps"));
                break;
        }
    }

    private static void CheckStep(StageOutline stage, StepOutline step, FindingList findings)
    {
        if (step.Type is null)
        {
            findings.Error("missing-key", "A step needs \"type\" or \"template\"; add one.", step.Node, step.Path);
            return;
        }

        if (!step.Node.Has("timeout"))
        {
            findings.Warn("missing-timeout", $"This {FindingList.Excerpt(step.Type)} step has no \"timeout\", so Harness's default decides how long it may hang. Add one, such as 10m.", step.Node, step.Path);
        }

        if (step.Type.Contains("<+", StringComparison.Ordinal))
        {
            return;
        }

        if (!ShapeCatalogue.Instance.StepTypes.TryGetValue(step.Type, out var type))
        {
            var near = Spelling.Nearest(step.Type, ShapeCatalogue.Instance.StepTypes.Keys);
            findings.Error(
                "unknown-step-type", $"Harness has no step of type \"{FindingList.Excerpt(step.Type)}\"{(near is null ? string.Empty : $"; did you mean \"{near}\"")}.",
                step.Node["type"]!, step.Path.Below("type"));
            return;
        }

        if (step.Node["spec"] is null or YamlScalar { Kind: ScalarKind.Null })
        {
            CheckMissingSpec(step, type, findings);
        }

        if (stage.Type is not null && StageWords.TryGetValue(stage.Type, out var word) && !type.Stages.Contains(word, StringComparer.Ordinal))
        {
            findings.Error("step-in-wrong-stage", $"A {step.Type} step cannot stand in a stage of type {stage.Type}.", step.Node["type"]!, step.Path.Below("type"));
        }
    }

    private static void CheckMissingSpec(StepOutline step, StepType type, FindingList findings)
    {
        if (type.NeedsSpec || type.Spec is { Required.IsEmpty: false })
        {
            var keys = type.Spec is { Required.IsEmpty: false } spec ? $" with {string.Join(", ", spec.Required)}" : " (it may be {})";
            findings.Error("missing-spec", $"A {step.Type} step needs \"spec\"{keys}; Harness refuses it without.", step.Node, step.Path);
        }
        else
        {
            findings.Warn("missing-spec", $"This {step.Type} step has no \"spec\"; add it ({{}} if there is nothing to set).", step.Node, step.Path);
        }
    }
}
