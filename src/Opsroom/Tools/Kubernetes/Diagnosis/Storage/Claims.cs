using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Storage;

/// <summary>Claims that are not bound, lost, or do not grow.</summary>
internal sealed class Claims : IAnalyzer
{
    public const string Pending = "pvc-pending";
    public const string Lost = "pvc-lost";
    public const string Resize = "pvc-resize-stuck";

    private const string DefaultMark = "storageclass.kubernetes.io/is-default-class";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var claim in scene.Of("PersistentVolumeClaim").Where(claim => claim.Status is not null && claim.DeletedAt is null))
        {
            var fault = claim.Status.TextAt("phase") switch
            {
                "Pending" => Unbound(scene, claim),
                "Lost" => new(Lost, Severity.Error, FaultRole.Failure, claim, $"PersistentVolumeClaim {claim.Name} is Lost: its PersistentVolume {claim.Spec.TextAt("volumeName")} does not exist any more.") { Path = "spec.volumeName", FixHint = "Restore the data from a backup into a new claim." },
                _ => Resizing(scene, claim),
            };
            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    private static Fault? Unbound(Scene scene, KubeObject claim)
    {
        var said = scene.EventsOf(claim).FirstOrDefault(line => line.Reason is "ProvisioningFailed" or "FailedBinding" or "VolumeMismatch" or "ProvisioningCleanupFailed")
            ?? scene.EventsOf(claim).FirstOrDefault(line => line.IsWarning);
        var name = claim.Spec.TextAt("storageClassName") ?? claim.Annotations.GetValueOrDefault("volume.beta.kubernetes.io/storage-class");
        var storage = scene.Find("StorageClass", "", name);
        var users = scene.PodsIn(claim.Namespace).Where(pod => pod.IsLive && References.ClaimsOf(pod.Object).Contains(claim.Name, StringComparer.Ordinal)).ToList();
        if (said is null && storage?.Body.TextAt("volumeBindingMode") == "WaitForFirstConsumer" && !users.Exists(pod => pod.NodeName.Length > 0))
        {
            return null;
        }

        if (said is null && !scene.IsOlder(claim.CreatedAt, TimeSpan.FromMinutes(2)))
        {
            return null;
        }

        var (why, hint, also) = Why(scene, claim, name, storage);
        if (why.Length == 0 && said is null && scene.EventOf(claim, "WaitForFirstConsumer", "WaitForPodScheduled") is not null)
        {
            return null;
        }

        return new(Pending, Severity.Error, FaultRole.Failure, claim,
            $"PersistentVolumeClaim {claim.Name} is Pending: it asks for {claim.Spec.TextAt("resources", "requests", "storage")} {string.Join(", ", claim.Spec.TextsAt("accessModes"))} of storageClassName {Shown(name)}.{why}{(said is null ? "" : $" {said.Reason}{Quote.After(said.Message)}.")}")
        {
            Path = name is null ? "spec" : "spec.storageClassName",
            Evidence = [new(claim.Id, "status.phase", "Pending"), .. said is null ? (IEnumerable<Evidence>)[] : [new(claim.Id, $"event {said.Reason}", Quote.Of(said.Message))]],
            Also = [.. also],
            Explains = [Scheduling.Rule, Volumes.Mount, Volumes.Stuck],
            FixHint = hint,
        };
    }

    private static string Shown(string? name) => name switch { null => "(none given)", "" => "\"\" (none)", _ => name };

    private static (string Why, string Hint, IEnumerable<KubeObject> Also) Why(Scene scene, KubeObject claim, string? name, KubeObject? storage)
    {
        var classes = scene.Of("StorageClass");
        if (name is { Length: > 0 } && storage is null && scene.Lacks("StorageClass", "", name))
        {
            var (fits, words, volumes) = Candidates(scene, claim, name);
            return volumes.Count > 0 && !fits
                ? (words, "Correct the claim or provide a volume that fits.", volumes)
                : ($" StorageClass {name} does not exist (not found); there is {Quote.Names(classes.Select(each => each.Name))}.", "Name a storage class that exists; a claim's class cannot be changed, so create it anew.", []);
        }

        if (name is null && scene.Knows("StorageClass") && !classes.Any(IsDefault))
        {
            return ($" No StorageClass is marked as default ({DefaultMark}), and the claim names none; there is {Quote.Names(classes.Select(each => each.Name))}.", "Mark one storage class as default, or name one in the claim.", []);
        }

        if (name is null && !scene.Knows("StorageClass"))
        {
            return (" The claim names no storage class, and no default StorageClass is known.", "Name a storage class in the claim, or mark one as default.", []);
        }

        var candidates = Candidates(scene, claim, name ?? "");
        return candidates.Volumes.Count > 0 && (string.IsNullOrEmpty(name) || storage?.Body.TextAt("provisioner") is "kubernetes.io/no-provisioner" or null || claim.Spec.At("volumeName") is not null)
            ? (candidates.Words, "Make the claim and a volume agree in size, access modes, class and labels; a Released volume needs its claimRef removed.", candidates.Volumes)
            : storage?.Body.TextAt("provisioner") is { } provisioner ? ($" Its provisioner is {provisioner}.", "Look at the provisioner's pods and at the event's message.", [])
            : ("", "Create a volume that fits, or name a storage class that provisions one.", []);
    }

    /// <summary>Volumes that might have been meant, and what speaks against each.</summary>
    private static (bool Fits, string Words, List<KubeObject> Volumes) Candidates(Scene scene, KubeObject claim, string name)
    {
        var words = new List<string>();
        var volumes = new List<KubeObject>();
        var wanted = claim.Spec.QuantityAt("resources", "requests", "storage")?.Value ?? 0;
        foreach (var volume in scene.Of("PersistentVolume"))
        {
            var isNamed = claim.Spec.TextAt("volumeName") == volume.Name;
            var isMine = volume.Spec.TextAt("claimRef", "name") == claim.Name && volume.Spec.TextAt("claimRef", "namespace") == claim.Namespace;
            var phase = volume.Status.TextAt("phase") ?? "Available";
            if (!isNamed && !isMine && ((volume.Spec.TextAt("storageClassName") ?? "") != name || phase == "Bound"))
            {
                continue;
            }

            var against = new List<string>();
            if (phase != "Available")
            {
                against.Add($"is {phase}{(volume.Spec.At("claimRef") is null ? "" : $" with a claimRef to {volume.Spec.TextAt("claimRef", "namespace")}/{volume.Spec.TextAt("claimRef", "name")}{(isMine && volume.Spec.TextAt("claimRef", "uid") is { } uid && uid != claim.Uid ? " of another uid" : "")}")}");
            }

            var modes = volume.Spec.TextsAt("accessModes").ToList();
            if (claim.Spec.TextsAt("accessModes").Where(mode => !modes.Contains(mode, StringComparer.Ordinal)).ToList() is { Count: > 0 } lacking)
            {
                against.Add($"has accessModes {string.Join(", ", modes)}, not {string.Join(", ", lacking)}");
            }

            if (volume.Spec.QuantityAt("capacity", "storage") is { } size && size.Value < wanted)
            {
                against.Add($"has capacity {volume.Spec.TextAt("capacity", "storage")} only");
            }

            if ((volume.Spec.TextAt("storageClassName") ?? "") != name)
            {
                against.Add($"has storageClassName {Shown(volume.Spec.TextAt("storageClassName") ?? "")}");
            }

            if (LabelSelector.Of(claim.Spec.At("selector")) is { } selector && !selector.Matches(volume.Labels))
            {
                against.Add($"does not match the selector {selector}");
            }

            if ((claim.Spec.TextAt("volumeMode") ?? "Filesystem") != (volume.Spec.TextAt("volumeMode") ?? "Filesystem"))
            {
                against.Add($"has volumeMode {volume.Spec.TextAt("volumeMode") ?? "Filesystem"}");
            }

            volumes.Add(volume);
            words.Add($"PersistentVolume {volume.Name} {(against.Count == 0 ? "would fit" : string.Join(" and ", against))}");
        }

        return (words.Exists(word => word.EndsWith("would fit", StringComparison.Ordinal)), words.Count == 0 ? "" : $" {Quote.Names(words, 3)}.", volumes);
    }

    private static bool IsDefault(KubeObject each) => each.Annotations.GetValueOrDefault(DefaultMark) == "true" || each.Annotations.GetValueOrDefault("storageclass.beta.kubernetes.io/is-default-class") == "true";

    private static Fault? Resizing(Scene scene, KubeObject claim)
    {
        var (asked, has) = (claim.Spec.QuantityAt("resources", "requests", "storage"), claim.Status.QuantityAt("capacity", "storage"));
        if (asked is null || has is null || asked <= has)
        {
            return null;
        }

        var failed = scene.EventOf(claim, "VolumeResizeFailed", "FileSystemResizeFailed", "ExternalExpanding");
        var condition = claim.Status.MapsAt("conditions").FirstOrDefault(each => each.TextAt("status") == "True");
        var storage = scene.Find("StorageClass", "", claim.Spec.TextAt("storageClassName"));
        return new(Resize, Severity.Warning, FaultRole.Failure, claim, string.Create(CultureInfo.InvariantCulture, $"PersistentVolumeClaim {claim.Name} asks for {claim.Spec.TextAt("resources", "requests", "storage")} and has {claim.Status.TextAt("capacity", "storage")}{(condition is null ? "" : $" ({condition.TextAt("type")}{Quote.After(condition.TextAt("message"), 160)})")}{(storage is not null && storage.Body.FlagAt("allowVolumeExpansion") is not true ? $"; StorageClass {storage.Name} does not have allowVolumeExpansion" : "")}{(failed is null ? "" : $"; {failed.Reason}{Quote.After(failed.Message, 200)}")}."))
        {
            Path = "spec.resources.requests.storage",
            FixHint = condition?.TextAt("type") == "FileSystemResizePending" ? "Start the pod anew: the file system grows when it is mounted." : "Look at the driver's message; the storage class has to allow expansion.",
        };
    }
}
