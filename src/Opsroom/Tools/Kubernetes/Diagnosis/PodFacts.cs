using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>A pod, its containers joined with their states.</summary>
internal sealed class PodFacts
{
    public PodFacts(KubeObject pod, KubeObject workload)
    {
        (Object, Workload) = (pod, workload);
        Containers = [.. Join(pod, "initContainers", "initContainerStatuses", isInit: true), .. Join(pod, "containers", "containerStatuses", isInit: false)];
        Phase = pod.Status.TextAt("phase") ?? "";
        Reason = pod.Status.TextAt("reason") ?? "";
        IsReady = pod.Condition("Ready").TextAt("status") == "True";
        NodeName = pod.Spec.TextAt("nodeName") ?? "";
    }

    public KubeObject Object { get; }

    /// <summary>The workload at the top of its owners, or the pod itself.</summary>
    public KubeObject Workload { get; }

    /// <summary>Init containers first.</summary>
    public IReadOnlyList<ContainerFacts> Containers { get; }

    public string Phase { get; }

    public string Reason { get; }

    public bool IsReady { get; }

    public string NodeName { get; }

    public string Namespace => Object.Namespace;

    public bool IsDone => Phase is "Succeeded" or "Failed";

    public bool IsLeaving => Object.DeletedAt is not null;

    /// <summary>Whether it is meant to serve and may: neither done nor being removed.</summary>
    public bool IsLive => !IsDone && !IsLeaving;

    public bool IsHealthy => Phase == "Succeeded" || (Phase == "Running" && IsReady);

    public DateTimeOffset? Since => Object.Status.TimeAt("startTime") ?? Object.CreatedAt;

    /// <summary>Whether the pod is part of a workload that was given too.</summary>
    public bool HasWorkload => !ReferenceEquals(Object, Workload);

    private static IEnumerable<ContainerFacts> Join(KubeObject pod, string asked, string told, bool isInit)
    {
        var states = new Dictionary<string, YamlMap>(StringComparer.Ordinal);
        foreach (var state in pod.Status.MapsAt(told))
        {
            states[state.TextAt("name") ?? ""] = state;
        }

        var index = 0;
        foreach (var container in pod.Spec.MapsAt(asked))
        {
            var name = container.TextAt("name") ?? "";
            yield return new(name, $"spec.{asked}[{index++}]", isInit, container, states.GetValueOrDefault(name));
        }
    }
}
