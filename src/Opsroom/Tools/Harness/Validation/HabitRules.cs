using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Good habits that nothing depends on.</summary>
internal static class HabitRules
{
    public static void Check(PipelineOutline outline, FindingList findings)
    {
        if (outline.Body.Has("template"))
        {
            return;
        }

        if (!outline.Body.Has("notificationRules"))
        {
            findings.Suggest("no-notifications", "Nobody is told when this pipeline fails. Add \"notificationRules\".", outline.Body, outline.Path);
        }

        foreach (var stage in outline.Stages.Where(stage => stage is { IsTemplate: false, Type: "CI" } && !stage.Node.Has("failureStrategies")))
        {
            findings.Suggest("no-failure-strategy", "This stage leaves failures to Harness's default. Add \"failureStrategies\" to retry what comes and goes.", stage.Node, stage.Path);
        }

        foreach (var (node, path) in Links(outline))
        {
            if (!node.Has("versionLabel"))
            {
                findings.Suggest("unpinned-template", "This uses whatever version of the template is stable when it runs. Add \"versionLabel\" to pin one.", node, path);
            }
        }

        foreach (var step in outline.Stages.SelectMany(stage => stage.Steps))
        {
            if (step.Node["spec"] is YamlMap spec && spec["image"] is YamlScalar image && image.Value.EndsWith(":latest", StringComparison.Ordinal))
            {
                findings.Suggest("floating-image", "The image's tag \"latest\" changes under the pipeline. Name a version.", image, step.Path.Below("spec").Below("image"));
            }
        }
    }

    private static IEnumerable<(YamlMap Node, NodePath Path)> Links(PipelineOutline outline)
    {
        foreach (var stage in outline.Stages)
        {
            if (stage.Node["template"] is YamlMap link)
            {
                yield return (link, stage.Path.Below("template"));
            }

            foreach (var step in stage.Steps)
            {
                if (step.Node["template"] is YamlMap inner)
                {
                    yield return (inner, step.Path.Below("template"));
                }
            }
        }
    }
}
