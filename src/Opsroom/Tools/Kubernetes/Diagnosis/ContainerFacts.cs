using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>How a container of a pod ended.</summary>
internal sealed record Ending(long? ExitCode, string Reason, string Message, DateTimeOffset? StartedAt, DateTimeOffset? FinishedAt)
{
    public static Ending? Of(YamlMap? terminated) => terminated is null ? null : new(
        terminated.NumberAt("exitCode"), terminated.TextAt("reason") ?? "", terminated.TextAt("message") ?? "", terminated.TimeAt("startedAt"), terminated.TimeAt("finishedAt"));

    public TimeSpan? Lasted => FinishedAt - StartedAt;
}

/// <summary>A container as it is asked for and as it is.</summary>
/// <param name="Path">Where it stands in the pod: <c>spec.containers[0]</c>.</param>
/// <param name="Spec">What is asked for.</param>
/// <param name="Status">Null where the kubelet has not reported it.</param>
internal sealed record ContainerFacts(string Name, string Path, bool IsInit, YamlMap Spec, YamlMap? Status)
{
    /// <summary>An init container that goes on beside the others.</summary>
    public bool IsSidecar => IsInit && Spec.TextAt("restartPolicy") == "Always";

    public string Image => Spec.TextAt("image") ?? Status.TextAt("image") ?? "";

    public string? WaitingReason => Status.TextAt("state", "waiting", "reason");

    public string WaitingMessage => Status.TextAt("state", "waiting", "message") ?? "";

    public bool IsRunning => Status.At("state", "running") is not null;

    public DateTimeOffset? RunningSince => Status.TimeAt("state", "running", "startedAt");

    public bool IsReady => Status.FlagAt("ready") is true;

    public long Restarts => Status.NumberAt("restartCount") ?? 0;

    public Ending? Ended => Ending.Of(Status.MapAt("state", "terminated"));

    public Ending? EndedBefore => Ending.Of(Status.MapAt("lastState", "terminated"));

    /// <summary>How it ended last, whether it has been started again or not.</summary>
    public Ending? LastEnding => Ended ?? EndedBefore;

    public IEnumerable<YamlMap> Ports => Spec.MapsAt("ports");

    public string Noun => IsSidecar ? "sidecar container" : IsInit ? "init container" : "container";
}
