using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Changes.Deletion;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Deletes one object that was applied: what pruning does, and what takes back an apply that created it.</summary>
internal sealed class KubernetesRemoveObjectTool(ClusterDirectory clusters, TimeProvider time)
{
    public const string Name = "kubernetes_remove_object";

    /// <summary>What goes with them cannot be brought back by applying them again.</summary>
    private static readonly HashSet<string> Containers = new(StringComparer.Ordinal) { "Namespace", "CustomResourceDefinition", "PersistentVolume", "PersistentVolumeClaim", "StatefulSet" };

    [Tool(Name, Effect.Destroy, Plan = nameof(PlanAsync), Verify = nameof(VerifyAsync))]
    [ToolExample("""{"api_version": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "checkout"}""")]
    [Description("Deletes one object that this server has applied, and nothing that others made: for kubernetes_apply with prune, and to take an apply back. kubernetes_delete deletes any object.")]
    public async Task<ToolResult<AppliedObject>> RemoveAsync(
        [Description("The version of its kind: apps/v1."), StringLength(316, MinimumLength = 1)] string apiVersion,
        [Description("Its kind, as manifests write it."), StringLength(253, MinimumLength = 1)] string kind,
        [Description("Its namespace, if it is in one."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("Its name."), StringLength(253, MinimumLength = 1)] string name,
        [Description("The object's uid, where no other of the same name is meant."), StringLength(128)] string? uid,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(apiVersion, kind, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        return await DeletionOf(one, @namespace, name).MakeAsync(context.Change!, DeletionPropagation.Background, cancellationToken) is { } refused
            ? refused : Removed(one, @namespace, name);
    }

    public async Task<ToolResult<ChangePlan>> PlanAsync(
        string apiVersion, string kind, string? @namespace, string name, string? uid, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(apiVersion, kind, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        var read = await one.Cluster.GetAsync(one.Resource, @namespace, name, cancellationToken);
        if (read.Value is not { } live)
        {
            return read.Failure!;
        }

        var id = one.Resource.Id(@namespace, name);
        if (uid is not null && live.Uid != uid)
        {
            return new ToolFailure(FaultCodes.Conflict, $"{id} in cluster '{one.Cluster.Name}' is another object of the same name than the one that was meant, so it is not deleted.");
        }

        if (RolloutClaim.Of(live) is { } claim)
        {
            return new ToolFailure(FaultCodes.Conflict, RolloutClaim.Held(live, claim));
        }

        if (!ManagedFields.EntriesOf(live).Any(entry => ManagedFields.IsApplied(entry, one.Cluster.FieldManager)))
        {
            return new ToolFailure(FaultCodes.Denied, $"{id} in cluster '{one.Cluster.Name}' was not applied by this server, so {Name} does not delete it. kubernetes_delete does.");
        }

        var realm = one.Resource is { Group: "", Kind: "Namespace" } ? name : @namespace;
        return new ChangePlan(one.Cluster.Target(realm, environment), id, GuardedDeletion.IntentOf(live), new Preview(
            $"Delete {id} in cluster '{one.Cluster.Name}'.", ShownChange.Of(live, null).Text, Reach(live, id), UndoOf(live)))
        {
            Undo = Containers.Contains(live.Kind) ? null : new UndoCall(KubernetesApplyObjectTool.Name, JsonSerializer.SerializeToElement(
                new ApplyObjectArguments(YamlWriter.Write(ApplyManifest.Clean(live).Body), null, null, environment, one.Cluster.Name), ToolJson.Options)),
        };
    }

    public async Task<Verification> VerifyAsync(string apiVersion, string kind, string? @namespace, string name, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(apiVersion, kind, cluster, cancellationToken);
        if (one is null)
        {
            return Verification.Unknown($"Whether it was deleted cannot be seen: {failure!.Message}");
        }

        return await DeletionOf(one, @namespace, name).VerifyAsync(context.Change!, () => Task.FromResult(Verification.Done(Removed(one, @namespace, name))), cancellationToken);
    }

    private async Task<(One? Found, ToolFailure? Failure)> FindAsync(string apiVersion, string kind, string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return (null, found.Failure);
        }

        var resolved = await new ResourceLookup(target, []).FindAsync(kind, apiVersion, cancellationToken);
        return resolved.Value is { } resource ? (new One(target, resource), null) : (null, resolved.Failure);
    }

    private GuardedDeletion DeletionOf(One one, string? @namespace, string name) => new(one.Cluster, one.Resource, @namespace, name, time);

    private static AppliedObject Removed(One one, string? @namespace, string name) => new(one.Resource.Id(@namespace, name), AppliedOutcome.Deleted, one.Cluster.Name);

    private static string Reach(KubeObject live, string id) => live.Kind switch
    {
        "Namespace" => $"{id} and everything in it.",
        "CustomResourceDefinition" => $"{id} and every object of its kind in the whole cluster.",
        "PersistentVolumeClaim" or "PersistentVolume" => $"{id} and, where its reclaim policy says so, the data on it.",
        _ => $"{id} and what belongs to it, such as its pods.",
    };

    private static string UndoOf(KubeObject live) => Containers.Contains(live.Kind)
        ? "What goes with it does not come back."
        : "It can be applied again as it was; what belonged to it is made anew, and what its pods held is gone.";

    private sealed record One(Cluster Cluster, ApiResource Resource);
}

/// <summary>The arguments of a call.</summary>
internal sealed record RemoveObjectArguments(string ApiVersion, string Kind, string? Namespace, string Name, string? Uid, string? Environment, string Cluster);
