using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>How a workload replaces its pods when their template changes, by its own description.</summary>
internal static class RolloutTerms
{
    public static bool IsPaused(KubeObject live) => live.Kind == "Deployment" && live.Spec.FlagAt("paused") is true;

    /// <summary>Whether pods stay as they are until somebody deletes them.</summary>
    public static bool IsOnDelete(KubeObject live) => live.Kind != "Deployment" && live.Spec.TextAt("updateStrategy", "type") == "OnDelete";

    /// <summary>Whether a changed template leads to new pods by itself.</summary>
    public static bool Replaces(KubeObject live) => !IsPaused(live) && !IsOnDelete(live);

    /// <summary>The pods with an ordinal below this are left as they are.</summary>
    public static int PartitionOf(KubeObject live) =>
        live.Kind == "StatefulSet" ? (int)(live.Spec.NumberAt("updateStrategy", "rollingUpdate", "partition") ?? 0) : 0;

    /// <summary>As a preview says it.</summary>
    public static string Describe(KubeObject live) =>
        IsPaused(live) ? "It is paused, so no pod is replaced before it is resumed."
        : IsOnDelete(live) ? "Its update strategy is OnDelete, so a pod is replaced only when somebody deletes it."
        : PartitionOf(live) is > 0 and var partition ? $"Its pods are replaced one after another, those below ordinal {partition} not (partition)."
        : live.Spec.TextAt("strategy", "type") == "Recreate" ? "All of its pods end before the first new one starts (strategy Recreate)."
        : "Its pods are replaced step by step.";
}
