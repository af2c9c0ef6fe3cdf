using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Gives a workload another image.</summary>
internal sealed class KubernetesImageTools(ClusterDirectory clusters, TimeProvider time)
{
    private const string ImageName = "kubernetes_set_image";

    [Tool(ImageName, Effect.Change, Plan = nameof(PlanSetImageAsync), Verify = nameof(VerifySetImageAsync))]
    [ToolExample("""{"namespace": "shop", "name": "checkout", "image": "registry.example/checkout:2.4.1"}""")]
    [Description(
        "Sets the image of a container of a deployment, stateful set or daemon set, and waits until its pods are replaced. The answer says how that went: it is no failure of the call when "
        + "the new pods do not become ready.")]
    public async Task<ToolResult<ImageSet>> SetImageAsync(
        [Description("The namespace."), RegularExpression(ChangeArguments.Namespace)] string @namespace,
        [Description("The workload's name."), RegularExpression(ChangeArguments.Name)] string name,
        [Description("The image, with its tag or digest."), StringLength(512, MinimumLength = 1)] string image,
        [Description("Which container; it may be left out where there is one only, besides init containers and known sidecars."), RegularExpression(ChangeArguments.Namespace)] string? container,
        [Description("What kind of workload it is; without it a deployment.")] RolledKind? kind,
        [Description("Whether to wait for the pods; without it they are waited for.")] bool? wait,
        [Description("How long to wait for them, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (workload, write, failure) = await FindAsync(@namespace, name, image, container, kind, cluster, cancellationToken);
        if (workload is null)
        {
            return failure!;
        }

        var change = context.Change!;
        var made = await write!.MakeAsync(change, cancellationToken);
        return made.Value is { } live ? await ResultAsync(workload, live, change, image, wait, timeout, context, cancellationToken) : made.Failure!;
    }

    public async Task<ToolResult<ChangePlan>> PlanSetImageAsync(
        string @namespace, string name, string image, string? container, RolledKind? kind, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (workload, write, failure) = await FindAsync(@namespace, name, image, container, kind, cluster, cancellationToken);
        if (workload is null)
        {
            return failure!;
        }

        var read = await workload.ReadAsync(cancellationToken);
        if (read.Value is not { } live)
        {
            return read.Failure!;
        }

        var choice = ContainerChoice.Of(live, container);
        if (choice.Value is not { } chosen)
        {
            return choice.Failure!;
        }

        if (chosen.Image == image)
        {
            return TemplatePlan.Nothing(workload, $"the image {image} in container '{chosen.Name}'");
        }

        var tried = await write!.TryAsync(live, cancellationToken);
        return tried.Value is not { } would ? tried.Failure! : await TemplatePlan.MakeAsync(
            workload, would, $"Set the image of container '{chosen.Name}' of {workload.Id} in cluster '{workload.Cluster.Name}' from {chosen.Image} to {image}.", environment,
            new UndoCall(ImageName, JsonSerializer.SerializeToElement(new ImageArguments(@namespace, name, chosen.Image, chosen.Name, kind, workload.Cluster.Name), ToolJson.Options)),
            $"Set the image back to {chosen.Image}.", NotesOn(image), cancellationToken);
    }

    public async Task<Verification> VerifySetImageAsync(
        string @namespace, string name, string image, string? container, RolledKind? kind, bool? wait, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (workload, write, failure) = await FindAsync(@namespace, name, image, container, kind, cluster, cancellationToken);
        return workload is null ? Verification.Unknown($"Whether the image was set cannot be seen: {failure!.Message}")
            : await write!.VerifyAsync(
                context.Change!, async live => Verification.Done(await ResultAsync(workload, live, context.Change!, image, wait, timeout, context, cancellationToken)), cancellationToken);
    }

    private async Task<(Workload? Workload, GuardedWrite? Write, ToolFailure? Failure)> FindAsync(
        string @namespace, string name, string image, string? container, RolledKind? kind, string? cluster, CancellationToken cancellationToken)
    {
        if (ImageReference.Parse(image) is null)
        {
            return (null, null, ToolFailure.InvalidArgument($"'{OutsideText.OneLine(image)}' does not name an image: registry/repository:tag, or @sha256:… in the tag's place."));
        }

        var found = await Workload.FindAsync(clusters, cluster, (kind ?? RolledKind.Deployment).ToString(), @namespace, name, cancellationToken);
        return found.Value is { } workload
            ? (workload, workload.Write(live => IntentOf(live, container), live => ContainerChoice.Of(live, container).Value?.PatchTo(image) ?? new(), PatchKind.Strategic), null)
            : (null, null, found.Failure);
    }

    private async Task<ImageSet> ResultAsync(
        Workload workload, KubeObject live, ChangeInHand change, string image, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var rollout = await new RolloutWatch(workload.Cluster, time).FollowAsync(workload, live, replaces: true, wait, timeout, context, cancellationToken);
        var (container, before) = BeforeOf(change);
        return new ImageSet(
            container, before, image, await WorkloadHistory.CurrentNumberAsync(workload, time, cancellationToken), live.Kind, live.Namespace, live.Name, workload.Cluster.Name, rollout);
    }

    private static IEnumerable<string> NotesOn(string image) => ImageReference.Parse(image) is { IsFixed: true } ? []
        : [$"The name {image} may mean another image tomorrow; a tag of a version or a digest does not."];

    /// <summary>The container that is meant, and its image.</summary>
    private static string IntentOf(KubeObject live, string? container) =>
        ContainerChoice.Of(live, container).Value is { } chosen ? $"{live.Uid}:{chosen.Name}={chosen.Image}" : $"{live.Uid}:";

    /// <summary>What was approved names the image before; the object itself has forgotten it by now.</summary>
    private static (string Container, string Image) BeforeOf(ChangeInHand change)
    {
        var seen = change.IntentVersion[(change.IntentVersion.IndexOf(':', StringComparison.Ordinal) + 1)..].Split('=', 2);
        return (seen[0], seen[^1]);
    }
}

/// <param name="Container">Whose image it is.</param>
/// <param name="Before">The image before the call.</param>
/// <param name="After">The image it has been set to.</param>
/// <param name="Revision">The workload's revision with the new image, where its controller keeps one.</param>
/// <param name="Rollout">How the pods followed.</param>
public sealed record ImageSet(
    string Container, string Before, string After, long? Revision, string Kind, string Namespace, string Name, string Cluster, Rollout Rollout);

/// <summary>The arguments of a call.</summary>
internal sealed record ImageArguments(string Namespace, string Name, string Image, string Container, RolledKind? Kind, string Cluster);
