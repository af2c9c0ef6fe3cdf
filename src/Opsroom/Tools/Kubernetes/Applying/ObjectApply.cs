using System.Collections.Immutable;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>
/// Makes one object what a manifest says, once, and only while it is what it was when that was decided. An object that is there is applied with the version that was
/// read, the call's key beside the fields, so the server takes one of two attempts. One that is not there is created, not applied: an apply that comes late would
/// change what has been made of the object since, while the server refuses to create what is there.
/// </summary>
/// <param name="force">Whether fields that others have set are taken over.</param>
internal sealed class ObjectApply(Cluster cluster, ApiResource resource, string? @namespace, KubeObject wanted, bool force)
{
    /// <summary>The intent version of an object that has to be created.</summary>
    public const string Absent = "absent";

    /// <summary>Status updates of a rollout move the version several times a second; the fields themselves stay.</summary>
    private const int MostAttempts = 12;

    public string Id => resource.Id(@namespace, wanted.Name);

    /// <summary>Has the server say what would come of it.</summary>
    public async Task<ToolResult<ApplyLook>> LookAsync(CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await ReadAsync(cancellationToken);
            if (read.Failure is { } unseen)
            {
                return unseen;
            }

            var looked = await LookAsync(read.Live, cancellationToken);
            if (looked.Look is { } look)
            {
                return look;
            }

            if (!looked.HasMoved || attempt == MostAttempts)
            {
                return Hidden(looked.Failure!);
            }
        }
    }

    /// <summary>Makes the change, or finds it made by an earlier attempt of the same call.</summary>
    /// <returns>The object with the change.</returns>
    public async Task<ToolResult<KubeObject>> MakeAsync(ChangeInHand change, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await ReadAsync(cancellationToken);
            if (read.Failure is { } unseen)
            {
                return unseen;
            }

            if (read.Live is { } made && ChangeMark.Has(made, change.Key))
            {
                await OwnAsync(made, cancellationToken);
                return made;
            }

            if (read.Live is { } rolled && RolloutClaim.Refuse(rolled, change.Procedure) is { } claimed)
            {
                return claimed;
            }

            var looked = await LookAsync(read.Live, cancellationToken);
            if (looked.Look is { } look)
            {
                if (look.Intent != change.IntentVersion)
                {
                    return new ToolFailure(
                        FaultCodes.Conflict, $"{Id} in cluster '{cluster.Name}' is no longer what it was when this was decided, so nothing was changed. Look at it again.");
                }

                var written = await WriteAsync(look, change, cancellationToken);
                if (written.Value is { } now)
                {
                    if (look.Before is null)
                    {
                        await OwnAsync(now.Object, cancellationToken);
                    }

                    return now.Object;
                }

                looked = new Looked(null, written.Failure, written.Failure!.Code == FaultCodes.Conflict);
            }

            if (!looked.HasMoved || attempt == MostAttempts)
            {
                return Hidden(looked.Failure!);
            }
        }
    }

    /// <summary>
    /// What became of a call whose end nobody saw. It was not made where its key is missing and everything is what it was: an attempt that is still on its way carries
    /// the version that it read, or creates, and the server refuses it once another attempt has come first.
    /// </summary>
    public async Task<Verification> VerifyAsync(ChangeInHand change, Func<KubeObject, Verification> done, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(cancellationToken);
        if (read.Failure is { } unseen)
        {
            return Verification.Unknown($"Whether {Id} was applied cannot be seen: {unseen.Message}");
        }

        if (read.Live is { } live && ChangeMark.Has(live, change.Key))
        {
            return done(live);
        }

        if (read.Live is null)
        {
            return change.IntentVersion == Absent ? Verification.NotDone() : Verification.Unknown($"{Id} is not there any more: somebody deleted it in the meantime.");
        }

        var looked = await LookAsync(cancellationToken);
        return looked.Value is { } look && look.Intent == change.IntentVersion ? Verification.NotDone()
            : Verification.Unknown($"{Id} does not carry the mark of this call ({change.Key}) and is not what it was either: somebody changed it in the meantime.");
    }

    private async Task<(KubeObject? Live, ToolFailure? Failure)> ReadAsync(CancellationToken cancellationToken)
    {
        var read = await cluster.GetAsync(resource, @namespace, wanted.Name, cancellationToken);
        return read.Failure is { Code: not FaultCodes.NotFound } failure ? (null, failure) : (read.Value, null);
    }

    private async Task<Looked> LookAsync(KubeObject? live, CancellationToken cancellationToken)
    {
        var how = new WriteOptions { DryRun = true, Precondition = live is null ? null : VersionOf(live) };
        var tried = await cluster.TryApplyAsync(resource, @namespace, wanted, how, cancellationToken);
        var conflicts = tried.Conflicts;
        if (!conflicts.IsEmpty)
        {
            // what this server's own tools have set is not another's
            var others = conflicts.RemoveAll(conflict => conflict.Manager == cluster.FieldManager);
            if (!others.IsEmpty && !force)
            {
                return new Looked(null, Conflicting(others), HasMoved: false);
            }

            conflicts = others;
            tried = await cluster.TryApplyAsync(resource, @namespace, wanted, how with { Force = true }, cancellationToken);
        }

        return tried.Value is { } would
            ? new Looked(new ApplyLook(live, would.Object, live is null ? Absent : FieldDelta.IntentOf(wanted, live, would.Object, conflicts), conflicts, would.Warnings), null, false)
            : new Looked(null, tried.Failure, tried.Failure!.Code == FaultCodes.Conflict && live is not null);
    }

    private Task<ToolResult<WrittenObject>> WriteAsync(ApplyLook look, ChangeInHand change, CancellationToken cancellationToken)
    {
        var marked = ChangeMark.AddedTo(wanted, look.Before, change.Key);
        // whom the fields are taken from was looked at under this very version
        return look.Before is { } live
            ? cluster.ApplyAsync(resource, @namespace, marked, new WriteOptions { Force = true, Precondition = VersionOf(live) }, cancellationToken)
            : cluster.CreateAsync(resource, @namespace, marked, new WriteOptions(), cancellationToken);
    }

    /// <summary>
    /// Writes down that an object which was created was applied, so that fields which a later manifest leaves out are taken away. It changes nothing else, and is
    /// made up for by the next attempt that finds it undone.
    /// </summary>
    private async Task OwnAsync(KubeObject live, CancellationToken cancellationToken)
    {
        for (var attempt = 1; attempt <= MostAttempts && !ManagedFields.EntriesOf(live).Any(entry => ManagedFields.IsApplied(entry, cluster.FieldManager)); attempt++)
        {
            var would = await cluster.TryApplyAsync(
                resource, @namespace, ChangeMark.KeptIn(wanted, live), new WriteOptions { DryRun = true, Force = true, Precondition = VersionOf(live) }, cancellationToken);
            if (would.Value is { } applied)
            {
                var entries = new YamlList(ManagedFields.EntriesOf(applied.Object).Where(entry => !ManagedFields.IsUpdated(entry, cluster.FieldManager)));
                var patch = new YamlList([new YamlMap().Add("op", "replace").Add("path", "/metadata/managedFields").Add("value", entries)]);
                var owned = await cluster.PatchAsync(resource, @namespace, wanted.Name, PatchKind.Json, patch, new WriteOptions { Precondition = VersionOf(live) }, cancellationToken);
                if (owned.Failure is not { Code: FaultCodes.Conflict })
                {
                    return;
                }
            }
            else if (would.Failure!.Code != FaultCodes.Conflict)
            {
                return;
            }

            if ((await ReadAsync(cancellationToken)).Live is not { } moved || moved.Uid != live.Uid)
            {
                return;
            }

            live = moved;
        }
    }

    private ToolFailure Conflicting(ImmutableArray<FieldConflict> others) => new(
        FaultCodes.Conflict,
        $"{Id} in cluster '{cluster.Name}' has fields that others have set otherwise: {Described(others)}. Nothing was applied. Leave them out of the manifest, "
        + "set them to what they are, or give force: true to take them over.");

    public static string Described(IEnumerable<FieldConflict> conflicts) =>
        string.Join("; ", conflicts.GroupBy(conflict => conflict.Manager, StringComparer.Ordinal).Select(of => $"'{of.Key}' has {string.Join(", ", of.Select(each => each.Field))}"));

    /// <summary>A server may quote what it refuses.</summary>
    private ToolFailure Hidden(ToolFailure failure)
    {
        if (!SecretMask.IsSecret(wanted))
        {
            return failure;
        }

        var message = failure.Message;
        foreach (var value in wanted.Body.WordsAt("data").Concat(wanted.Body.WordsAt("stringData")).Select(entry => entry.Value).Where(value => value.Length > 2).OrderByDescending(value => value.Length))
        {
            message = message.Replace(value, SecretMask.Mask, StringComparison.Ordinal);
        }

        return failure with { Message = message };
    }

    private static Precondition VersionOf(KubeObject live) => new(live.Uid, live.Body.TextAt("metadata", "resourceVersion"));

    private sealed record Looked(ApplyLook? Look, ToolFailure? Failure, bool HasMoved);
}

/// <summary>What an apply would make of an object.</summary>
/// <param name="Before">Null where it would be created.</param>
/// <param name="After">As the server would have it, with its defaults and what admission adds.</param>
/// <param name="Taken">Fields that would be taken over from others.</param>
/// <param name="Warnings">What the server warned of.</param>
internal sealed record ApplyLook(KubeObject? Before, KubeObject After, string Intent, ImmutableArray<FieldConflict> Taken, ImmutableArray<string> Warnings)
{
    public bool IsUnchanged { get; } = Before is not null && FieldDelta.Between(Before, After).IsEmpty;

    public AppliedOutcome Outcome => Before is null ? AppliedOutcome.Created : IsUnchanged ? AppliedOutcome.Unchanged : AppliedOutcome.Changed;
}

/// <summary>What an apply did to an object.</summary>
public enum AppliedOutcome
{
    Created,
    Changed,
    Unchanged,

    Deleted,
}
