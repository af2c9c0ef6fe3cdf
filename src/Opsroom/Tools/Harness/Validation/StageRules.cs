using Opsroom.Tools.Harness.Generation;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Validation;

/// <summary>What a stage needs by its type: service, environment, way back, failure strategies; and a person before production.</summary>
internal static class StageRules
{
    private static readonly string[] Types =
        ["CI", "Deployment", "Approval", "Custom", "SecurityTests", "FeatureFlag", "Pipeline", "IACM", "IDP", "Dynamic", "DRTest", "CompositeLoadTest"];

    private static readonly string[] DeploymentTypes =
    [
        "Kubernetes", "NativeHelm", "Ssh", "WinRm", "ServerlessAwsLambda", "AzureWebApp", "AzureFunction", "CustomDeployment", "ECS", "Elastigroup", "TAS", "Asg",
        "GoogleCloudFunctions", "AwsLambda", "AWS_SAM", "GoogleCloudRun", "AzureContainerApps", "Salesforce", "GoogleManagedInstanceGroup", "AiAgent",
    ];

    public static void Check(PipelineOutline outline, FindingList findings)
    {
        var approved = false;
        foreach (var stage in outline.Stages.Where(stage => stage is { IsWhole: true }))
        {
            if (stage.IsTemplate)
            {
                // what a template does is not to be seen from here, and may well ask somebody
                approved = true;
                continue;
            }

            CheckType(stage, findings);
            CheckExecution(stage, findings);
            if (stage.IsDeployment)
            {
                CheckDeployment(stage, findings);
                approved |= stage.Steps.Any(step => IsApproval(step) && !step.IsRollback);
                if (!approved && outline.Kind == DocumentKind.Pipeline && ProductionOf(stage) is { } environment)
                {
                    findings.Warn(
                        "production-without-approval",
                        $"This stage changes {FindingList.Excerpt(environment.Text!)} and nobody is asked before. Put an Approval stage before it.", environment, stage.Path);
                }
            }
            else if (stage.Type == "CI")
            {
                CheckBuild(stage, outline, findings);
            }

            approved |= stage.Type == "Approval" || stage.Steps.Any(step => IsApproval(step) && !step.IsRollback);
        }
    }

    public static bool IsApproval(StepOutline step) => step.Type is "HarnessApproval" or "JiraApproval" or "ServiceNowApproval" or "CustomApproval" or "IACMApproval";

    private static void CheckType(StageOutline stage, FindingList findings)
    {
        if (stage.Type is null)
        {
            findings.Error("missing-key", "A stage needs \"type\" (CI, Deployment, Approval, Custom, …) or \"template\"; add one.", stage.Node, stage.Path);
        }
        else if (!Types.Contains(stage.Type, StringComparer.Ordinal) && !stage.Type.Contains("<+", StringComparison.Ordinal))
        {
            var near = Spelling.Nearest(stage.Type, Types);
            findings.Error(
                "unknown-stage-type", $"Harness has no stage of type \"{FindingList.Excerpt(stage.Type)}\"{(near is null ? string.Empty : $"; did you mean \"{near}\"")}.",
                stage.Node["type"]!, stage.Path.Below("type"));
        }

        if (stage.Node["spec"] is null or YamlScalar { Kind: ScalarKind.Null })
        {
            findings.Error("missing-spec", "A stage needs \"spec\", which holds what it does; add it.", stage.Node, stage.Path);
        }
    }

    private static void CheckExecution(StageOutline stage, FindingList findings)
    {
        if (stage.Execution?["steps"] is YamlList { Items.Count: 0 } steps)
        {
            findings.Error("empty-list", "A stage needs at least one step.", steps, stage.Path.Below("spec").Below("execution").Below("steps"));
        }
    }

    private static void CheckDeployment(StageOutline stage, FindingList findings)
    {
        if (stage.Spec is not { } spec)
        {
            return;
        }

        if (spec["deploymentType"] is YamlScalar type && !type.Value.Contains("<+", StringComparison.Ordinal) && !DeploymentTypes.Contains(type.Value, StringComparer.Ordinal))
        {
            var near = Spelling.Nearest(type.Value, DeploymentTypes);
            findings.Error(
                "unknown-value", $"Harness has no deployment type \"{FindingList.Excerpt(type.Value)}\"{(near is null ? string.Empty : $"; did you mean \"{near}\"")}.", type, stage.Path.Below("spec").Below("deploymentType"));
        }

        if (!HasAny(spec, "service", "services", "serviceConfig"))
        {
            findings.Error("missing-service", "A deployment stage needs \"service\" (with serviceRef), or \"services\".", spec, stage.Path.Below("spec"));
        }

        if (!HasAny(spec, "environment", "environments", "environmentGroup", "infrastructure"))
        {
            findings.Error("missing-environment", "A deployment stage needs \"environment\" (with environmentRef and infrastructureDefinitions), \"environments\" or \"environmentGroup\".", spec, stage.Path.Below("spec"));
        }

        if (!stage.Node.Has("failureStrategies"))
        {
            findings.Error("missing-failure-strategies", "A deployment stage needs \"failureStrategies\": Harness refuses it without. Add one for AllErrors that does StageRollback.", stage.Node, stage.Path);
        }

        CheckRollback(stage, findings);
        CheckPhases(stage, findings);
    }

    private static void CheckRollback(StageOutline stage, FindingList findings)
    {
        if (stage.Execution is not { } execution || stage.Steps.Any(step => step.IsRollback))
        {
            return;
        }

        var rollback = execution["rollbackSteps"];
        if (rollback is null or YamlScalar { Kind: ScalarKind.Null })
        {
            findings.Warn("missing-rollback", "This deployment has no \"rollbackSteps\": a failure leaves the environment half changed. Add the steps that take it back.", execution, stage.Path.Below("spec").Below("execution"));
        }
        else if (rollback is YamlList { Items.Count: 0 })
        {
            findings.Warn("missing-rollback", "\"rollbackSteps\" is empty: a failure leaves the environment half changed. Add the steps that take it back.", rollback, stage.Path.Below("spec").Below("execution").Below("rollbackSteps"));
        }
    }

    /// <summary>A canary that stays, or a stage that is never swapped in, is half of a deployment.</summary>
    private static void CheckPhases(StageOutline stage, FindingList findings)
    {
        bool Has(string type) => stage.Steps.Any(step => step.Type == type && !step.IsRollback);
        var isSeen = stage.Steps.All(step => !step.IsTemplate);
        if (isSeen && Has("K8sCanaryDeploy") && !Has("K8sCanaryDelete") && !Has("K8sRollingDeploy"))
        {
            findings.Warn("unfinished-canary", "The canary is neither deleted nor followed by a deployment of the rest. Add K8sCanaryDelete, then K8sRollingDeploy.", stage.Node, stage.Path);
        }

        if (isSeen && Has("K8sBlueGreenDeploy") && !Has("K8sBGSwapServices"))
        {
            findings.Warn("unfinished-blue-green", "The new version is staged and no step swaps it in. Add K8sBGSwapServices after its verification.", stage.Node, stage.Path);
        }
    }

    private static void CheckBuild(StageOutline stage, PipelineOutline outline, FindingList findings)
    {
        if (stage.Spec is not { } spec)
        {
            return;
        }

        if (!HasAny(spec, "infrastructure", "runtime"))
        {
            findings.Warn("missing-build-infrastructure", "This CI stage does not say where it runs. Add \"platform\" and \"runtime\" (Harness Cloud) or \"infrastructure\".", spec, stage.Path.Below("spec"));
        }

        var clones = spec["cloneCodebase"] is YamlScalar { Kind: ScalarKind.Boolean } clone && clone.Value.Equals("true", StringComparison.OrdinalIgnoreCase);
        if (clones && outline.Kind == DocumentKind.Pipeline && !outline.Body.Has("template") && (outline.Body["properties"] as YamlMap)?["ci"] is null)
        {
            findings.Warn("missing-codebase", "This stage clones the codebase and the pipeline names none. Add \"properties.ci.codebase\" with connectorRef, repoName and build.", spec["cloneCodebase"]!, stage.Path.Below("spec").Below("cloneCodebase"));
        }
    }

    private static bool HasAny(YamlMap map, params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            if (map.Has(key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>The scalar that names a production environment, if the stage goes to one.</summary>
    private static YamlScalar? ProductionOf(StageOutline stage)
    {
        if (stage.Spec is not { } spec)
        {
            return null;
        }

        List<YamlNode?> names = [(spec["environment"] as YamlMap)?["environmentRef"], (spec["environmentGroup"] as YamlMap)?["envGroupRef"], (spec["infrastructure"] as YamlMap)?["environmentRef"]];
        if ((spec["infrastructure"] as YamlMap)?["environment"] is YamlMap inline)
        {
            if (inline["type"]?.Text == "Production" && (inline["identifier"] ?? inline["name"]) is YamlScalar declared)
            {
                return declared;
            }

            names.Add(inline["identifier"]);
        }

        if ((spec["environments"] as YamlMap)?["values"] is YamlList values)
        {
            names.AddRange(values.Items.Select(item => (item as YamlMap)?["environmentRef"]));
        }

        return names.OfType<YamlScalar>().FirstOrDefault(name => !name.Value.Contains("<+", StringComparison.Ordinal) && EnvironmentKind.IsProduction(name.Value));
    }
}
