using Opsroom.Tools.Kubernetes.Generation;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>The tools that talk to clusters, over one directory of them.</summary>
internal static class KubernetesApi
{
    public static IReadOnlyList<object> CreateTools(KubernetesOptions options, TimeProvider time)
    {
        var clusters = new ClusterDirectory(options, time);
        return [new GenerationTools(clusters)];
    }
}
