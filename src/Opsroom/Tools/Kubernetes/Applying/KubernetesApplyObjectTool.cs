using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Applies one object: what kubernetes_apply does for each of a manifest.</summary>
internal sealed class KubernetesApplyObjectTool(ClusterDirectory clusters, TimeProvider time)
{
    public const string Name = "kubernetes_apply_object";

    private static readonly TimeSpan DefinitionPatience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    [Tool(Name, Effect.Change, Plan = nameof(PlanAsync), Verify = nameof(VerifyAsync))]
    [ToolExample("""{"manifest_content": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: checkout, namespace: shop}\ndata: {LOG_LEVEL: info}\n"}""")]
    [Description("Applies one object in the name of this server, by server-side apply, and does not wait for its pods. kubernetes_apply does this for each object of a manifest; use that one.")]
    public async Task<ToolResult<AppliedObject>> ApplyAsync(
        [Description("The object, as YAML or JSON.")] TextInput manifest,
        [Description("The namespace of an object that names none."), RegularExpression(ChangeArguments.Namespace)] string? @namespace,
        [Description("Whether to take over fields that others have set; without it they are a conflict.")] bool? force,
        [Description("What the object has to be still, as an earlier look at it said; anything else is a conflict."), StringLength(128)] string? expects,
        [Description("The environment that is meant; it is compared with the one that the namespace is configured for."), StringLength(128)] string? environment,
        [Description("The cluster, as configured; without it the default one."), StringLength(253)] string? cluster,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(manifest, @namespace, force, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        var made = await one.Apply.MakeAsync(context.Change!, cancellationToken);
        if (made.Value is not { } live)
        {
            return made.Failure!;
        }

        await AwaitDefinitionAsync(one, live, cancellationToken);
        return ResultOf(one, context.Change!);
    }

    public async Task<ToolResult<ChangePlan>> PlanAsync(
        TextInput manifest, string? @namespace, bool? force, string? expects, string? environment, string? cluster, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(manifest, @namespace, force, cluster, cancellationToken);
        if (one is null)
        {
            return failure!;
        }

        var looked = await one.Apply.LookAsync(cancellationToken);
        if (looked.Value is not { } look)
        {
            return looked.Failure!;
        }

        if (expects is not null && expects != look.Intent)
        {
            return new ToolFailure(FaultCodes.Conflict, $"{one.Apply.Id} in cluster '{one.Cluster.Name}' is no longer what it was when this was decided, so it is not applied. Look at it again.");
        }

        var change = new ObjectChange(one.Cluster, one.Resource, one.Namespace, one.Wanted, look);
        return new ChangePlan(change.Target(environment), change.Id, look.Intent, new Preview(
            change.Sentence, change.Diff, change.Touches, change.UndoSentence,
            JsonSerializer.SerializeToElement(new ApplyDetails(look.Outcome, look.Taken, look.Warnings), ToolJson.Options)))
        {
            Undo = change.Undo(environment),
            Answer = look.IsUnchanged ? JsonSerializer.SerializeToElement(ResultOf(one, AppliedOutcome.Unchanged), ToolJson.Options) : null,
        };
    }

    public async Task<Verification> VerifyAsync(TextInput manifest, string? @namespace, bool? force, string? cluster, ToolContext context, CancellationToken cancellationToken)
    {
        var (one, failure) = await FindAsync(manifest, @namespace, force, cluster, cancellationToken);
        return one is null ? Verification.Unknown($"Whether it was applied cannot be seen: {failure!.Message}")
            : await one.Apply.VerifyAsync(context.Change!, _ => Verification.Done(ResultOf(one, context.Change!)), cancellationToken);
    }

    private async Task<(One? Found, ToolFailure? Failure)> FindAsync(TextInput manifest, string? @namespace, bool? force, string? cluster, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return (null, found.Failure);
        }

        var read = ApplyManifest.Read(manifest.Text);
        if (read.Value is not { } asked)
        {
            return (null, read.Failure);
        }

        if (asked.Objects is not [var each])
        {
            return (null, ToolFailure.InvalidArgument($"There are {asked.Objects.Length} objects in it; {Name} takes one. Use kubernetes_apply for several."));
        }

        var resolved = await new ResourceLookup(target, []).FindAsync(each.Kind, each.ApiVersion, cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return (null, resolved.Failure);
        }

        var (space, wanted, refused) = await ObjectPlace.OfAsync(target, resource, each, @namespace, cancellationToken);
        return refused is null ? (new One(target, resource, space, wanted!, new ObjectApply(target, resource, space, wanted!, force is true)), null) : (null, refused);
    }

    /// <summary>Custom resources are refused until their definition is in force, which takes the server a moment.</summary>
    private async Task AwaitDefinitionAsync(One one, KubeObject live, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        while (live.Kind == "CustomResourceDefinition" && live.Condition("Established")?.TextAt("status") != "True" && time.GetElapsedTime(started) < DefinitionPatience)
        {
            await Task.Delay(Pause, time, cancellationToken);
            live = (await one.Cluster.GetAsync(one.Resource, null, live.Name, cancellationToken)).Value ?? live;
        }
    }

    private static AppliedObject ResultOf(One one, ChangeInHand change) =>
        ResultOf(one, change.IntentVersion == ObjectApply.Absent ? AppliedOutcome.Created : AppliedOutcome.Changed);

    private static AppliedObject ResultOf(One one, AppliedOutcome outcome) => new(one.Apply.Id, outcome, one.Cluster.Name);

    private sealed record One(Cluster Cluster, ApiResource Resource, string? Namespace, KubeObject Wanted, ObjectApply Apply);
}

/// <param name="Object">As findings name it: <c>Kind/namespace/name</c>.</param>
/// <param name="Outcome">What was done to it.</param>
public sealed record AppliedObject(string Object, AppliedOutcome Outcome, string Cluster);

/// <param name="TakenOver">Fields that are taken over from others.</param>
/// <param name="Warnings">What the server warned of.</param>
internal sealed record ApplyDetails(AppliedOutcome Outcome, ImmutableArray<FieldConflict> TakenOver, ImmutableArray<string> Warnings);

/// <summary>The arguments of a call.</summary>
internal sealed record ApplyObjectArguments(string ManifestContent, bool? Force, string? Expects, string? Environment, string Cluster);
