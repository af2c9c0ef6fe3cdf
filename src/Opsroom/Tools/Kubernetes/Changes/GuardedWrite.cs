using System.Collections.Immutable;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>
/// Changes some fields of one object, once, and only while they are what they were when the change was decided. Every attempt reads the object, and writes with the
/// uid and the resource version that it read, the call's key beside the fields. So of two attempts of one call (one may be on its way since before a crash) the
/// server takes one: the other is refused because the version has moved, reads again, and finds the key.
/// </summary>
/// <param name="intentOf">The version of what the change touches.</param>
/// <param name="patchOf">The patch for the object as it is.</param>
/// <param name="kind">What kind of patch it is: one of those that are written as an object.</param>
internal sealed class GuardedWrite(
    Cluster cluster, ApiResource resource, string @namespace, string name, Func<KubeObject, string> intentOf, Func<KubeObject, YamlMap> patchOf,
    PatchKind kind = PatchKind.Merge)
{
    /// <summary>Status updates of a rollout move the version several times a second; the fields themselves stay.</summary>
    private const int MostAttempts = 12;

    /// <summary>Whether the change is about who may roll the object out; any other one is refused while somebody else does.</summary>
    public bool SettlesClaim { get; init; }

    /// <summary>Has the server say what would come of it.</summary>
    public async Task<ToolResult<TriedWrite>> TryAsync(CancellationToken cancellationToken)
    {
        var read = await cluster.GetAsync(resource, @namespace, name, cancellationToken);
        return read.Value is { } live ? await TryAsync(live, cancellationToken) : read.Failure!;
    }

    /// <summary>Has the server say what would come of it for the object as it was read.</summary>
    public async Task<ToolResult<TriedWrite>> TryAsync(KubeObject live, CancellationToken cancellationToken)
    {
        // without a version: a plan is about the fields, and a status that moves meanwhile must not spoil it
        var tried = await cluster.PatchAsync(
            resource, @namespace, name, kind, patchOf(live), new WriteOptions { DryRun = true, Precondition = new Precondition(live.Uid) }, cancellationToken);
        return tried.Value is { } would ? new TriedWrite(live, would.Object, intentOf(live), would.Warnings) : tried.Failure!;
    }

    /// <summary>Makes the change, or finds it made by an earlier attempt of the same call.</summary>
    /// <returns>The object with the change.</returns>
    public async Task<ToolResult<KubeObject>> MakeAsync(ChangeInHand change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await cluster.GetAsync(resource, @namespace, name, cancellationToken);
            if (read.Value is not { } live)
            {
                return read.Failure!;
            }

            if (ChangeMark.Has(live, change.Key))
            {
                return live;
            }

            if (!SettlesClaim && RolloutClaim.Refuse(live, change.Procedure) is { } claimed)
            {
                return claimed;
            }

            if (intentOf(live) != change.IntentVersion)
            {
                return new ToolFailure(
                    FaultCodes.Conflict, $"{resource.Id(@namespace, name)} in cluster '{cluster.Name}' is no longer what it was when this was decided, so nothing was changed. Look at it again.");
            }

            var written = await cluster.PatchAsync(
                resource, @namespace, name, kind, ChangeMark.Added(patchOf(live), live, change.Key),
                new WriteOptions { Precondition = new Precondition(live.Uid, live.Body.TextAt("metadata", "resourceVersion")) }, cancellationToken);
            if (written.Value is { } made)
            {
                return made.Object;
            }

            if (written.Failure!.Code != FaultCodes.Conflict || attempt == MostAttempts)
            {
                return written.Failure;
            }
        }
    }

    /// <summary>
    /// What became of a call whose end nobody saw. It was not made where its key is missing and the fields are what they were: an attempt that is still on its way
    /// carries the version that it read, so either it arrives before the next attempt reads, which then finds its key, or the next one's write moves the version
    /// and the server refuses it.
    /// </summary>
    /// <param name="done">What the call answers for the object with the change.</param>
    public async Task<Verification> VerifyAsync(ChangeInHand change, Func<KubeObject, Task<Verification>> done, CancellationToken cancellationToken)
    {
        var id = resource.Id(@namespace, name);
        var read = await cluster.GetAsync(resource, @namespace, name, cancellationToken);
        return read.Value is not { } live ? Verification.Unknown($"Whether {id} was changed cannot be seen: {read.Failure!.Message}")
            : ChangeMark.Has(live, change.Key) ? await done(live)
            : intentOf(live) == change.IntentVersion ? Verification.NotDone()
            : Verification.Unknown($"{id} does not carry the mark of this call ({change.Key}) and is not what it was either: somebody changed it in the meantime.");
    }
}

/// <summary>What a change would make of an object.</summary>
/// <param name="After">As the server would have it, with its defaults and what admission adds.</param>
/// <param name="Warnings">What the server warned of.</param>
internal sealed record TriedWrite(KubeObject Before, KubeObject After, string IntentVersion, ImmutableArray<string> Warnings);
