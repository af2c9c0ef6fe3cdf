using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What a container's image was in the revision before.</summary>
internal static class ImageHistory
{
    public static string Before(Scene scene, PodFacts pod, ContainerFacts container)
    {
        if (pod.Workload.Kind != "Deployment")
        {
            return "";
        }

        var former = scene.Objects.OwnedBy(pod.Workload)
            .Where(each => each.Kind == "ReplicaSet")
            .OrderByDescending(each => long.TryParse(each.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : 0)
            .SelectMany(each => PodTemplate.Of(each)?.AllContainers.Where(other => other.TextAt("name") == container.Name).Select(other => other.TextAt("image")) ?? [])
            .FirstOrDefault(image => image is not null && image != container.Image);
        return former is null ? "" : $" The revision before ran {Quote.Of(former, 200)}.";
    }
}
