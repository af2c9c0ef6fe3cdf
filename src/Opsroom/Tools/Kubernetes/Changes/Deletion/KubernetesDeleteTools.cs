using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>Deletes an object of any kind.</summary>
internal sealed class KubernetesDeleteTools(ClusterDirectory clusters, TimeProvider time)
{
    [Tool("kubernetes_delete", Effect.Destroy, Plan = nameof(PlanDeleteAsync), Verify = nameof(VerifyDeleteAsync))]
    [ToolExample("""{"kind": "deployment", "name": "checkout", "namespace": "shop"}""")]
    [Description(
        "Deletes one object of any kind that the cluster serves, with what belongs to it, and waits until it is gone. Whoever decides is shown what goes with it: pods, claims and their volumes, "
        + "everything in a namespace.")]
    public async Task<ToolResult<DeletedObject>> DeleteAsync(
        [Description("Its kind, plural or short name, with its group if need be: deployment, deploy, ingresses.networking.k8s.io."), StringLength(200, MinimumLength = 1)] string kind,
        [Description("Its name."), StringLength(253, MinimumLength = 1)] string name,
        [Description("Its namespace; without it that of the context."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("What becomes of what belongs to it: deleted after it (background, as without this), deleted before it (foreground), or kept (orphan).")] DeletionPropagation? propagation,
        [Description("Whether to wait until it is gone; without it that is waited for.")] bool? wait,
        [Description("How long to wait for it, as 90s or 10m, at most 60m; 5m without it."), RegularExpression(ChangeArguments.Duration)] string? timeout,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(kind, name, @namespace, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        return await one.Deletion.MakeAsync(context.Change!, propagation ?? DeletionPropagation.Background, cancellationToken) is { } refused
            ? refused : await ResultAsync(one, wait, timeout, context, cancellationToken);
    }

    public async Task<ToolResult<ChangePlan>> PlanDeleteAsync(
        string kind, string name, string? @namespace, DeletionPropagation? propagation, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(kind, name, @namespace, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        var read = await one.Deletion.ReadAsync(cancellationToken);
        if (read.Value is not { } live)
        {
            return read.Failure!;
        }

        var (id, what) = (one.Deletion.Id, propagation ?? DeletionPropagation.Background);
        if (live.DeletedAt is not null)
        {
            var held = live.Body.TextsAt("metadata", "finalizers").Concat(live.Spec.TextsAt("finalizers")).ToList();
            return new ToolFailure(FaultCodes.Conflict, $"{id} in cluster '{one.Cluster.Name}' is being deleted already{(held.Count == 0 ? "" : $"; it stays until {OutsideText.OneLine(string.Join(", ", held))} lets go of it")}.");
        }

        if (RolloutClaim.Of(live) is { } claim)
        {
            return new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(live, claim));
        }

        var tried = await one.Deletion.TryAsync(live, what, cancellationToken);
        if (tried.Value is not { } would)
        {
            return tried.Failure!;
        }

        var reach = await DeletionReach.LookAsync(one.Cluster, one.Resource, live, what, cancellationToken);
        var undo = DeletionUndo.Of(live, one.Cluster.Name, environment);
        // a namespace is in the environment that it is configured for
        var realm = one.Resource is { Group: "", Kind: "Namespace" } ? name : one.Namespace;
        return new ChangePlan(one.Cluster.Target(realm, environment), id, GuardedDeletion.IntentOf(live), new Preview(
            $"Delete {id} in cluster '{one.Cluster.Name}'.", ShownChange.Of(live, null).Text, string.Join(' ', reach.Sentences), DeletionUndo.Describe(undo),
            JsonSerializer.SerializeToElement(new DeletionDetails(what, [.. reach.Counts], [.. would.Warnings]), ToolJson.Options)))
        {
            Undo = undo,
        };
    }

    public async Task<Verification> VerifyDeleteAsync(
        string kind, string name, string? @namespace, bool? wait, string? timeout, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(kind, name, @namespace, cluster, cancellationToken);
        return one is null ? Verification.Unknown($"Whether it was deleted cannot be seen: {failure!.Message}")
            : await one.Deletion.VerifyAsync(context.Change!, async () => Verification.Done(await ResultAsync(one, wait, timeout, context, cancellationToken)), cancellationToken);
    }

    private async Task<(One? Found, ToolFailure? Failure)> FindAsync(string kind, string name, string? @namespace, string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return (null, found.Failure);
        }

        var resolved = await target.ResolveAsync(kind.Trim(), null, cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return (null, resolved.Failure);
        }

        if (!resource.Verbs.Contains("delete", StringComparer.Ordinal))
        {
            return (null, ToolFailure.InvalidArgument($"Cluster '{target.Name}' does not let a {resource.Kind} be deleted."));
        }

        var space = @namespace;
        if (resource.IsNamespaced && space is null)
        {
            var usual = await target.DefaultNamespaceAsync(cancellationToken);
            if (usual.Value is null)
            {
                return (null, usual.Failure);
            }

            space = usual.Value;
        }

        space = resource.IsNamespaced ? space : null;
        return (new One(target, resource, space, new GuardedDeletion(target, resource, space, name, time)), null);
    }

    private static async Task<DeletedObject> ResultAsync(One one, bool? wait, string? timeout, ToolContext context, CancellationToken cancellationToken)
    {
        var held = await one.Deletion.AwaitAsync(context.Change!, wait is false ? TimeSpan.Zero : ChangeArguments.PatienceOf(timeout), context, cancellationToken);
        return new DeletedObject(one.Deletion.Id, held is null, held ?? [], GuardedDeletion.UidOf(context.Change!), one.Cluster.Name);
    }

    private sealed record One(Cluster Cluster, ApiResource Resource, string? Namespace, GuardedDeletion Deletion);
}

/// <param name="Deleted">The object, as Kind/namespace/name.</param>
/// <param name="Gone">Whether it is gone; else it is still on its way out.</param>
/// <param name="HeldBy">The finalizers that hold it as long as it is there.</param>
public sealed record DeletedObject(string Deleted, bool Gone, ImmutableArray<string> HeldBy, string Uid, string Cluster);

/// <param name="With">What goes with it, by kind; what stays where its propagation is orphan.</param>
/// <param name="Warnings">What the server warned of.</param>
internal sealed record DeletionDetails(DeletionPropagation Propagation, IReadOnlyList<KindCount> With, IReadOnlyList<string> Warnings);
