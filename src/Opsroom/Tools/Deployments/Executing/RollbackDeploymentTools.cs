using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Deployments.Executing;

/// <summary>Brings the version before back.</summary>
internal sealed class RollbackDeploymentTools(ClusterDirectory clusters, ReleaseTargets targets, TimeProvider time)
{
    private readonly KubernetesRollbackTools workloads = new(clusters, time);

    [Tool("rollback_deployment", Effect.Change, Plan = nameof(PlanRollbackAsync), Result = typeof(RolledBackDeployment))]
    [ToolExample("""{"service": "checkout", "environment": "staging"}""")]
    [Description(
        "Rolls a service back to the version before, or to a revision or image that it ran earlier, and verifies it. It is no failure of the call when that version does badly too: verified is false then, with the reason. "
        + "What is being rolled out at the moment is left alone: cancel that run, which takes it back by itself.")]
    public static ProcedureMove Rollback(
        [Description("The service: its deployment's name, its app label, or a Service that selects its pods."), RegularExpression(ChangeArguments.Name)] string service,
        [Description("The environment; configuration says which cluster and namespace that is."), StringLength(64, MinimumLength = 1)] string environment,
        [Description("The namespace, where configuration does not say or several could be meant."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("What to go back to: the number of a revision, or an image that one of them ran. Without it the revision before the current one.")] JsonNode? to,
        [Description("How long the pods may take to become ready, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("How long it is watched afterwards, as 90s or 5m, at most 60m; 60s without it."), RegularExpression(ChangeArguments.Duration)] string? observe,
        [Description("The cluster, as configured; without it the one that the environment is in."), StringLength(253)] string? cluster,
        ProcedureState state)
    {
        var walk = new RolloutWalk(state);
        if (walk.Next is { } next)
        {
            return ProcedureMove.Call(next);
        }

        return state.Find("rollback") is not { Succeeded: true } made
            ? ProcedureMove.Fail(new ToolFailure(walk.FailureCode ?? FaultCodes.Denied, walk.Reason ?? "It was not rolled back."))
            : ProcedureMove.Finish(new RolledBackDeployment(NumberOf(made, "from"), NumberOf(made, "to"), ImagesOf(made), walk.Steps, walk.IsVerified, walk.Reason));
    }

    public async Task<ToolResult<ChangePlan>> PlanRollbackAsync(
        string service, string environment, string? @namespace, JsonNode? to, string? timeout, string? observe, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var found = await targets.FindAsync(service, environment, @namespace, cluster, cancellationToken);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var (name, place) = (target.Deployment.Name, target.Cluster.Name);
        if (RolloutClaim.Of(target.Deployment) is { } held)
        {
            return new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(target.Deployment, held));
        }

        var revision = await RevisionOfAsync(target, to, cancellationToken);
        if (revision.Failure is { } unknown)
        {
            return unknown;
        }

        var planned = await workloads.PlanRollbackAsync(target.Deployment.Namespace, name, revision.Number, null, environment, place, cancellationToken);
        if (planned.Value is not { } plan)
        {
            return planned.Failure!;
        }

        var claim = Claim(target.Deployment.Namespace, name, place, context.CallId);
        return plan with
        {
            Preview = plan.Preview with { Summary = $"{plan.Preview.Summary.TrimEnd('.')}, and verify it{(observe is null ? "" : $" for {observe}")}." },
            Children =
            [
                Call("claim", RolloutClaimTools.ClaimName, claim with { Version = DeploymentPlan.VersionOf(target.Deployment) }, "nobody else may roll it out meanwhile"),
                Call("rollback", KubernetesNames.Rollback, Of(revision.Number, timeout), "by its own rolling update"),
                Call("verify", KubernetesNames.Verify, new StepArguments(target.Deployment.Namespace, name, place) { Track = "stable", Observe = observe }, "readiness, restarts and requests of the deployment"),
                Call("release", RolloutClaimTools.ReleaseName, claim with { Outcome = RolloutOutcome.Done }, "others may roll it out again", rollback: true),
                Call($"{RolloutCalls.Back}release", RolloutClaimTools.ReleaseName, claim with { Outcome = RolloutOutcome.RolledBack }, "only where it does not come to its end", rollback: true),
            ],
        };

        StepArguments Of(long? number, string? patience) => new(target.Deployment.Namespace, name, place) { Revision = number, Timeout = patience };
    }

    /// <summary>The revision that is meant; the newest one that ran an image, where one is named.</summary>
    private static async Task<(long? Number, ToolFailure? Failure)> RevisionOfAsync(ReleaseTarget target, JsonNode? to, CancellationToken cancellationToken)
    {
        if (to is null)
        {
            return (null, null);
        }

        var word = to is JsonValue ? to.ToString() : "";
        if (long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return (number, null);
        }

        var resolved = await target.Cluster.ResolveAsync("Deployment", "apps/v1", cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return (null, resolved.Failure);
        }

        var kept = await WorkloadHistory.ReadAsync(new Workload(target.Cluster, resource, target.Deployment.Namespace, target.Deployment.Name), target.Deployment, cancellationToken);
        if (kept.Value is not { } history)
        {
            return (null, kept.Failure);
        }

        var ran = history.Revisions.LastOrDefault(each => each.Images.Any(image => word.Length > 0 && (image == word || image.EndsWith($":{word}", StringComparison.Ordinal) || image.EndsWith($"@{word}", StringComparison.Ordinal))));
        return ran is null
            ? (null, ToolFailure.NotFound($"No revision of {target.Deployment.Id} in cluster '{target.Cluster.Name}' that is still kept ran '{OutsideText.OneLine(word, 200)}'. There are: {history.Describe()}. Give to as one of these numbers or images."))
            : (ran.Number, null);
    }

    /// <summary>What the claim is for: this very call, the same again whenever it is planned.</summary>
    private static StepArguments Claim(string @namespace, string name, string cluster, string callId) => new(@namespace, name, cluster)
    {
        PlanId = $"rollback-{name}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(callId)).AsSpan(0, 4))}",
    };

    private static PlannedCall Call(string name, string tool, StepArguments arguments, string note, bool rollback = false) =>
        new(name, tool, JsonSerializer.SerializeToElement(arguments, ToolJson.Options), note, rollback);

    private static long? NumberOf(ProcedureCall made, string name) => made.Result.TryGetProperty(name, out var number) && number.TryGetInt64(out var value) ? value : null;

    private static ImmutableArray<string> ImagesOf(ProcedureCall made) =>
        made.Result.TryGetProperty("images", out var images) && images.ValueKind == JsonValueKind.Array ? [.. images.EnumerateArray().Select(image => image.ToString())] : [];
}

/// <param name="From">The revision before the call.</param>
/// <param name="To">The revision whose pods it has again.</param>
/// <param name="Images">Of its containers, now.</param>
/// <param name="Verified">Whether that version does well.</param>
/// <param name="Reason">Why it does not.</param>
public sealed record RolledBackDeployment(long? From, long? To, ImmutableArray<string> Images, ImmutableArray<RolloutStep> Steps, bool Verified, string? Reason);
