using Opsroom.Tools.Kubernetes.Applying;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Changes.Deletion;
using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Generation;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>The tools that talk to clusters, over one directory of them.</summary>
internal static class KubernetesApi
{
    public static IReadOnlyList<object> CreateTools(KubernetesOptions options, TimeProvider time) => CreateTools(new ClusterDirectory(options, time), time);

    public static IReadOnlyList<object> CreateTools(ClusterDirectory clusters, TimeProvider time) =>
    [
        new GenerationTools(clusters),
        new LintTools(clusters),
        new KubernetesApplyTool(clusters),
        new KubernetesApplyObjectTool(clusters, time),
        new KubernetesUndoApplyTool(clusters),
        new KubernetesRolloutTool(clusters, time),
        new KubernetesRemoveObjectTool(clusters, time),
        new KubernetesReadTools(clusters, time),
        new KubernetesLogTools(clusters, time),
        new KubernetesDescribeTool(clusters, time),
        new KubernetesDiagnosisTools(clusters, time),
        new KubernetesScaleTools(clusters, time),
        new KubernetesImageTools(clusters, time),
        new KubernetesRollbackTools(clusters, time),
        new KubernetesRestartTools(clusters, time),
        new KubernetesDeleteTools(clusters, time),
    ];
}
