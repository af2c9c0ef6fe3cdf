using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Tells what runs in a cluster, as kubectl lists it.</summary>
internal sealed class KubernetesReadTools(ClusterDirectory clusters, TimeProvider time)
{
    private const int MostPods = 5_000;

    private const string NamespaceWords = "The namespace; without it all of them.";
    private const string SelectorWords = "Labels that they have to have, as kubectl -l takes them: app=checkout,tier in (web,api).";
    private const string ClusterWords = "The configured cluster; without it the default one.";
    private const string LimitWords = "How many to list at most.";

    [Tool("kubernetes_get_pods", Effect.Read)]
    [ToolExample("""{"namespace": "shop", "label_selector": "app=checkout"}""")]
    [Description("Lists pods with their readiness, status, restarts, age, node, address and images, as kubectl get pods -o wide prints them.")]
    public async Task<ToolResult<PodList>> GetPodsAsync(
        [Description(NamespaceWords), StringLength(63)] string? @namespace,
        [Description(SelectorWords), StringLength(1_000)] string? labelSelector,
        [Description(ClusterWords), StringLength(253)] string? cluster,
        [Description(LimitWords), Range(1, 1_000)] int limit = 200,
        CancellationToken cancellationToken = default)
    {
        var list = await ListAsync(cluster, "pods", @namespace, labelSelector, limit, cancellationToken);
        return list.Value is { } found
            ? new PodList([.. found.Items.Select(each => RowReader.Pod(each, time.GetUtcNow()))], found.IsTruncated, Hint(found, @namespace))
            : list.Failure!;
    }

    [Tool("kubernetes_get_services", Effect.Read)]
    [ToolExample("""{"namespace": "shop"}""")]
    [Description("Lists services with their type, addresses, ports, selector and how many endpoints of theirs are ready.")]
    public async Task<ToolResult<ServiceList>> GetServicesAsync(
        [Description(NamespaceWords), StringLength(63)] string? @namespace,
        [Description(SelectorWords), StringLength(1_000)] string? labelSelector,
        [Description(ClusterWords), StringLength(253)] string? cluster,
        [Description(LimitWords), Range(1, 1_000)] int limit = 200,
        CancellationToken cancellationToken = default)
    {
        var list = await ListAsync(cluster, "services", @namespace, labelSelector, limit, cancellationToken);
        if (list.Value is not { } found)
        {
            return list.Failure!;
        }

        var endpoints = await ListAsync(cluster, "endpoints", @namespace, null, MostPods, cancellationToken);
        var byName = new ObjectSet(endpoints.Value?.Items ?? []);
        return new ServiceList(
            [.. found.Items.Select(each => RowReader.Service(each, byName.Find("Endpoints", each.Namespace, each.Name), endpoints.Value is not null, time.GetUtcNow()))],
            found.IsTruncated, Hint(found, @namespace, endpoints.Failure));
    }

    [Tool("kubernetes_get_deployments", Effect.Read)]
    [ToolExample("""{"namespace": "shop"}""")]
    [Description("Lists deployments with their replicas, images, strategy, conditions and revision.")]
    public async Task<ToolResult<DeploymentList>> GetDeploymentsAsync(
        [Description(NamespaceWords), StringLength(63)] string? @namespace,
        [Description(SelectorWords), StringLength(1_000)] string? labelSelector,
        [Description(ClusterWords), StringLength(253)] string? cluster,
        [Description(LimitWords), Range(1, 1_000)] int limit = 200,
        CancellationToken cancellationToken = default)
    {
        var list = await ListAsync(cluster, "deployments.apps", @namespace, labelSelector, limit, cancellationToken);
        return list.Value is { } found
            ? new DeploymentList([.. found.Items.Select(each => RowReader.Deployment(each, time.GetUtcNow()))], found.IsTruncated, Hint(found, @namespace))
            : list.Failure!;
    }

    [Tool("kubernetes_get_nodes", Effect.Read)]
    [ToolExample("{}")]
    [Description("Lists nodes with their status, roles, version, capacity, pressure, taints and how many pods are on them.")]
    public async Task<ToolResult<NodeList>> GetNodesAsync(
        [Description("Counts the pods of this namespace only; without it all of them."), StringLength(63)] string? @namespace,
        [Description(SelectorWords), StringLength(1_000)] string? labelSelector,
        [Description(ClusterWords), StringLength(253)] string? cluster,
        [Description(LimitWords), Range(1, 1_000)] int limit = 200,
        CancellationToken cancellationToken = default)
    {
        var list = await ListAsync(cluster, "nodes", null, labelSelector, limit, cancellationToken);
        if (list.Value is not { } found)
        {
            return list.Failure!;
        }

        var pods = await ListAsync(cluster, "pods", @namespace, null, MostPods, cancellationToken, "status.phase!=Succeeded,status.phase!=Failed");
        var isWhole = pods.Value is { IsTruncated: false };
        var byNode = (pods.Value?.Items ?? []).CountBy(each => each.Spec.TextAt("nodeName") ?? "", StringComparer.Ordinal).ToDictionary(StringComparer.Ordinal);
        return new NodeList(
            [.. found.Items.Select(each => RowReader.Node(each, isWhole ? byNode.GetValueOrDefault(each.Name) : null, time.GetUtcNow()))], found.IsTruncated, Hint(found, "", pods.Failure));
    }

    private async Task<ToolResult<ObjectList>> ListAsync(
        string? cluster, string kind, string? @namespace, string? labelSelector, int limit, CancellationToken cancellationToken, string? fieldSelector = null)
    {
        var found = clusters.Find(cluster);
        return found.Value is { } chosen
            ? await chosen.ListAsync(
                kind, new ListQuery { Namespace = Given(@namespace), LabelSelector = Given(labelSelector), FieldSelector = fieldSelector, MostItems = limit }, cancellationToken)
            : found.Failure!;
    }

    private static string? Hint(ObjectList list, string? @namespace, ToolFailure? beside = null)
    {
        var cut = list.IsTruncated ? $"Only the first {list.Items.Length} are listed: narrow it by {(@namespace is null ? "namespace or " : "")}label_selector, or raise limit." : null;
        return (cut, beside?.Message) switch { (null, null) => null, (null, var why) => why, (var more, null) => more, var (more, why) => $"{more} {why}" };
    }

    private static string? Given(string? text) => string.IsNullOrWhiteSpace(text) ? null : text.Trim();
}
