using System.Collections.Immutable;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>A kind that a fake API server has.</summary>
/// <param name="Version">Group and version, as objects write it.</param>
/// <param name="Plural">The kind's name in paths.</param>
internal sealed record FakeKind(string Version, string Kind, string Plural, bool IsNamespaced, bool HasStatus, bool HasScale)
{
    public string Group => GroupOf(Version);

    /// <summary>As messages name it.</summary>
    public string QualifiedName => Group.Length == 0 ? Plural : $"{Plural}.{Group}";

    public string Root => Version.Contains('/', StringComparison.Ordinal) ? $"/apis/{Version}" : $"/api/{Version}";

    public static string GroupOf(string version) => version.IndexOf('/', StringComparison.Ordinal) is > 0 and var at ? version[..at] : "";
}

/// <summary>What Kubernetes 1.32 with the Gateway API serves, as far as Opsroom looks at it.</summary>
internal static class FakeKinds
{
    // namespaced, status, scale
    private const string Table = """
        v1 ConfigMap configmaps n--
        v1 Endpoints endpoints n--
        v1 Event events n--
        v1 LimitRange limitranges n--
        v1 Namespace namespaces -s-
        v1 Node nodes -s-
        v1 PersistentVolume persistentvolumes -s-
        v1 PersistentVolumeClaim persistentvolumeclaims ns-
        v1 Pod pods ns-
        v1 ReplicationController replicationcontrollers nsc
        v1 ResourceQuota resourcequotas ns-
        v1 Secret secrets n--
        v1 Service services ns-
        v1 ServiceAccount serviceaccounts n--
        admissionregistration.k8s.io/v1 MutatingWebhookConfiguration mutatingwebhookconfigurations ---
        admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration validatingwebhookconfigurations ---
        apiextensions.k8s.io/v1 CustomResourceDefinition customresourcedefinitions -s-
        apiregistration.k8s.io/v1 APIService apiservices -s-
        apps/v1 ControllerRevision controllerrevisions n--
        apps/v1 DaemonSet daemonsets ns-
        apps/v1 Deployment deployments nsc
        apps/v1 ReplicaSet replicasets nsc
        apps/v1 StatefulSet statefulsets nsc
        autoscaling/v2 HorizontalPodAutoscaler horizontalpodautoscalers ns-
        autoscaling/v1 HorizontalPodAutoscaler horizontalpodautoscalers ns-
        batch/v1 CronJob cronjobs ns-
        batch/v1 Job jobs ns-
        coordination.k8s.io/v1 Lease leases n--
        discovery.k8s.io/v1 EndpointSlice endpointslices n--
        gateway.networking.k8s.io/v1 Gateway gateways ns-
        gateway.networking.k8s.io/v1 GatewayClass gatewayclasses -s-
        gateway.networking.k8s.io/v1 HTTPRoute httproutes ns-
        networking.k8s.io/v1 IPAddress ipaddresses ---
        networking.k8s.io/v1 Ingress ingresses ns-
        networking.k8s.io/v1 IngressClass ingressclasses ---
        networking.k8s.io/v1 NetworkPolicy networkpolicies n--
        networking.k8s.io/v1 ServiceCIDR servicecidrs -s-
        policy/v1 PodDisruptionBudget poddisruptionbudgets ns-
        rbac.authorization.k8s.io/v1 ClusterRole clusterroles ---
        rbac.authorization.k8s.io/v1 ClusterRoleBinding clusterrolebindings ---
        rbac.authorization.k8s.io/v1 Role roles n--
        rbac.authorization.k8s.io/v1 RoleBinding rolebindings n--
        scheduling.k8s.io/v1 PriorityClass priorityclasses ---
        storage.k8s.io/v1 StorageClass storageclasses ---
        storage.k8s.io/v1 VolumeAttachment volumeattachments -s-
        """;

    public static ImmutableArray<FakeKind> All { get; } =
        [.. Table.Split('\n').Select(line => line.Split(' ')).Select(row => new FakeKind(row[0], row[1], row[2], row[3][0] == 'n', row[3][1] == 's', row[3][2] == 'c'))];
}
