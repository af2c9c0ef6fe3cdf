using System.Collections.Immutable;
using Opsroom.Tools.Harness.Model;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>The steps that bring a version to an environment, and those that take it back.</summary>
internal sealed record Deployment(ImmutableArray<ExecutionElement> Steps, ImmutableArray<ExecutionElement> RollbackSteps)
{
    private static readonly ImmutableArray<int> UsualPercentages = [10, 25, 50];

    public static Deployment For(PipelineRequest request) => request.Type switch
    {
        PipelineType.Canary => Canary(request.Settings),
        PipelineType.BlueGreen => BlueGreen(request.Settings),
        PipelineType.GitOps => GitOps(request),
        PipelineType.Rolling => Rolling(request.Settings, watched: true),
        PipelineType.StandardCicd => Rolling(request.Settings, watched: false),
        _ => throw new ArgumentOutOfRangeException(nameof(request), request.Type, "There is no such type of pipeline."),
    };

    private static Deployment Rolling(PipelineSettings settings, bool watched)
    {
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        steps.Add(new RollingDeployStep("Rolling deployment", "rolling_deployment", TimeoutOf(settings)));
        if (watched)
        {
            steps.Add(Verify(settings, "Verify rollout", "verify_rollout", "Rolling", HealthScripts.AllOfRelease));
        }

        AddHealthCheck(steps, settings);
        return new(steps.ToImmutable(), [new RollingRollbackStep("Rolling rollback", "rolling_rollback", TimeoutOf(settings))]);
    }

    /// <summary>Each phase deploys a larger part and verifies it; then the canary goes, and the whole workload is rolled.</summary>
    private static Deployment Canary(PipelineSettings settings)
    {
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        foreach (var percentage in settings.CanaryPercentages.IsDefaultOrEmpty ? UsualPercentages : settings.CanaryPercentages)
        {
            steps.Add(new StepGroup($"Canary {percentage} percent", $"canary_{percentage}",
            [
                new CanaryDeployStep($"Canary deployment {percentage} percent", $"canary_deployment_{percentage}", TimeoutOf(settings), percentage),
                Verify(settings, $"Verify canary {percentage} percent", $"verify_canary_{percentage}", "Canary", HealthScripts.Canary),
            ]));
        }

        steps.Add(new BareStep("Canary delete", "canary_delete", "K8sCanaryDelete", TimeoutOf(settings)));
        steps.Add(new RollingDeployStep("Rolling deployment", "rolling_deployment", TimeoutOf(settings)));
        AddHealthCheck(steps, settings);
        return new(steps.ToImmutable(),
        [
            new BareStep("Canary delete on rollback", "rollback_canary_delete", "K8sCanaryDelete", TimeoutOf(settings)),
            new RollingRollbackStep("Rolling rollback", "rolling_rollback", TimeoutOf(settings)),
        ]);
    }

    private static Deployment BlueGreen(PipelineSettings settings)
    {
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        steps.Add(new BlueGreenDeployStep("Stage deployment", "stage_deployment", TimeoutOf(settings)));
        steps.Add(Verify(settings, "Verify stage", "verify_stage", "Bluegreen", HealthScripts.AllOfRelease));
        steps.Add(new BareStep("Swap primary with stage", "swap_services", "K8sBGSwapServices", TimeoutOf(settings)));
        AddHealthCheck(steps, settings);
        return new(steps.ToImmutable(), [new BareStep("Swap back", "swap_rollback", "K8sBGSwapServices", TimeoutOf(settings))]);
    }

    /// <summary>Harness takes GitOps back by reverting the commit, merging that, and synchronising again.</summary>
    private static Deployment GitOps(PipelineRequest request)
    {
        var settings = request.Settings;
        var timeout = TimeoutOf(settings);
        var steps = ImmutableArray.CreateBuilder<ExecutionElement>();
        steps.Add(new UpdateReleaseRepoStep(
            "Update release repo", "update_release_repo", timeout, "Deploy <+service.name> to <+env.name>",
            [new(settings.GitOpsImageKey ?? "image.tag", PipelineSettings.ImageTagVariable)]));
        steps.Add(new MergePullRequestStep("Merge pull request", "merge_pull_request", timeout));
        steps.Add(new FetchLinkedAppsStep("Fetch linked applications", "fetch_linked_applications", timeout));
        steps.Add(new SyncStep("Synchronise applications", "sync_applications", "20m"));
        AddHealthCheck(steps, settings);
        return new(steps.ToImmutable(),
        [
            new RevertPullRequestStep(
                "Revert pull request", "revert_pull_request", timeout,
                "<+execution.steps.update_release_repo.updateReleaseRepoOutcome.commitId>", "Revert <+service.name> in <+env.name>"),
            new MergePullRequestStep("Merge revert", "merge_revert", timeout),
            new SyncStep("Synchronise reverted applications", "sync_reverted_applications", "20m"),
        ]);
    }

    private static Step Verify(PipelineSettings settings, string name, string identifier, string analysis, Func<PipelineSettings, string> script)
    {
        if (settings.Verification == Verification.Continuous)
        {
            return new VerifyStep(name, identifier, "2h", analysis, settings.VerificationDuration ?? "10m") { FailureStrategies = Failures.OfVerification };
        }

        var minutes = ((HealthScripts.Seconds(settings.VerificationDuration) + 59) / 60) + 10;
        return new ShellScriptStep(name, identifier, $"{minutes}m", script(settings)) { DelegateSelectors = settings.DelegateSelectors };
    }

    private static void AddHealthCheck(ImmutableArray<ExecutionElement>.Builder steps, PipelineSettings settings)
    {
        if (settings.HealthUrl is { } url)
        {
            steps.Add(new HttpCheckStep("Health check", "health_check", "5m", url));
        }
    }

    private static string TimeoutOf(PipelineSettings settings) => settings.Timeout ?? "15m";
}
