using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Applying;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes.Deletion;

/// <summary>How a deleted object can be made again.</summary>
internal static class DeletionUndo
{
    /// <summary>Objects that are nothing but what they say. What is left out holds data, has parts that only a server may set, or is made anew by what it belongs to.</summary>
    private static readonly HashSet<string> Plain = new(StringComparer.Ordinal)
    {
        "ConfigMap", "CronJob", "DaemonSet", "Deployment", "HorizontalPodAutoscaler", "Ingress", "LimitRange", "NetworkPolicy", "PodDisruptionBudget", "ResourceQuota", "Role", "RoleBinding",
        "ClusterRole", "ClusterRoleBinding", "Service",
    };

    /// <summary>The call that applies it again as it was; null for what does not come back by that, and for what holds values that must not be kept.</summary>
    public static UndoCall? Of(KubeObject live, string cluster, string? environment)
    {
        var again = ApplyManifest.Clean(live);
        var text = YamlWriter.Write(again.Body);
        return Plain.Contains(live.Kind) && live.Owners.Count == 0 && YamlWriter.Write(SecretMask.Of(again).Body) == text
            ? new UndoCall(KubernetesApplyObjectTool.Name, JsonSerializer.SerializeToElement(new ApplyObjectArguments(text, null, null, environment, cluster), ToolJson.Options))
            : null;
    }

    /// <summary>As a preview says it.</summary>
    public static string Describe(UndoCall? undo) => undo is null
        ? "A deletion cannot be taken back."
        : "A deletion cannot be taken back; the object can be applied again as it was, as a new one. What belonged to it starts anew, and what its pods held is gone.";
}
