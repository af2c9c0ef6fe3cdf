using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What nodes have, and what is still free on them.</summary>
internal sealed class NodeRoom(Scene scene)
{
    private readonly Dictionary<(string Node, string Resource), decimal> used = [];
    private readonly Dictionary<string, (decimal? Largest, decimal? Free)> most = new(StringComparer.Ordinal);
    private bool isCounted;

    public Scene Scene => scene;

    /// <summary>The most of a resource that one node has for pods.</summary>
    public decimal? Largest(string resource) => Most(resource).Largest;

    /// <summary>The most of a resource that one schedulable node has left.</summary>
    public decimal? LargestFree(string resource) => Most(resource).Free;

    /// <summary>As the scheduler counts: the sum of the containers or the largest init container, and the overhead.</summary>
    public static decimal RequestOf(YamlMap? podSpec, string resource)
    {
        decimal containers = 0, init = 0;
        foreach (var container in podSpec.MapsAt("containers"))
        {
            containers += Of(container, resource);
        }

        foreach (var container in podSpec.MapsAt("initContainers"))
        {
            if (container.TextAt("restartPolicy") == "Always")
            {
                containers += Of(container, resource);
            }
            else
            {
                init = Math.Max(init, Of(container, resource));
            }
        }

        return Math.Max(containers, init) + (podSpec.QuantityAt("overhead", resource)?.Value ?? 0);
    }

    private static decimal Of(YamlMap container, string resource) =>
        (container.QuantityAt("resources", "requests", resource) ?? container.QuantityAt("resources", "limits", resource))?.Value ?? 0;

    private (decimal? Largest, decimal? Free) Most(string resource)
    {
        if (most.TryGetValue(resource, out var found))
        {
            return found;
        }

        Count();
        var amounts = scene.Of("Node").Select(node => node.Status.QuantityAt("allocatable", resource)?.Value).OfType<decimal>().ToList();
        var free = scene.Of("Node").Where(node => node.Spec.FlagAt("unschedulable") is not true)
            .Select(node => node.Status.QuantityAt("allocatable", resource)?.Value - used.GetValueOrDefault((node.Name, resource))).OfType<decimal>().ToList();
        return most[resource] = (amounts.Count == 0 ? null : amounts.Max(), free.Count == 0 ? null : free.Max());
    }

    private void Count()
    {
        if (isCounted)
        {
            return;
        }

        isCounted = true;
        foreach (var pod in scene.Pods)
        {
            if (pod.NodeName.Length == 0 || pod.IsDone)
            {
                continue;
            }

            foreach (var resource in (string[])["cpu", "memory", "ephemeral-storage"])
            {
                var key = (pod.NodeName, resource);
                used[key] = used.GetValueOrDefault(key) + RequestOf(pod.Object.Spec, resource);
            }
        }
    }
}
