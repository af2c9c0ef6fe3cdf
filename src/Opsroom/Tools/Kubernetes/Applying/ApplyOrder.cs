namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>In which order objects are made, so that each finds what it needs: what others live in, then what they refer to, then what runs, then what leads to it.</summary>
internal static class ApplyOrder
{
    private static readonly string[] Kinds =
    [
        "Namespace", "CustomResourceDefinition", "PriorityClass", "StorageClass", "RuntimeClass", "IngressClass", "GatewayClass",
        "PodSecurityPolicy", "ResourceQuota", "LimitRange", "NetworkPolicy",
        "ServiceAccount", "ClusterRole", "Role", "ClusterRoleBinding", "RoleBinding",
        "Secret", "ConfigMap", "PersistentVolume", "PersistentVolumeClaim", "Service", "Endpoints", "EndpointSlice", "PodDisruptionBudget",
        "DaemonSet", "Pod", "ReplicationController", "ReplicaSet", "Deployment", "StatefulSet", "Job", "CronJob", "HorizontalPodAutoscaler",
        "Gateway", "Ingress", "HTTPRoute",
    ];

    /// <summary>These judge what comes after them, and may not be able to yet.</summary>
    private static readonly string[] Last = ["APIService", "MutatingWebhookConfiguration", "ValidatingWebhookConfiguration"];

    /// <summary>The place of a kind: custom resources stand behind what they may need, and before what judges them.</summary>
    public static int Of(string kind)
    {
        var place = Array.IndexOf(Kinds, kind);
        return place >= 0 ? place : Kinds.Length + 1 + Array.IndexOf(Last, kind);
    }
}
