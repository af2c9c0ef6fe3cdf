using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>Takes away what a rollout ran beside a deployment.</summary>
internal sealed class RetireTrackTools(ClusterDirectory clusters, TimeProvider time)
{
    public const string RetireName = "retire_release_track";

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    [Tool(RetireName, Effect.Change, Plan = nameof(PlanRetireAsync), Verify = nameof(VerifyRetireAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "track": "canary"}""")]
    [Description("Deletes what create_release_track made beside a deployment, and waits until its pods are gone. Anything that was not made by it is refused, and so is what a service sends its traffic to.")]
    public async Task<ToolResult<RetiredTrack>> RetireAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The stable deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("Which one: canary or green.")] TrackKind track,
        [Description("How long to wait until its pods are gone, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (stable, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (live is null && failure!.Code != FaultCodes.NotFound)
        {
            return failure;
        }

        if (live is not null && RolloutClaim.Refuse(live, context.Change!.Procedure) is { } claimed)
        {
            return claimed;
        }

        var (own, uid) = (StableDeployment.TrackOf(stable!, track), context.Change!.IntentVersion);
        var deleted = await own.Cluster.DeleteAsync(
            own.Resource, @namespace, own.Name, new WriteOptions { Precondition = new Precondition(uid), Propagation = "Foreground" }, cancellationToken);
        return deleted.Value is null && deleted.Failure!.Code != FaultCodes.NotFound ? deleted.Failure
            : await GoneAsync(own, uid, timeout, context, cancellationToken);
    }

    public async Task<ToolResult<ChangePlan>> PlanRetireAsync(string @namespace, string name, TrackKind track, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (stable, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (stable is null || (live is null && failure!.Code != FaultCodes.NotFound))
        {
            return failure!;
        }

        var own = StableDeployment.TrackOf(stable, track);
        var read = await own.ReadAsync(cancellationToken);
        if (read.Value is not { } doomed)
        {
            return read.Failure!;
        }

        if (!ReleaseTrack.IsOurs(doomed) || (live is not null && doomed.Annotations[ReleaseTrack.StableAnnotation] != live.Uid))
        {
            return new ToolFailure(FaultCodes.Denied, $"{own.Id} in cluster '{own.Cluster.Name}' was not made by a rollout of {stable.Id}, so it is not deleted. kubernetes_delete deletes anything, after it was asked for by name.");
        }

        var services = await own.Cluster.ListAsync("services", new ListQuery { Namespace = @namespace }, cancellationToken);
        if (services.Value is not { } listed)
        {
            return services.Failure!;
        }

        if (listed.Items.FirstOrDefault(service => Selects(service, doomed) && !(live is not null && Selects(service, live))) is { } sending)
        {
            return new ToolFailure(FaultCodes.Conflict, $"Service {sending.Name} sends its traffic to {own.Id} and not to {stable.Id}, so deleting it would leave the service without pods. Send the traffic back with route_service first.");
        }

        var images = PodTemplate.Of(doomed)?.Containers.Select(each => each.TextAt("image")).OfType<string>() ?? [];
        return new ChangePlan(own.Cluster.Target(@namespace, environment), own.Id, doomed.Uid ?? "", new Preview(
            $"Delete {own.Id} in cluster '{own.Cluster.Name}', which a rollout of {stable.Id} made, with its {doomed.Spec.NumberAt("replicas") ?? 1} pods ({string.Join(", ", images)}).",
            ShownChange.Of(doomed, null).Text,
            $"Only what the rollout made; {stable.Id} keeps running.",
            "It can be created again as it was."))
        {
            Undo = live is null ? null : UndoOf(doomed, live, own, track),
        };
    }

    public async Task<Verification> VerifyRetireAsync(
        string @namespace, string name, TrackKind track, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } stable)
        {
            return Verification.Unknown($"Whether it was deleted cannot be seen: {found.Failure!.Message}");
        }

        var own = StableDeployment.TrackOf(stable, track);
        var read = await own.ReadAsync(cancellationToken);
        return read.Value is { DeletedAt: null } live && live.Uid == context.Change!.IntentVersion ? Verification.NotDone()
            : read.Value is not null || read.Failure!.Code == FaultCodes.NotFound
                ? Verification.Done(await GoneAsync(own, context.Change!.IntentVersion, timeout, context, cancellationToken))
                : Verification.Unknown($"Whether it was deleted cannot be seen: {read.Failure.Message}");
    }

    /// <summary>Waits until the object of this uid is gone: it goes after its pods.</summary>
    private async Task<RetiredTrack> GoneAsync(Workload own, string uid, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var (started, patience) = (time.GetTimestamp(), ChangeArguments.PatienceOf(timeout));
        while (true)
        {
            var read = await own.ReadAsync(cancellationToken);
            if (read.Value is { } other ? other.Uid != uid : read.Failure!.Code == FaultCodes.NotFound)
            {
                return new RetiredTrack(own.Namespace, own.Name, Gone: true, own.Cluster.Name);
            }

            if (time.GetElapsedTime(started) >= patience)
            {
                return new RetiredTrack(own.Namespace, own.Name, Gone: false, own.Cluster.Name);
            }

            context.Report(new ToolProgress($"{own.Id}: its pods are ending."));
            await Task.Delay(Pause, time, cancellationToken);
        }
    }

    /// <summary>Whether a service selects a deployment's pods.</summary>
    private static bool Selects(KubeObject service, KubeObject deployment) =>
        LabelSelector.OfLabels(service.Spec.At("selector"))?.Matches(ReleaseTrack.LabelsOf(deployment)) is true;

    private static UndoCall UndoOf(KubeObject doomed, KubeObject stable, Workload own, TrackKind track)
    {
        var (was, stays) = (PodTemplate.Of(doomed)!, PodTemplate.Of(stable)!);
        var changed = was.Containers.FirstOrDefault(each => stays.Containers.All(other => other.TextAt("name") != each.TextAt("name") || other.TextAt("image") != each.TextAt("image")))
            ?? was.Containers.First();
        var usual = ReleaseTrack.PodLabels(stable, track, ReleaseTrack.None);
        return new UndoCall(CreateTrackTools.CreateName, JsonSerializer.SerializeToElement(
            new CreateArguments(
                stable.Namespace, stable.Name, track, changed.TextAt("image") ?? "", doomed.Spec.NumberAt("replicas") ?? 1, changed.TextAt("name"),
                was.Labels.Where(label => !usual.TryGetValue(label.Key, out var value) || value != label.Value).ToDictionary(StringComparer.Ordinal), null, own.Cluster.Name),
            ToolJson.Options));
    }
}

/// <param name="Deployment">What was deleted.</param>
/// <param name="Gone">Whether its pods have ended; else they were still ending when the time to wait was over.</param>
public sealed record RetiredTrack(string Namespace, string Deployment, bool Gone, string Cluster);

/// <summary>The arguments of a call.</summary>
internal sealed record RetireArguments(string Namespace, string Name, TrackKind Track, string Cluster);
