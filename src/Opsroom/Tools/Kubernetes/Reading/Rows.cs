using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <param name="Ready">Containers that are ready, of all: <c>1/2</c>.</param>
/// <param name="Status">As kubectl prints it: Running, CrashLoopBackOff, Init:0/1, Terminating, …</param>
/// <param name="LastRestart">How long ago a container was started again.</param>
/// <param name="Owner">What controls it, as Kind/name.</param>
public sealed record PodRow(
    string Namespace, string Name, string Ready, string Status, long Restarts, string? LastRestart, string Age, DateTimeOffset? CreatedAt, string? Node, string? Ip,
    ImmutableArray<string> Images, string? Owner);

/// <param name="Ports">As <c>name 80→8080/TCP</c>, with <c>:30080</c> where nodes listen too.</param>
/// <param name="Selector">Labels of the pods that it sends to; absent for none.</param>
/// <param name="ReadyEndpoints">Addresses that it sends to; absent where they could not be read.</param>
/// <param name="NotReadyEndpoints">Addresses of pods that are not ready.</param>
public sealed record ServiceRow(
    string Namespace, string Name, string Type, string? ClusterIp, ImmutableArray<string> ExternalIps, ImmutableArray<string> Ports, string? Selector, int? ReadyEndpoints,
    int? NotReadyEndpoints, string Age);

/// <param name="Ready">Pods that are ready, of those wanted: <c>2/3</c>.</param>
/// <param name="Updated">Pods of the newest template.</param>
/// <param name="Strategy">How it replaces pods.</param>
/// <param name="Revision">Of its rollout history.</param>
/// <param name="IsObserved">Whether its controller has seen the newest generation.</param>
public sealed record DeploymentRow(
    string Namespace, string Name, string Ready, long Desired, long Updated, long Available, long Unavailable, ImmutableArray<string> Images, string Strategy, string? Selector,
    ImmutableArray<ConditionRow> Conditions, long? Revision, bool Paused, bool IsObserved, string Age);

/// <param name="Reason">One word; the message is in kubernetes_describe.</param>
public sealed record ConditionRow(string Type, string Status, string? Reason);

/// <param name="Status">Ready or NotReady, with SchedulingDisabled where it is cordoned.</param>
/// <param name="Roles">control-plane, worker, …</param>
/// <param name="Pressure">Memory, Disk, PID or Network where the node reports trouble.</param>
/// <param name="Taints">As key=value:Effect.</param>
/// <param name="Pods">Pods on it that have not ended; absent where they could not be read.</param>
public sealed record NodeRow(
    string Name, string Status, ImmutableArray<string> Roles, string Version, string? InternalIp, Resources Capacity, Resources Allocatable, ImmutableArray<string> Pressure,
    ImmutableArray<string> Taints, int? Pods, string Age);

public sealed record Resources(string? Cpu, string? Memory, string? Pods);

/// <param name="Truncated">Whether there are more than are listed.</param>
/// <param name="Hint">How to see the others, or what could not be read.</param>
public sealed record PodList(ImmutableArray<PodRow> Items, bool Truncated, string? Hint);

/// <inheritdoc cref="PodList"/>
public sealed record ServiceList(ImmutableArray<ServiceRow> Items, bool Truncated, string? Hint);

/// <inheritdoc cref="PodList"/>
public sealed record DeploymentList(ImmutableArray<DeploymentRow> Items, bool Truncated, string? Hint);

/// <inheritdoc cref="PodList"/>
public sealed record NodeList(ImmutableArray<NodeRow> Items, bool Truncated, string? Hint);
