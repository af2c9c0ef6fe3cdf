using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Finds the stages and steps of a document.</summary>
internal static class OutlineReader
{
    public static PipelineOutline OfPipeline(YamlMap body, NodePath path)
    {
        var stages = ImmutableArray.CreateBuilder<StageOutline>();
        AddStages(body["stages"], path.Below("stages"), stages);
        return new(DocumentKind.Pipeline, body, path, stages.ToImmutable());
    }

    /// <param name="type">Harness's word for what it is a template of.</param>
    public static PipelineOutline OfTemplate(string? type, YamlMap spec, NodePath path)
    {
        var stages = ImmutableArray.CreateBuilder<StageOutline>();
        switch (type)
        {
            case "Pipeline":
                AddStages(spec["stages"], path.Below("stages"), stages);
                break;
            case "Stage":
                stages.Add(ReadStage(spec, path));
                break;
            case "Step" or "StepGroup":
                var steps = ImmutableArray.CreateBuilder<StepOutline>();
                AddStep(spec, path, type == "StepGroup", string.Empty, isRollback: false, steps);
                stages.Add(new(new YamlMap(), path, steps.ToImmutable(), IsWhole: false));
                break;
        }

        return new(DocumentKind.Template, spec, path, stages.ToImmutable());
    }

    private static void AddStages(YamlNode? node, NodePath path, ImmutableArray<StageOutline>.Builder stages)
    {
        foreach (var (element, here) in Elements(node, path))
        {
            if (element["stage"] is YamlMap stage)
            {
                stages.Add(ReadStage(stage, here.Below("stage")));
            }

            AddStages(element["parallel"], here.Below("parallel"), stages);
            AddStages((element["insert"] as YamlMap)?["stages"], here.Below("insert").Below("stages"), stages);
        }
    }

    private static StageOutline ReadStage(YamlMap stage, NodePath path)
    {
        var steps = ImmutableArray.CreateBuilder<StepOutline>();
        var spec = stage["spec"] as YamlMap;
        var execution = path.Below("spec").Below("execution");
        AddSteps((spec?["execution"] as YamlMap)?["steps"], execution.Below("steps"), "steps", false, steps);
        AddSteps((spec?["execution"] as YamlMap)?["rollbackSteps"], execution.Below("rollbackSteps"), "rollbackSteps", true, steps);
        var provisioner = (spec?["environment"] as YamlMap)?["provisioner"] as YamlMap;
        AddSteps(provisioner?["steps"], path.Below("spec").Below("environment").Below("provisioner").Below("steps"), "provisioner", false, steps);
        return new(stage, path, steps.ToImmutable());
    }

    private static void AddSteps(YamlNode? node, NodePath path, string container, bool isRollback, ImmutableArray<StepOutline>.Builder steps)
    {
        foreach (var (element, here) in Elements(node, path))
        {
            if (element["step"] is YamlMap step)
            {
                AddStep(step, here.Below("step"), isGroup: false, container, isRollback, steps);
            }

            if (element["stepGroup"] is YamlMap group)
            {
                AddStep(group, here.Below("stepGroup"), isGroup: true, container, isRollback, steps);
            }

            AddSteps(element["parallel"], here.Below("parallel"), container, isRollback, steps);
            AddSteps((element["insert"] as YamlMap)?["steps"], here.Below("insert").Below("steps"), container, isRollback, steps);
        }
    }

    private static void AddStep(YamlMap step, NodePath path, bool isGroup, string container, bool isRollback, ImmutableArray<StepOutline>.Builder steps)
    {
        var outline = new StepOutline(step, path, isGroup, container, isRollback);
        steps.Add(outline);
        if (isGroup)
        {
            var inner = $"{container}/{outline.Identifier}";
            AddSteps(step["steps"], path.Below("steps"), inner, isRollback, steps);
            AddSteps(step["rollbackSteps"], path.Below("rollbackSteps"), inner + "/rollback", true, steps);
        }
    }

    /// <summary>The maps in a list, with their places.</summary>
    private static IEnumerable<(YamlMap Element, NodePath Here)> Elements(YamlNode? node, NodePath path)
    {
        if (node is not YamlList list)
        {
            yield break;
        }

        for (var i = 0; i < list.Items.Count; i++)
        {
            if (list.Items[i] is YamlMap element)
            {
                yield return (element, path.At(i));
            }
        }
    }
}
