using System.Collections.Immutable;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tests.Tools.Kubernetes.Api;

/// <summary>Short ways to the product's client.</summary>
internal static class SomeClusters
{
    public static KubernetesOptions Options(params ImmutableArray<string> kubeconfig) => new() { Kubeconfig = kubeconfig };

    public static Cluster Of(KubernetesCluster running, string context = KubernetesCluster.Admin) => Value(new ClusterDirectory(Options(running.Kubeconfig), TimeProvider.System).Find(context));

    public static KubeObject Read(string yaml) => Assert.Single(ManifestReader.Read(yaml).Objects);

    public static T Value<T>(ToolResult<T> result)
        where T : class
    {
        Assert.True(result.Failure is null, $"{result.Failure?.Code}: {result.Failure?.Message}");
        return result.Value!;
    }

    public static async Task<ApiResource> ResolvedAsync(this Cluster cluster, string kind) => Value(await cluster.ResolveAsync(kind, null, TestContext.Current.CancellationToken));
}
