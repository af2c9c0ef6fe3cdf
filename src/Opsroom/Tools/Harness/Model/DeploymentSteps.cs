using System.Collections.Immutable;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Harness.Model;

/// <summary>Replaces the pods of a workload a few at a time.</summary>
internal sealed record RollingDeployStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "K8sRollingDeploy", Timeout)
{
    protected override YamlMap Spec() => new YamlMap().Add("skipDryRun", false).Add("pruningEnabled", false);
}

/// <summary>Undoes the rolling deployment of its stage.</summary>
internal sealed record RollingRollbackStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "K8sRollingRollback", Timeout)
{
    protected override YamlMap Spec() => new YamlMap().Add("pruningEnabled", false);
}

/// <summary>Runs the new version beside the old one, on part of the pods.</summary>
/// <param name="Percentage">Of the workload's replicas, 1 to 100.</param>
internal sealed record CanaryDeployStep(string Name, string Identifier, string Timeout, int Percentage) : Step(Name, Identifier, "K8sCanaryDeploy", Timeout)
{
    protected override YamlMap Spec() => new YamlMap()
        .Add("instanceSelection", new YamlMap().Add("type", "Percentage").Add("spec", new YamlMap().Add("percentage", Percentage)))
        .Add("skipDryRun", false);
}

/// <summary>Runs the new version beside the old one, behind the stage service.</summary>
internal sealed record BlueGreenDeployStep(string Name, string Identifier, string Timeout) : Step(Name, Identifier, "K8sBlueGreenDeploy", Timeout)
{
    protected override YamlMap Spec() => new YamlMap().Add("skipDryRun", false).Add("pruningEnabled", false);
}

/// <summary>A script that the delegate runs.</summary>
internal sealed record ShellScriptStep(string Name, string Identifier, string Timeout, string Script) : Step(Name, Identifier, "ShellScript", Timeout)
{
    public ImmutableArray<string> DelegateSelectors { get; init; } = [];

    protected override YamlMap Spec() => new YamlMap()
        .Add("shell", "Bash")
        .Add("executionTarget", new YamlMap())
        .AddIfAny("delegateSelectors", DelegateSelectors.Select(selector => new YamlScalar(selector)))
        .Add("source", new YamlMap().Add("type", "Inline").Add("spec", new YamlMap().Add("script", Script)))
        .Add("environmentVariables", new YamlList())
        .Add("outputVariables", new YamlList());
}

/// <summary>Harness's continuous verification, by the monitored service of service and environment.</summary>
/// <param name="Analysis"><c>Canary</c>, <c>Rolling</c> or <c>Bluegreen</c>.</param>
/// <param name="Duration">How long metrics and logs are watched.</param>
internal sealed record VerifyStep(string Name, string Identifier, string Timeout, string Analysis, string Duration) : Step(Name, Identifier, "Verify", Timeout)
{
    protected override YamlMap Spec() => new YamlMap()
        .Add("type", Analysis)
        .Add("monitoredService", new YamlMap().Add("type", "Default").Add("spec", new YamlMap()))
        .Add("spec", new YamlMap().Add("sensitivity", "HIGH").Add("duration", Duration).Add("deploymentTag", "<+serviceConfig.artifacts.primary.tag>"));
}

/// <summary>Asks an address and requires 200.</summary>
internal sealed record HttpCheckStep(string Name, string Identifier, string Timeout, string Url) : Step(Name, Identifier, "Http", Timeout)
{
    protected override YamlMap Spec() => new YamlMap()
        .Add("url", Url)
        .Add("method", "GET")
        .Add("headers", new YamlList())
        .Add("outputVariables", new YamlList())
        .Add("assertion", "<+httpResponseCode> == 200");
}

/// <summary>Asks people to approve or reject.</summary>
internal sealed record ApprovalStep(string Name, string Identifier, string Timeout, string Message) : Step(Name, Identifier, "HarnessApproval", Timeout)
{
    public required ImmutableArray<string> UserGroups { get; init; }

    /// <summary>How many of them must approve.</summary>
    public required int MinimumCount { get; init; }

    protected override YamlMap Spec() => new YamlMap()
        .Add("approvalMessage", Message)
        .Add("includePipelineExecutionHistory", true)
        .Add("approvers", new YamlMap()
            .Add("userGroups", YamlList.Of(UserGroups))
            .Add("minimumCount", MinimumCount)
            .Add("disallowPipelineExecutor", true))
        .Add("approverInputs", new YamlList());
}
