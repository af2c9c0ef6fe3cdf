using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Makes a row of an object.</summary>
internal static class RowReader
{
    private const string RolePrefix = "node-role.kubernetes.io/";

    public static PodRow Pod(KubeObject pod, DateTimeOffset now)
    {
        var status = PodStatus.Of(pod);
        var owner = pod.Owners.FirstOrDefault(each => each.IsController);
        return new PodRow(
            pod.Namespace, pod.Name, string.Create(CultureInfo.InvariantCulture, $"{status.Ready}/{status.Total}"), status.Reason, status.Restarts,
            status.LastRestart is null ? null : Words.Age(status.LastRestart, now), Words.Age(pod.CreatedAt, now), pod.CreatedAt,
            Words.OrNull(pod.Spec.TextAt("nodeName")), Words.OrNull(pod.Status.TextAt("podIP")), ImagesOf(PodTemplate.Of(pod)), owner is null ? null : $"{Words.Of(owner.Kind)}/{Words.Of(owner.Name)}");
    }

    /// <param name="endpoints">Of the same name; null where there are none.</param>
    /// <param name="isKnown">Whether endpoints could be read.</param>
    public static ServiceRow Service(KubeObject service, KubeObject? endpoints, bool isKnown, DateTimeOffset now)
    {
        var subsets = endpoints is null ? [] : endpoints.Body.MapsAt("subsets").ToList();
        var addresses = service.Spec.TextsAt("externalIPs").Concat(service.Status.MapsAt("loadBalancer", "ingress").Select(each => each.TextAt("ip") ?? each.TextAt("hostname")).OfType<string>())
            .Concat(new[] { service.Spec.TextAt("externalName") }.OfType<string>());
        return new ServiceRow(
            service.Namespace, service.Name, Words.Of(service.Spec.TextAt("type") ?? "ClusterIP"), Words.OrNull(service.Spec.TextAt("clusterIP")), [.. addresses.Select(Words.Of)],
            [.. service.Spec.MapsAt("ports").Select(Port)], LabelSelector.OfLabels(service.Spec.At("selector"))?.ToString(),
            isKnown ? subsets.Sum(each => each.ItemsAt("addresses").Count) : null, isKnown ? subsets.Sum(each => each.ItemsAt("notReadyAddresses").Count) : null, Words.Age(service.CreatedAt, now));
    }

    public static DeploymentRow Deployment(KubeObject deployment, DateTimeOffset now)
    {
        var (spec, status) = (deployment.Spec, deployment.Status);
        var desired = spec.NumberAt("replicas") ?? 1;
        return new DeploymentRow(
            deployment.Namespace, deployment.Name, string.Create(CultureInfo.InvariantCulture, $"{status.NumberAt("readyReplicas") ?? 0}/{desired}"), desired,
            status.NumberAt("updatedReplicas") ?? 0, status.NumberAt("availableReplicas") ?? 0, status.NumberAt("unavailableReplicas") ?? 0, ImagesOf(PodTemplate.Of(deployment)),
            Strategy(spec.MapAt("strategy")), LabelSelector.Of(spec.At("selector"))?.ToString(), Conditions(deployment),
            long.TryParse(deployment.Annotations.GetValueOrDefault("deployment.kubernetes.io/revision"), NumberStyles.None, CultureInfo.InvariantCulture, out var revision) ? revision : null,
            spec.FlagAt("paused") is true, deployment.IsObserved, Words.Age(deployment.CreatedAt, now));
    }

    public static NodeRow Node(KubeObject node, int? pods, DateTimeOffset now)
    {
        var isReady = node.Condition("Ready")?.TextAt("status") == "True";
        var roles = node.Labels.Where(each => each.Key.StartsWith(RolePrefix, StringComparison.Ordinal)).Select(each => each.Key[RolePrefix.Length..])
            .Concat(node.Labels.Where(each => each.Key == "kubernetes.io/role").Select(each => each.Value));
        return new NodeRow(
            node.Name, (isReady ? "Ready" : "NotReady") + (node.Spec.FlagAt("unschedulable") is true ? ",SchedulingDisabled" : ""), [.. roles.Select(Words.Of).Distinct(StringComparer.Ordinal)],
            Words.Of(node.Status.TextAt("nodeInfo", "kubeletVersion")), Words.OrNull(node.Status.MapsAt("addresses").FirstOrDefault(each => each.TextAt("type") == "InternalIP").TextAt("address")),
            ResourcesOf(node.Status.MapAt("capacity")), ResourcesOf(node.Status.MapAt("allocatable")),
            [.. new[] { ("MemoryPressure", "Memory"), ("DiskPressure", "Disk"), ("PIDPressure", "PID"), ("NetworkUnavailable", "Network") }
                .Where(each => node.Condition(each.Item1)?.TextAt("status") == "True").Select(each => each.Item2)],
            [.. node.Spec.MapsAt("taints").Select(each => Words.Of($"{each.TextAt("key")}{(each.TextAt("value") is { Length: > 0 } value ? $"={value}" : "")}:{each.TextAt("effect")}"))],
            pods, Words.Age(node.CreatedAt, now));
    }

    public static ImmutableArray<ConditionRow> Conditions(KubeObject each) =>
        [.. each.Status.MapsAt("conditions").Select(condition => new ConditionRow(Words.Of(condition.TextAt("type")), Words.Of(condition.TextAt("status")), Words.OrNull(condition.TextAt("reason"))))];

    private static ImmutableArray<string> ImagesOf(PodTemplate? template) => template is null ? [] : [.. template.Containers.Select(each => Words.Image(each.TextAt("image")))];

    private static Resources ResourcesOf(YamlMap? amounts) => new(Words.OrNull(amounts.TextAt("cpu")), Words.OrNull(amounts.TextAt("memory")), Words.OrNull(amounts.TextAt("pods")));

    private static string Port(YamlMap port)
    {
        var target = port.TextAt("targetPort") is { } to && to != port.TextAt("port") ? $"→{Words.Of(to)}" : "";
        var node = port.NumberAt("nodePort") is { } number ? string.Create(CultureInfo.InvariantCulture, $":{number}") : "";
        return $"{(port.TextAt("name") is { Length: > 0 } name ? $"{Words.Of(name)} " : "")}{port.NumberAt("port")}{target}{node}/{Words.Of(port.TextAt("protocol") ?? "TCP")}";
    }

    private static string Strategy(YamlMap? strategy) =>
        strategy.MapAt("rollingUpdate") is { } rolling
            ? $"RollingUpdate (max surge {Words.Of(rolling.TextAt("maxSurge") ?? "25%")}, max unavailable {Words.Of(rolling.TextAt("maxUnavailable") ?? "25%")})"
            : Words.Of(strategy.TextAt("type") ?? "RollingUpdate");
}
