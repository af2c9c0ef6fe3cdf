using System.Collections.Immutable;
using System.Security.Cryptography;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>
/// Deletes one object, and only while it is what it was when that was decided. Every attempt reads it and names the uid and the version that it read, so one that
/// arrives late finds nothing, or another object of the name, and is refused.
/// </summary>
internal sealed class GuardedDeletion(Cluster cluster, ApiResource resource, string? @namespace, string name, TimeProvider time)
{
    private const int MostAttempts = 12;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    /// <summary>What others write all the time as part of their work.</summary>
    private static readonly HashSet<string> Restless = new(StringComparer.Ordinal) { "Lease", "Endpoints", "EndpointSlice", "Event" };

    public string Id => resource.Id(@namespace, name);

    public Task<ToolResult<KubeObject>> ReadAsync(CancellationToken cancellationToken) => cluster.GetAsync(resource, @namespace, name, cancellationToken);

    /// <summary>Has the server say whether it would be deleted.</summary>
    public Task<ToolResult<WrittenObject>> TryAsync(KubeObject live, DeletionPropagation propagation, CancellationToken cancellationToken) => cluster.DeleteAsync(
        resource, @namespace, name, new WriteOptions { DryRun = true, Precondition = new Precondition(live.Uid), Propagation = propagation.ToString() }, cancellationToken);

    /// <returns>Why it was not deleted; null where it was, or is gone already.</returns>
    public async Task<ToolFailure?> MakeAsync(ChangeInHand change, DeletionPropagation propagation, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            var read = await ReadAsync(cancellationToken);
            if (read.Value is not { } live)
            {
                return read.Failure!.Code == FaultCodes.NotFound ? null : read.Failure;
            }

            if (live.DeletedAt is not null && live.Uid == UidOf(change))
            {
                return null;
            }

            if (RolloutClaim.Refuse(live, change.Procedure) is { } claimed)
            {
                return claimed;
            }

            if (IntentOf(live) != change.IntentVersion)
            {
                return new ToolFailure(
                    FaultCodes.Conflict, $"{Id} in cluster '{cluster.Name}' is no longer what it was when this was decided, so it was not deleted. Look at it again.");
            }

            var deleted = await cluster.DeleteAsync(
                resource, @namespace, name,
                new WriteOptions { Precondition = new Precondition(live.Uid, live.Body.TextAt("metadata", "resourceVersion")), Propagation = propagation.ToString() }, cancellationToken);
            if (deleted.Failure is null or { Code: FaultCodes.NotFound })
            {
                return null;
            }

            if (deleted.Failure.Code != FaultCodes.Conflict || attempt == MostAttempts)
            {
                return deleted.Failure;
            }
        }
    }

    /// <summary>What became of a deletion whose end nobody saw.</summary>
    /// <param name="done">What the call answers once it is deleted.</param>
    public async Task<Verification> VerifyAsync(ChangeInHand change, Func<Task<Verification>> done, CancellationToken cancellationToken)
    {
        var read = await ReadAsync(cancellationToken);
        return read.Failure is { Code: not FaultCodes.NotFound } unseen ? Verification.Unknown($"Whether {Id} was deleted cannot be seen: {unseen.Message}")
            : read.Value is { DeletedAt: null } live && live.Uid == UidOf(change) ? Verification.NotDone()
            : await done();
    }

    /// <summary>Looks until the object is gone.</summary>
    /// <returns>What holds it: its finalizers, as seen last; null where it is gone.</returns>
    public async Task<ImmutableArray<string>?> AwaitAsync(ChangeInHand change, TimeSpan patience, ToolContext context, CancellationToken cancellationToken)
    {
        var started = time.GetTimestamp();
        var held = ImmutableArray<string>.Empty;
        for (var isTold = false; ; isTold = true)
        {
            var read = await ReadAsync(cancellationToken);
            if (read.Failure is { Code: FaultCodes.NotFound } || (read.Value is { } other && other.Uid != UidOf(change)))
            {
                return null;
            }

            held = read.Value is { } live ? [.. live.Body.TextsAt("metadata", "finalizers").Concat(live.Spec.TextsAt("finalizers")).Select(Words.Of)] : held;
            var left = patience - time.GetElapsedTime(started);
            if (left <= TimeSpan.Zero)
            {
                return held;
            }

            if (!isTold)
            {
                context.Report(new ToolProgress(held.IsEmpty ? $"{Id} is being deleted." : $"{Id} is being deleted; {string.Join(", ", held)} holds it.", null));
            }

            await Task.Delay(left < Pause ? left : Pause, time, cancellationToken);
        }
    }

    /// <summary>The object, and what it says but for its status and what is set for it by others. The values of a secret are not in it, only their version.</summary>
    public static string IntentOf(KubeObject live)
    {
        if (SecretMask.IsSecret(live))
        {
            return $"{live.Uid}:{live.Body.TextAt("metadata", "resourceVersion")}";
        }

        var said = new YamlMap();
        foreach (var (key, value) in live.Body.Entries.Where(entry => entry.Key.Value is not ("metadata" or "status") && !Restless.Contains(live.Kind)))
        {
            said.Add(key.Value, key.Value == "spec" && value is YamlMap spec ? WithoutReplicas(spec) : value);
        }

        return $"{live.Uid}:{Convert.ToHexStringLower(SHA256.HashData(ManifestJson.Write(said)))[..16]}";
    }

    public static string UidOf(ChangeInHand change) => change.IntentVersion[..change.IntentVersion.LastIndexOf(':')];

    /// <summary>Autoscalers set them meanwhile.</summary>
    private static YamlMap WithoutReplicas(YamlMap spec)
    {
        var kept = new YamlMap();
        kept.Entries.AddRange(spec.Entries.Where(entry => entry.Key.Value != "replicas"));
        return kept;
    }
}
