using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>How much memory containers may use.</summary>
internal static class ContainerLimits
{
    public static IEnumerable<(string Container, double Bytes)> MemoryOf(KubeObject each)
    {
        if (PodTemplate.Of(each) is not { } template)
        {
            yield break;
        }

        foreach (var container in template.Spec.MapsAt("containers"))
        {
            if (container.QuantityAt("resources", "limits", "memory") is { Value: > 0 } limit)
            {
                yield return (container.TextAt("name") ?? "", (double)limit.Value);
            }
        }
    }
}
