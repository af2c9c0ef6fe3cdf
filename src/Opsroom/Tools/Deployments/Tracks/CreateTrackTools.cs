using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Globalization;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>Runs a new version beside a deployment.</summary>
internal sealed class CreateTrackTools(ClusterDirectory clusters, TimeProvider time)
{
    public const string CreateName = "create_release_track";

    [Tool(CreateName, Effect.Change, Plan = nameof(PlanCreateAsync), Verify = nameof(VerifyCreateAsync), Supporting = true)]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "track": "canary", "image": "registry.example/checkout:2.4.1", "replicas": 1}""")]
    [Description(
        "Creates a deployment beside another one: NAME-canary, or NAME-green, with the same pods but for their image, and waits until they are ready. A step of execute_deployment. "
        + "It is no failure of the call when they do not become ready.")]
    public async Task<ToolResult<CreatedTrack>> CreateAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The stable deployment's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("What it is for: canary or green.")] TrackKind track,
        [Description("The image, with its tag or digest."), StringLength(512, MinimumLength = 1)] string image,
        [Description("How many replicas to run."), Range(1, 10_000)] int replicas,
        [Description("Which container gets the image; it may be left out where there is one only."), RegularExpression(ChangeArguments.Namespace)] string? container,
        [Description("Labels of its pods that differ from those of the stable ones, so that a service does not select them yet.")] IReadOnlyDictionary<string, string>? labels,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } stable)
        {
            return found.Failure!;
        }

        var (change, wanted) = (context.Change!, new WantedTrack(track, image, replicas, container, labels ?? ReleaseTrack.None));
        var made = await CreateAsync(stable, wanted, change, cancellationToken);
        return made.Value is { } live ? await CreatedAsync(stable, live, wanted, wait, timeout, context, cancellationToken) : made.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanCreateAsync(
        string @namespace, string name, TrackKind track, string image, int replicas, string? container, IReadOnlyDictionary<string, string>? labels, string? environment, string? cluster,
        CancellationToken cancellationToken)
    {
        if (ImageReference.Parse(image) is null)
        {
            return ToolFailure.InvalidArgument($"'{OutsideText.OneLine(image)}' does not name an image: registry/repository:tag, or @sha256:… in the tag's place.");
        }

        var (stable, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (live is null)
        {
            return failure!;
        }

        var own = StableDeployment.TrackOf(stable!, track);
        var there = await own.ReadAsync(cancellationToken);
        if (there.Value is { } existing)
        {
            return Taken(own, existing);
        }

        var chosen = ContainerChoice.Of(live, container);
        if (there.Failure!.Code != FaultCodes.NotFound || chosen.Value is not { } choice)
        {
            return there.Failure.Code != FaultCodes.NotFound ? there.Failure : chosen.Failure!;
        }

        var tried = await own.Cluster.CreateAsync(
            own.Resource, @namespace, ReleaseTrack.Build(live, track, choice, image, replicas, labels ?? ReleaseTrack.None, key: null), new WriteOptions { DryRun = true }, cancellationToken);
        if (tried.Value is not { } would)
        {
            return tried.Failure!;
        }

        var reach = await WorkloadReach.LookAsync(own.Cluster, would.Object, cancellationToken);
        return new ChangePlan(own.Cluster.Target(@namespace, environment), own.Id, DeploymentPlan.VersionOf(live), new Preview(
            string.Create(CultureInfo.InvariantCulture, $"Create {own.Id} in cluster '{own.Cluster.Name}' beside {stable!.Id}: {replicas} {(replicas == 1 ? "pod" : "pods")} with the image {image}."),
            ShownChange.Of(null, would.Object).Text,
            reach.Describe(own.Place, replicas),
            $"Retire {own.Id}."))
        {
            Undo = new UndoCall(
                RetireTrackTools.RetireName, JsonSerializer.SerializeToElement(new RetireArguments(@namespace, name, track, own.Cluster.Name), ToolJson.Options)),
        };
    }

    public async Task<Verification> VerifyCreateAsync(
        string @namespace, string name, TrackKind track, string image, int replicas, string? container, IReadOnlyDictionary<string, string>? labels, bool? wait, string? timeout, string? cluster,
        ToolContext context, CancellationToken cancellationToken)
    {
        var found = await StableDeployment.FindAsync(clusters, cluster, @namespace, name, cancellationToken);
        if (found.Value is not { } stable)
        {
            return Verification.Unknown($"Whether it was created cannot be seen: {found.Failure!.Message}");
        }

        // a late attempt cannot make a second one: the server takes one object of a name
        var read = await StableDeployment.TrackOf(stable, track).ReadAsync(cancellationToken);
        return read.Value is { } live && ChangeMark.Has(live, context.Change!.Key)
            ? Verification.Done(await CreatedAsync(stable, live, new WantedTrack(track, image, replicas, container, labels ?? ReleaseTrack.None), wait, timeout, context, cancellationToken))
            : read.Value is not null || read.Failure!.Code == FaultCodes.NotFound ? Verification.NotDone()
            : Verification.Unknown($"Whether it was created cannot be seen: {read.Failure.Message}");
    }

    private static async Task<ToolResult<KubeObject>> CreateAsync(Workload stable, WantedTrack wanted, ChangeInHand change, CancellationToken cancellationToken)
    {
        var own = StableDeployment.TrackOf(stable, wanted.Track);
        var there = await own.ReadAsync(cancellationToken);
        if (there.Value is { } existing)
        {
            return ChangeMark.Has(existing, change.Key) ? existing : Taken(own, existing);
        }

        var read = await stable.ReadAsync(cancellationToken);
        if (there.Failure!.Code != FaultCodes.NotFound || read.Value is not { } live)
        {
            return there.Failure.Code != FaultCodes.NotFound ? there.Failure : read.Failure!;
        }

        if (RolloutClaim.Refuse(live, change.Procedure) is { } claimed)
        {
            return claimed;
        }

        var chosen = ContainerChoice.Of(live, wanted.Container);
        if (DeploymentPlan.VersionOf(live) != change.IntentVersion || chosen.Value is not { } choice)
        {
            return new ToolFailure(FaultCodes.Conflict, $"{stable.Id} in cluster '{stable.Cluster.Name}' is no longer what it was when this was decided, so nothing was created beside it. Look at it again.");
        }

        var made = await own.Cluster.CreateAsync(
            own.Resource, own.Namespace, ReleaseTrack.Build(live, wanted.Track, choice, wanted.Image, wanted.Replicas, wanted.Labels, change.Key), new WriteOptions(), cancellationToken);
        if (made.Value is { } created)
        {
            return created.Object;
        }

        // an earlier attempt of this very call may have come first
        var again = made.Failure!.Code == FaultCodes.Conflict ? await own.ReadAsync(cancellationToken) : made.Failure;
        return again.Value is { } other && ChangeMark.Has(other, change.Key) ? other : made.Failure;
    }

    private async Task<CreatedTrack> CreatedAsync(
        Workload stable, KubeObject live, WantedTrack wanted, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var own = StableDeployment.TrackOf(stable, wanted.Track);
        var rollout = await new RolloutWatch(own.Cluster, time).FollowAsync(own, live, replaces: true, wait, timeout, context, cancellationToken);
        return new CreatedTrack(stable.Namespace, stable.Name, own.Name, wanted.Track, wanted.Image, wanted.Replicas, stable.Cluster.Name, rollout);
    }

    private static ToolFailure Taken(Workload own, KubeObject existing) => new(
        FaultCodes.Conflict,
        ReleaseTrack.IsOurs(existing) ? $"{own.Id} in cluster '{own.Cluster.Name}' is there already: an earlier rollout left it. Look at it, and retire it with retire_release_track first."
            : $"{own.Id} in cluster '{own.Cluster.Name}' is there already and was not made by a rollout. Rename or delete it first.");

    private sealed record WantedTrack(TrackKind Track, string Image, int Replicas, string? Container, IReadOnlyDictionary<string, string> Labels);
}

/// <param name="Name">The stable deployment.</param>
/// <param name="Deployment">What was created beside it.</param>
/// <param name="Rollout">How its pods came up.</param>
public sealed record CreatedTrack(string Namespace, string Name, string Deployment, TrackKind Track, string Image, int Replicas, string Cluster, Rollout Rollout);

/// <summary>The arguments of a call.</summary>
internal sealed record CreateArguments(
    string Namespace, string Name, TrackKind Track, string Image, long Replicas, string? Container, IReadOnlyDictionary<string, string>? Labels, string? Timeout, string Cluster);
