using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>Timeouts, conditions, failure strategies and loops: what they may say.</summary>
internal static class ConditionRules
{
    private static readonly string[] Errors =
    [
        "AllErrors", "Unknown", "Authentication", "Connectivity", "Timeout", "Authorization", "Verification", "DelegateProvisioning", "PolicyEvaluationFailure", "InputTimeoutError",
        "ApprovalRejection", "DelegateRestart", "UserMarkedFailure", "InfrastructureFailure", "PluginImageFailure", "ResourceLimitsFailure", "ConfigurationFailure", "RetryableTransientFailure",
    ];

    private static readonly string[] Actions =
    [
        "Ignore", "Retry", "MarkAsSuccess", "Abort", "StageRollback", "StepGroupRollback", "PipelineRollback", "ManualIntervention", "ProceedWithDefaultValues", "MarkAsFailure", "RetryStepGroup",
    ];

    private static readonly string[] Loops = ["matrix", "repeat", "parallelism"];

    private static readonly string[] Statuses = ["Success", "Failure", "All"];

    public static void Check(PipelineOutline outline, FindingList findings)
    {
        CheckTimeout(outline.Body, outline.Path, findings);
        foreach (var stage in outline.Stages)
        {
            CheckNode(stage.Node, stage.Path, "pipelineStatus", findings);
            foreach (var step in stage.Steps)
            {
                CheckNode(step.Node, step.Path, "stageStatus", findings);
            }
        }
    }

    private static void CheckNode(YamlMap node, NodePath path, string status, FindingList findings)
    {
        CheckTimeout(node, path, findings);
        CheckWhen(node["when"] as YamlMap, path.Below("when"), status, findings);
        CheckStrategy(node["strategy"] as YamlMap, path.Below("strategy"), findings);
        if (node["failureStrategies"] is YamlList strategies)
        {
            for (var i = 0; i < strategies.Items.Count; i++)
            {
                CheckFailure((strategies.Items[i] as YamlMap)?["onFailure"] as YamlMap, path.Below("failureStrategies").At(i).Below("onFailure"), findings);
            }
        }
    }

    private static void CheckTimeout(YamlMap node, NodePath path, FindingList findings)
    {
        if (node["timeout"] is YamlScalar { Kind: not ScalarKind.Null } timeout && timeout.Value.Length > 0
            && !timeout.Value.Contains("<+", StringComparison.Ordinal) && !HarnessDuration.IsValid(timeout.Value))
        {
            findings.Error(
                "timeout-format", $"\"{FindingList.Excerpt(timeout.Value)}\" is not a duration. Write 90s (at least 10s), 10m, 1h 30m, 1d or 1w.", timeout, path.Below("timeout"));
        }
    }

    private static void CheckWhen(YamlMap? when, NodePath path, string status, FindingList findings)
    {
        if (when?[status] is YamlScalar value && !value.Value.Contains("<+", StringComparison.Ordinal) && !Statuses.Contains(value.Value, StringComparer.Ordinal))
        {
            findings.Error("unknown-value", $"\"{status}\" must be Success, Failure or All, not \"{FindingList.Excerpt(value.Value)}\".", value, path.Below(status));
        }
    }

    private static void CheckFailure(YamlMap? onFailure, NodePath path, FindingList findings)
    {
        if (onFailure?["errors"] is YamlList errors)
        {
            for (var i = 0; i < errors.Items.Count; i++)
            {
                CheckWord(errors.Items[i], Errors, "failure type", path.Below("errors").At(i), findings);
            }
        }

        CheckAction(onFailure?["action"] as YamlMap, path.Below("action"), findings);
    }

    private static void CheckAction(YamlMap? action, NodePath path, FindingList findings)
    {
        if (action is null)
        {
            return;
        }

        CheckWord(action["type"], Actions, "failure action", path.Below("type"), findings);
        var spec = action["spec"] as YamlMap;
        foreach (var follow in (ReadOnlySpan<string>)["onRetryFailure", "onTimeout"])
        {
            CheckAction((spec?[follow] as YamlMap)?["action"] as YamlMap, path.Below("spec").Below(follow).Below("action"), findings);
        }
    }

    private static void CheckWord(YamlNode? node, string[] known, string what, NodePath path, FindingList findings)
    {
        if (node is YamlScalar word && !word.Value.Contains("<+", StringComparison.Ordinal) && !known.Contains(word.Value, StringComparer.Ordinal))
        {
            var near = Spelling.Nearest(word.Value, known);
            findings.Error("unknown-value", $"Harness has no {what} \"{FindingList.Excerpt(word.Value)}\"{(near is null ? $"; it has {string.Join(", ", known)}" : $"; did you mean \"{near}\"")}.", word, path);
        }
    }

    private static void CheckStrategy(YamlMap? strategy, NodePath path, FindingList findings)
    {
        if (strategy is null)
        {
            return;
        }

        var loops = Loops.Count(strategy.Has);
        if (loops != 1)
        {
            findings.Error(
                "looping-strategy", loops == 0
                    ? "A strategy needs one of \"matrix\", \"repeat\" and \"parallelism\"."
                    : "A strategy has only one of \"matrix\", \"repeat\" and \"parallelism\".", strategy, path);
        }

        if (strategy["repeat"] is YamlMap repeat && repeat.Has("times") == repeat.Has("items"))
        {
            findings.Error("looping-strategy", "\"repeat\" needs either \"times\" or \"items\", and not both.", repeat, path.Below("repeat"));
        }

        if (strategy["matrix"] is YamlMap matrix && !matrix.Entries.Exists(entry => entry.Key.Value is not ("exclude" or "maxConcurrency" or "nodeName" or "include")))
        {
            findings.Error("looping-strategy", "\"matrix\" has no axis: give it at least one list of values.", matrix, path.Below("matrix"));
        }
    }
}
