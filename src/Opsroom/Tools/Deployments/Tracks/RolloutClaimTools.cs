using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>Claims a deployment for one rollout, so that there are never two of them at once.</summary>
internal sealed class RolloutClaimTools(ClusterDirectory clusters)
{
    public const string ClaimName = "claim_rollout";
    public const string ReleaseName = "release_rollout";
    public const string ConfirmName = "confirm_rollout";

    private const string PlanId = "[A-Za-z0-9]([-A-Za-z0-9._]{0,198}[A-Za-z0-9])?";

    [Tool(ClaimName, Effect.Change, Plan = nameof(PlanClaimAsync), Verify = nameof(VerifyClaimAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "plan_id": "canary-checkout-3fa9c1d2"}""")]
    [Description(
        "Claims a deployment for one rollout: until release_rollout nothing else of this product changes it. It is the first step of execute_deployment; by itself it keeps rollouts of one deployment away.")]
    public async Task<ToolResult<ClaimedRollout>> ClaimAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What it is claimed for: the id of a plan, or any word."), RegularExpression(PlanId)] string planId,
        [Description("What the deployment has to be still, as its plan says."), StringLength(200)] string? version,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return found.Failure!;
        }

        var claim = ClaimOf(context.Change!, planId);
        var made = await ClaimWrite(workload, claim, context.Change!).MakeAsync(context.Change!, cancellationToken);
        return made.Value is null ? made.Failure! : Result(workload, claim);
    }

    public async Task<ToolResult<ChangePlan>> PlanClaimAsync(
        string @namespace, string name, string planId, string? version, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (workload, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (live is null)
        {
            return failure!;
        }

        if (RolloutClaim.Of(live) is { } held)
        {
            return new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(live, held));
        }

        if (version is not null && DeploymentPlan.VersionOf(live) != version)
        {
            return Moved(workload!);
        }

        return new ChangePlan(workload!.Cluster.Target(@namespace, environment), workload.Id, IntentOf(live), new Preview(
            $"Claim {workload.Id} in cluster '{workload.Cluster.Name}' for {planId}.",
            BlastRadius: "An annotation of the deployment; no pod is touched. Nothing else of this product changes it until the claim is released.",
            Undo: "Release the claim."))
        {
            Undo = Undo(ReleaseName, workload, planId),
        };
    }

    public async Task<Verification> VerifyClaimAsync(
        string @namespace, string name, string planId, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return Verification.Unknown($"Whether it was claimed cannot be seen: {found.Failure!.Message}");
        }

        var claim = ClaimOf(context.Change!, planId);
        return await ClaimWrite(workload, claim, context.Change!).VerifyAsync(context.Change!, _ => Task.FromResult(Verification.Done(Result(workload, claim))), cancellationToken);
    }

    [Tool(ReleaseName, Effect.Change, Plan = nameof(PlanReleaseAsync), Verify = nameof(VerifyReleaseAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "plan_id": "canary-checkout-3fa9c1d2"}""")]
    [Description(
        "Ends the claim on a deployment. execute_deployment does it at its end. By hand it takes the claim away from a rollout whose run is gone for good: what that rollout left is then looked after by nobody.")]
    public async Task<ToolResult<ReleasedRollout>> ReleaseAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What it was claimed for."), RegularExpression(PlanId)] string planId,
        [Description("How the rollout ended; without it released by hand.")] RolloutOutcome? outcome,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } workload)
        {
            return found.Failure!;
        }

        var made = await ReleaseWrite(workload, outcome, context.Change!).MakeAsync(context.Change!, cancellationToken);
        return made.Value is null ? made.Failure! : Released(workload, planId, outcome);
    }

    public async Task<ToolResult<ChangePlan>> PlanReleaseAsync(
        string @namespace, string name, string planId, RolloutOutcome? outcome, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (workload, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (live is null)
        {
            return failure!;
        }

        if (RolloutClaim.Of(live) is not { } held)
        {
            return ToolFailure.NotFound($"{workload!.Id} in cluster '{workload.Cluster.Name}' is not claimed by any rollout; there is nothing to release.");
        }

        if (held.Plan != planId)
        {
            return new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(live, held));
        }

        return new ChangePlan(workload!.Cluster.Target(@namespace, environment), workload.Id, IntentOf(live), new Preview(
            $"End the claim of {planId} on {workload.Id} in cluster '{workload.Cluster.Name}' ({WordOf(outcome)}).",
            BlastRadius: outcome is null
                ? $"The execution {held.Execution} that holds it changes nothing more, and takes nothing back either: what it has made so far stays until somebody looks after it."
                : "An annotation of the deployment; no pod is touched.",
            Undo: "It is not claimed again; the next rollout claims it for itself."));
    }

    public async Task<Verification> VerifyReleaseAsync(
        string @namespace, string name, string planId, RolloutOutcome? outcome, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        return found.Value is not { } workload ? Verification.Unknown($"Whether it was released cannot be seen: {found.Failure!.Message}")
            : await ReleaseWrite(workload, outcome, context.Change!).VerifyAsync(
                context.Change!, _ => Task.FromResult(Verification.Done(Released(workload, planId, outcome))), cancellationToken);
    }

    [Tool(ConfirmName, Effect.Read, Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "plan_id": "canary-checkout-3fa9c1d2"}""")]
    [Description("Says whether a deployment is still claimed for a rollout and still what it was when that was planned. execute_deployment asks before it sends all traffic to a new version.")]
    public async Task<ToolResult<ConfirmedRollout>> ConfirmAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What it is claimed for."), RegularExpression(PlanId)] string planId,
        [Description("What the deployment has to be still, as its plan says."), StringLength(200)] string? version,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        CancellationToken cancellationToken)
    {
        var (workload, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        return live is null ? failure!
            : RolloutClaim.Of(live) is not { } held ? new ToolFailure(FaultCodes.Conflict, $"{workload!.Id} in cluster '{workload.Cluster.Name}' is no longer claimed for {planId}: somebody released it.")
            : held.Plan != planId ? new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(live, held))
            : version is not null && DeploymentPlan.VersionOf(live) != version ? Moved(workload!)
            : new ConfirmedRollout(@namespace, name, planId, DeploymentPlan.VersionOf(live), workload!.Cluster.Name);
    }

    private static GuardedWrite ClaimWrite(Workload workload, RolloutClaim claim, ChangeInHand change) =>
        Write(workload, change, _ => Annotations((RolloutClaim.Annotation, claim.Text)));

    private static GuardedWrite ReleaseWrite(Workload workload, RolloutOutcome? outcome, ChangeInHand change) => Write(workload, change, live => RolloutClaim.Of(live) is { } held
        ? Annotations((RolloutClaim.Annotation, null), (RolloutClaim.EndedAnnotation, held.Ended(live, WordOf(outcome)))) : new YamlMap());

    /// <summary>A person may take a claim away that is not theirs; a procedure settles only its own.</summary>
    private static GuardedWrite Write(Workload workload, ChangeInHand change, Func<KubeObject, YamlMap> patchOf) =>
        new(workload.Cluster, workload.Resource, workload.Namespace, workload.Name, IntentOf, patchOf) { SettlesClaim = change.Procedure is null };

    private static YamlMap Annotations(params IEnumerable<(string Key, string? Value)> annotations)
    {
        var map = new YamlMap();
        foreach (var (key, value) in annotations)
        {
            map.Add(key, value is null ? new YamlScalar("null", ScalarKind.Null) : new YamlScalar(value));
        }

        return new YamlMap().Add("metadata", new YamlMap().Add("annotations", map));
    }

    /// <summary>Who has the claim on which template: a claim is for what was looked at, and a release is of the claim that was seen.</summary>
    private static string IntentOf(KubeObject live) => $"{DeploymentPlan.VersionOf(live)} {RolloutClaim.Of(live)?.Text ?? "free"}";

    private static RolloutClaim ClaimOf(ChangeInHand change, string planId) => new(change.Procedure ?? change.Key, planId);

    private static string WordOf(RolloutOutcome? outcome) => outcome switch
    {
        null => "released",
        RolloutOutcome.Done => "done",
        RolloutOutcome.RolledBack => "rolled-back",
        _ => throw new ArgumentOutOfRangeException(nameof(outcome)),
    };

    private static ToolFailure Moved(Workload workload) => new(
        FaultCodes.Conflict, $"{workload.Id} in cluster '{workload.Cluster.Name}' is no longer what it was when this was planned: somebody changed what its pods are made of. Plan again with plan_deployment.");

    private static ClaimedRollout Result(Workload workload, RolloutClaim claim) => new(workload.Namespace, workload.Name, claim.Plan, claim.Execution, workload.Cluster.Name);

    private static ReleasedRollout Released(Workload workload, string planId, RolloutOutcome? outcome) => new(workload.Namespace, workload.Name, planId, WordOf(outcome), workload.Cluster.Name);

    private static UndoCall Undo(string tool, Workload workload, string planId) => new(
        tool, JsonSerializer.SerializeToElement(new ClaimArguments(workload.Namespace, workload.Name, planId, workload.Cluster.Name), ToolJson.Options));
}

/// <summary>How a rollout ended.</summary>
public enum RolloutOutcome
{
    /// <summary>The new version has all of the traffic.</summary>
    Done,

    /// <summary>The version before has it again.</summary>
    RolledBack,
}

/// <param name="Execution">Who has the claim.</param>
public sealed record ClaimedRollout(string Namespace, string Name, string PlanId, string Execution, string Cluster);

/// <param name="Outcome"><c>done</c>, <c>rolled-back</c> or <c>released</c>.</param>
public sealed record ReleasedRollout(string Namespace, string Name, string PlanId, string Outcome, string Cluster);

/// <param name="Version">What the deployment is.</param>
public sealed record ConfirmedRollout(string Namespace, string Name, string PlanId, string Version, string Cluster);

/// <summary>The arguments of a call.</summary>
internal sealed record ClaimArguments(string Namespace, string Name, string PlanId, string Cluster);
