using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Storage;

/// <summary>Volumes that failed, attachments that do not come about, and more than one default storage class.</summary>
internal sealed class PersistentVolumes : IAnalyzer
{
    public const string Failed = "pv-failed";
    public const string Released = "pv-released";
    public const string Attachment = "volume-attachment-failed";
    public const string Defaults = "several-default-storage-classes";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var volume in scene.Of("PersistentVolume"))
        {
            var phase = volume.Status.TextAt("phase");
            var owner = $"{volume.Spec.TextAt("claimRef", "namespace")}/{volume.Spec.TextAt("claimRef", "name")}";
            if (phase == "Failed")
            {
                yield return new(Failed, Severity.Warning, FaultRole.Failure, volume, $"PersistentVolume {volume.Name} is Failed (claim {owner}){Quote.After(volume.Status.TextAt("message") ?? scene.EventOf(volume, "VolumeFailedDelete", "VolumeFailedRecycle")?.Message)}.") { Path = "status.phase", FixHint = "Look at its driver; remove the volume by hand when its data is not needed." };
            }
            else if (phase == "Released")
            {
                yield return new(Released, Severity.Info, FaultRole.Cause, volume, $"PersistentVolume {volume.Name} is Released: its claim {owner} is gone, and with persistentVolumeReclaimPolicy {volume.Spec.TextAt("persistentVolumeReclaimPolicy")} it keeps data that no claim is bound to.") { Path = "status.phase", FixHint = "Remove its claimRef to bind it again, or delete it when its data is not needed." };
            }
        }

        foreach (var attachment in scene.Of("VolumeAttachment"))
        {
            if ((attachment.Status.MapAt("attachError") ?? attachment.Status.MapAt("detachError")) is { } error)
            {
                var volume = scene.Find("PersistentVolume", "", attachment.Spec.TextAt("source", "persistentVolumeName"));
                yield return new(Attachment, Severity.Error, FaultRole.Failure, attachment, $"Volume {attachment.Spec.TextAt("source", "persistentVolumeName")} cannot be attached to or detached from node {attachment.Spec.TextAt("nodeName")} by {attachment.Spec.TextAt("attacher")}{Quote.After(error.TextAt("message"))}.")
                {
                    Path = "status",
                    Also = volume is null ? [] : [volume],
                    Explains = [Volumes.Mount],
                    FixHint = "Look at the CSI driver and at the node that holds the volume.",
                };
            }
        }

        var defaults = scene.Of("StorageClass").Where(each => each.Annotations.GetValueOrDefault("storageclass.kubernetes.io/is-default-class") == "true").ToList();
        if (defaults.Count > 1)
        {
            yield return new(Defaults, Severity.Info, FaultRole.Cause, defaults[0], $"{defaults.Count} storage classes are marked as default ({Quote.Names(defaults.Select(each => each.Name))}); the newest is taken.") { Path = "metadata.annotations", Also = [.. defaults.Skip(1)] };
        }
    }
}
