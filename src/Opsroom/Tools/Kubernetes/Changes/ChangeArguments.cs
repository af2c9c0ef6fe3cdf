using System.Globalization;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>What the arguments of changes look like.</summary>
internal static class ChangeArguments
{
    public const string Namespace = "[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?";

    public const string Name = "[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?";

    public const string Duration = "[1-9][0-9]{0,3}[sm]";

    private static readonly TimeSpan Usual = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>How long is waited for pods.</summary>
    public static TimeSpan PatienceOf(string? timeout)
    {
        if (timeout is null)
        {
            return Usual;
        }

        var number = int.Parse(timeout.AsSpan(0, timeout.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);
        var patience = timeout[^1] == 's' ? TimeSpan.FromSeconds(number) : TimeSpan.FromMinutes(number);
        return patience < Longest ? patience : Longest;
    }
}

/// <summary>Workloads that have a number of replicas, by their names in the cluster.</summary>
public enum ScalableKind
{
    [JsonStringEnumMemberName("Deployment")]
    Deployment,

    [JsonStringEnumMemberName("StatefulSet")]
    StatefulSet,

    [JsonStringEnumMemberName("ReplicaSet")]
    ReplicaSet,
}

/// <summary>Workloads that replace their pods when what the pods are made of changes, by their names in the cluster.</summary>
public enum RolledKind
{
    [JsonStringEnumMemberName("Deployment")]
    Deployment,

    [JsonStringEnumMemberName("StatefulSet")]
    StatefulSet,

    [JsonStringEnumMemberName("DaemonSet")]
    DaemonSet,
}
