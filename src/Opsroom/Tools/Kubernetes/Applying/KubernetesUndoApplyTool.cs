using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Takes an apply of several objects back in one go: what was created is deleted, everything else is applied as it was.</summary>
internal sealed class KubernetesUndoApplyTool(ClusterDirectory clusters)
{
    public const string Name = "kubernetes_undo_apply";

    private const int MostObjects = 1_000;

    private const string Example = """{"objects": [{"action": "remove", "api_version": "v1", "kind": "ConfigMap", "namespace": "shop", "name": "checkout"}]}""";

    [Tool(Name, Effect.Change, Plan = nameof(PlanAsync), Result = typeof(AppliedManifest), Tainted = true)]
    [ToolExample(Example)]
    [Description("Takes back what kubernetes_apply did, object by object. It is recorded with each apply; POST /threads/{id}/undo calls it.")]
    public static ProcedureMove Undo(
        [Description("What to do with each object, in this order."), Length(1, MostObjects)] IReadOnlyList<UndoneObject> objects,
        [Description("The environment that is meant; it is compared with those that the namespaces are configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ProcedureState state) => new ApplyProgress(state).Next();

    public async Task<ToolResult<ChangePlan>> PlanAsync(IReadOnlyList<UndoneObject> objects, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var steps = ImmutableArray.CreateBuilder<PlannedCall>();
        var (entries, versions, realms, removes) = (new List<AppliedEntry>(), new List<string>(), new HashSet<string?>(StringComparer.Ordinal), 0);
        foreach (var each in objects)
        {
            var planned = each.Action == UndoAction.Remove
                ? await RemoveAsync(target, each, environment, cancellationToken)
                : await RestoreAsync(target, each, environment, cancellationToken);
            if (planned.Failure is { } failure)
            {
                return failure;
            }

            // what is gone already, or as it was already, needs no call
            if (planned.Value is { Call: { } call } step)
            {
                steps.Add(call);
                versions.Add($"{call.Name} {step.Version}");
                realms.Add(step.Realm);
                removes += each.Action == UndoAction.Remove ? 1 : 0;
            }
            else
            {
                entries.Add(new AppliedEntry(planned.Value!.Id, AppliedOutcome.Unchanged, null));
            }
        }

        var ids = steps.Select(step => ApplyProgress.IdOf(step.Name)).ToList();
        return new ChangePlan(
            target.Target(realms.Count == 1 ? realms.First() : null, environment), ids.Count switch { 0 => entries[0].Object, 1 => ids[0], _ => $"{ids[0]} and {ids.Count - 1} more" },
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n', versions))).AsSpan(0, 16)),
            new Preview(
                $"Take back an apply in cluster '{target.Name}': {string.Join("; ", steps.Select(step => step.Note!.Split('\n')[0].TrimEnd('.')))}.", ApplyProgress.DiffOf(steps),
                $"{string.Join(", ", ids)} of cluster '{target.Name}'.", "Each of its calls can be taken back by itself, but for what is deleted with its data."))
        {
            Effect = removes > 0 ? Effect.Destroy : null,
            Children = steps.ToImmutable(),
            Answer = steps.Count == 0 ? JsonSerializer.SerializeToElement(new AppliedManifest([.. entries], "", true, null, []), ToolJson.Options) : null,
        };
    }

    private static async Task<ToolResult<Step>> RemoveAsync(Cluster cluster, UndoneObject each, string? environment, CancellationToken cancellationToken)
    {
        var resolved = await new ResourceLookup(cluster, []).FindAsync(each.Kind, each.ApiVersion, cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return resolved.Failure!;
        }

        var (id, read) = (resource.Id(each.Namespace, each.Name), await cluster.GetAsync(resource, each.Namespace, each.Name, cancellationToken));
        if (read.Value is not { } live)
        {
            return read.Failure!.Code == FaultCodes.NotFound ? new Step(id, null, null, null) : read.Failure;
        }

        return new Step(id, resource is { Group: "", Kind: "Namespace" } ? each.Name : each.Namespace, live.Uid, new PlannedCall(
            ApplyProgress.Remove + id, KubernetesRemoveObjectTool.Name,
            JsonSerializer.SerializeToElement(new RemoveObjectArguments(resource.ApiVersion, resource.Kind, each.Namespace, each.Name, live.Uid, environment, cluster.Name), ToolJson.Options),
            ApplyProgress.NoteOf($"Delete {id}.", ShownChange.Of(live, null).Text)));
    }

    private static async Task<ToolResult<Step>> RestoreAsync(Cluster cluster, UndoneObject each, string? environment, CancellationToken cancellationToken)
    {
        if (each.Manifest is null)
        {
            return ToolFailure.InvalidArgument($"{each.Kind} {each.Name} is to be applied as it was, and its manifest is not given.");
        }

        var looked = await new ManifestLook(cluster, null, false, null).OfAsync(each.Manifest, cancellationToken);
        if (looked.Value is not { } look)
        {
            return looked.Failure!;
        }

        if (look.Changes is not [var change])
        {
            return ToolFailure.InvalidArgument($"The manifest of {each.Kind} {each.Name} has to hold one object.");
        }

        return change.Outcome == AppliedOutcome.Unchanged ? new Step(change.Id, null, null, null) : new Step(change.Id, change.Realm, change.Intent, new PlannedCall(
            ApplyProgress.Apply + change.Id, KubernetesApplyObjectTool.Name,
            JsonSerializer.SerializeToElement(new ApplyObjectArguments(each.Manifest, null, change.Intent, environment, cluster.Name), ToolJson.Options),
            ApplyProgress.NoteOf($"Apply {change.Id} as it was.", change.Diff)));
    }

    /// <param name="Call">Null where there is nothing to do.</param>
    private sealed record Step(string Id, string? Realm, string? Version, PlannedCall? Call);
}

/// <summary>How an object is set back.</summary>
public enum UndoAction
{
    /// <summary>It was created: it is deleted.</summary>
    Remove,

    /// <summary>It was changed or deleted: it is applied as it was.</summary>
    Apply,
}

/// <param name="Action">How it is set back.</param>
/// <param name="Manifest">Of what is applied: the object as it was.</param>
public sealed record UndoneObject(
    [property: Description("What takes it back: remove what was created, apply what was changed or deleted.")] UndoAction Action,
    [property: Description("The version of its kind: apps/v1.")] string ApiVersion,
    [property: Description("Its kind.")] string Kind,
    [property: Description("Its namespace, if it is in one.")] string? Namespace,
    [property: Description("Its name.")] string Name,
    [property: Description("The object as it was, of what is applied.")] string? Manifest);

/// <summary>The arguments of a call.</summary>
internal sealed record UndoApplyArguments(ImmutableArray<UndoneObject> Objects, string? Environment, string Cluster);
