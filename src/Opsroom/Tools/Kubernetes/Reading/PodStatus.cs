using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>What kubectl prints in the columns READY, STATUS and RESTARTS of a pod.</summary>
internal sealed record PodStatus(string Reason, int Ready, int Total, long Restarts, DateTimeOffset? LastRestart)
{
    public static PodStatus Of(KubeObject pod)
    {
        var status = pod.Status;
        var containers = status.MapsAt("containerStatuses").ToList();
        var starting = status.MapsAt("initContainerStatuses").ToList();
        var sidecars = pod.Spec.MapsAt("initContainers").Where(each => each.TextAt("restartPolicy") == "Always").Select(each => each.TextAt("name")).ToHashSet(StringComparer.Ordinal);
        var counted = containers.Concat(starting.Where(each => sidecars.Contains(each.TextAt("name")))).ToList();
        var total = pod.Spec.MapsAt("containers").Count() + sidecars.Count;
        var ready = counted.Count(each => each.FlagAt("ready") is true && each.MapAt("state", "running") is not null);
        var initializing = Initializing(pod, starting, sidecars);
        var isInitialized = pod.Condition("Initialized")?.TextAt("status") == "True";
        var reason = initializing is not null && !isInitialized ? initializing : Running(pod, containers) ?? initializing ?? Phase(pod);
        if (pod.DeletedAt is not null)
        {
            reason = status.TextAt("reason") == "NodeLost" ? "Unknown" : status.TextAt("phase") is "Succeeded" or "Failed" ? reason : "Terminating";
        }

        var restarted = initializing is not null && !isInitialized ? starting : counted;
        var last = restarted.Select(each => each.TimeAt("lastState", "terminated", "finishedAt")).Max();
        return new PodStatus(Words.Of(reason), ready, total, restarted.Sum(each => each.NumberAt("restartCount") ?? 0), last);
    }

    private static string Phase(KubeObject pod) =>
        pod.Condition("PodScheduled")?.TextAt("reason") == "SchedulingGated" ? "SchedulingGated"
        : pod.Status.TextAt("reason") is { Length: > 0 } reason ? reason
        : pod.Status.TextAt("phase") ?? "Unknown";

    /// <summary>What it waits for before its containers start; null where it waits for nothing.</summary>
    private static string? Initializing(KubeObject pod, List<YamlMap> starting, HashSet<string?> sidecars)
    {
        for (var i = 0; i < starting.Count; i++)
        {
            var (each, state) = (starting[i], starting[i].MapAt("state"));
            if (state.NumberAt("terminated", "exitCode") == 0 || (sidecars.Contains(each.TextAt("name")) && each.FlagAt("started") is true))
            {
                continue;
            }

            return state.MapAt("terminated") is { } ended ? $"Init:{Ended(ended)}"
                : state.TextAt("waiting", "reason") is { Length: > 0 } waiting && waiting != "PodInitializing" ? $"Init:{waiting}"
                : string.Create(CultureInfo.InvariantCulture, $"Init:{i}/{pod.Spec.ItemsAt("initContainers").Count}");
        }

        return null;
    }

    /// <summary>The first container that does not run says why; null where all run and the phase is enough.</summary>
    private static string? Running(KubeObject pod, List<YamlMap> containers)
    {
        var reason = containers.Select(each =>
            each.TextAt("state", "waiting", "reason") is { Length: > 0 } waiting ? waiting : each.MapAt("state", "terminated") is { } ended ? Ended(ended) : null).FirstOrDefault(each => each is not null);
        return reason == "Completed" && containers.Any(each => each.FlagAt("ready") is true && each.MapAt("state", "running") is not null)
            ? pod.Condition("Ready")?.TextAt("status") == "True" ? "Running" : "NotReady"
            : reason;
    }

    private static string Ended(YamlMap ended) =>
        ended.TextAt("reason") is { Length: > 0 } reason ? reason
        : ended.NumberAt("signal") is { } signal and not 0 ? string.Create(CultureInfo.InvariantCulture, $"Signal:{signal}")
        : string.Create(CultureInfo.InvariantCulture, $"ExitCode:{ended.NumberAt("exitCode") ?? 0}");
}
