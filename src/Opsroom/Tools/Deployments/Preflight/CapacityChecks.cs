using System.Globalization;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Whether quota and nodes have room for the pods that a release runs in addition.</summary>
internal static class CapacityChecks
{
    private static readonly string[] Counted = ["cpu", "memory"];

    public static IEnumerable<Finding> Look(ReleaseScene scene) => Surge.Of(scene) is var more && more == 0 ? [] : Quotas(scene, more).Concat(Nodes(scene, more));

    private static IEnumerable<Finding> Quotas(ReleaseScene scene, int more)
    {
        // one with scopes counts only some pods
        foreach (var quota in scene.Scene.In("ResourceQuota", scene.Namespace).Where(each => each.Spec.At("scopes") is null && each.Spec.At("scopeSelector") is null))
        {
            var lacking = new List<string>();
            foreach (var hard in quota.Status.MapAt("hard")?.Entries ?? [])
            {
                if (Quantity.Parse(hard.Value.Text) is not { } most || NeedOf(scene, hard.Key.Value) is not { } each)
                {
                    continue;
                }

                var used = quota.Status.QuantityAt("used", hard.Key.Value)?.Value ?? 0;
                if (used + (each * more) > most.Value)
                {
                    var unit = hard.Key.Value.Split('.')[^1];
                    lacking.Add($"{hard.Key.Value} {Amounts.Of(unit, used)} of {Amounts.Of(unit, most.Value)} used, {Amounts.Of(unit, each * more)} more needed");
                }
            }

            if (lacking.Count > 0)
            {
                yield return scene.Error("release-quota", string.Create(CultureInfo.InvariantCulture, $"ResourceQuota {quota.Name} has no room for the {more} {(more == 1 ? "pod" : "pods")} that run in addition: {string.Join("; ", lacking)}. Raise it, make room, or release with maxSurge 0."), quota, "spec.hard");
            }
        }
    }

    /// <summary>What one pod counts for in a quota; null for what pods are not counted by.</summary>
    private static decimal? NeedOf(ReleaseScene scene, string resource) => resource switch
    {
        "pods" or "count/pods" => 1,
        "cpu" or "requests.cpu" => NodeRoom.RequestOf(scene.Template.Spec, "cpu"),
        "memory" or "requests.memory" => NodeRoom.RequestOf(scene.Template.Spec, "memory"),
        "limits.cpu" => Limit(scene, "cpu"),
        "limits.memory" => Limit(scene, "memory"),
        _ => null,
    };

    private static decimal Limit(ReleaseScene scene, string resource) => scene.Template.Containers.Sum(container => container.QuantityAt("resources", "limits", resource)?.Value ?? 0);

    private static IEnumerable<Finding> Nodes(ReleaseScene scene, int more)
    {
        if (scene.AllPods is not { } pods || !scene.Scene.Knows("Node"))
        {
            yield break;
        }

        var fitting = scene.Scene.Of("Node").Where(node => Takes(node, scene.Template.Spec)).ToList();
        if (fitting.Count == 0)
        {
            yield return scene.Error("release-no-node", $"None of the {scene.Scene.Of("Node").Count.ToString(CultureInfo.InvariantCulture)} nodes takes its pods: by nodeSelector, taints, or because they are cordoned or not ready.", path: "spec.template.spec");
            yield break;
        }

        var byNode = pods.ToLookup(pod => pod.Spec.TextAt("nodeName") ?? "", StringComparer.Ordinal);
        var room = fitting.Sum(node => RoomOn(node, [.. byNode[node.Name]], scene.Template.Spec));
        if (room < more)
        {
            var needs = string.Join(" and ", Counted.Select(resource => (resource, Amount: NodeRoom.RequestOf(scene.Template.Spec, resource))).Where(need => need.Amount > 0).Select(need => $"{Amounts.Of(need.resource, need.Amount)} of {need.resource}"));
            yield return scene.Warn("release-nodes-full", string.Create(
                CultureInfo.InvariantCulture,
                $"Nodes have room for {room} of the {more} pods that run in addition{(needs.Length == 0 ? "" : $" ({needs} each)")}. Unless nodes are added by themselves, they wait. Make room, or release with maxSurge 0."), path: "spec.template.spec");
        }
    }

    /// <summary>By readiness, cordon, taints and nodeSelector. Affinities are left to the scheduler.</summary>
    private static bool Takes(KubeObject node, YamlMap podSpec)
    {
        if (node.Spec.FlagAt("unschedulable") is true || node.Condition("Ready").TextAt("status") != "True"
            || node.Spec.MapsAt("taints").Any(taint => taint.TextAt("effect") is "NoSchedule" or "NoExecute" && !Tolerations.Tolerate(podSpec, taint)))
        {
            return false;
        }

        return podSpec.WordsAt("nodeSelector").All(wanted => node.Labels.GetValueOrDefault(wanted.Key) == wanted.Value);
    }

    private static int RoomOn(KubeObject node, IReadOnlyList<KubeObject> pods, YamlMap podSpec)
    {
        var room = (node.Status.QuantityAt("allocatable", "pods")?.Value ?? 110) - pods.Count;
        foreach (var resource in Counted)
        {
            var need = NodeRoom.RequestOf(podSpec, resource);
            if (need > 0 && node.Status.QuantityAt("allocatable", resource) is { } all)
            {
                room = Math.Min(room, Math.Floor((all.Value - pods.Sum(pod => NodeRoom.RequestOf(pod.Spec, resource))) / need));
            }
        }

        return (int)Math.Max(0, room);
    }
}
