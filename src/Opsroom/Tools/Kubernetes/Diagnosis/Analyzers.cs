using Opsroom.Tools.Kubernetes.Diagnosis.Cluster;
using Opsroom.Tools.Kubernetes.Diagnosis.Configuration;
using Opsroom.Tools.Kubernetes.Diagnosis.Network;
using Opsroom.Tools.Kubernetes.Diagnosis.Nodes;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Diagnosis.Scaling;
using Opsroom.Tools.Kubernetes.Diagnosis.Storage;
using Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>Every analyzer: one line each. Their sequence does not matter.</summary>
internal static class Analyzers
{
    public static IReadOnlyList<IAnalyzer> All { get; } =
    [
        new Scheduling(),
        new ImagePull(),
        new ContainerStart(),
        new Crashes(),
        new NotReady(),
        new Evictions(),
        new Terminating(),
        new Volumes(),
        new InitWaits(),
        new MissingReferences(),
        new StaleMounts(),
        new Unused(),
        new FailedCreate(),
        new Rollouts(),
        new Selectors(),
        new StatefulServices(),
        new DaemonCoverage(),
        new Jobs(),
        new CronJobs(),
        new ServiceSelectors(),
        new ServicePorts(),
        new ServiceShapes(),
        new Ingresses(),
        new Routes(),
        new NetworkPolicies(),
        new HostNetworkDns(),
        new Claims(),
        new PersistentVolumes(),
        new NodeConditions(),
        new Autoscalers(),
        new DisruptionBudgets(),
        new Conditions(),
        new Certificates(),
        new ApiExtensions(),
        new Namespaces(),
        new RoleBindings(),
        new Quotas(),
    ];
}
