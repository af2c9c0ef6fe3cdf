using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>The workload that a call names, in the cluster that it names. It need not be there.</summary>
internal sealed record Workload(Cluster Cluster, ApiResource Resource, string Namespace, string Name)
{
    /// <summary>As people name it: <c>Deployment/shop/checkout</c>.</summary>
    public string Id => Resource.Id(Namespace, Name);

    /// <summary>Where it is, within a sentence.</summary>
    public string Place => $"namespace {Namespace} of cluster '{Cluster.Name}'";

    /// <param name="cluster">As configured; null for the default one.</param>
    /// <param name="kind">A kind of <c>apps/v1</c>.</param>
    public static async Task<ToolResult<Workload>> FindAsync(
        ClusterDirectory clusters, string? cluster, string kind, string @namespace, string name, CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var resolved = await target.ResolveAsync(kind, "apps/v1", cancellationToken);
        return resolved.Value is { } resource ? new Workload(target, resource, @namespace, name) : resolved.Failure!;
    }

    public Task<ToolResult<KubeObject>> ReadAsync(CancellationToken cancellationToken) => Cluster.GetAsync(Resource, Namespace, Name, cancellationToken);

    public GuardedWrite Write(Func<KubeObject, string> intentOf, Func<KubeObject, YamlMap> patchOf, PatchKind kind) =>
        new(Cluster, Resource, Namespace, Name, intentOf, patchOf, kind);
}
