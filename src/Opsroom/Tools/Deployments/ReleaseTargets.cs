using System.Collections.Immutable;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments;

/// <summary>A deployment that a service is run by in an environment.</summary>
/// <param name="Environment">By configuration.</param>
internal sealed record ReleaseTarget(Cluster Cluster, KubeObject Deployment, TargetEnvironment Environment);

/// <summary>Finds what people mean by a service in an environment. Configuration says where an environment is; what is stated only chooses among that.</summary>
internal sealed class ReleaseTargets(ClusterDirectory clusters, ITargetEnvironments environments)
{
    private const int MostDeployments = 2_000;
    private const int MostNamed = 10;

    private static readonly string[] NameLabels = ["app.kubernetes.io/name", "app", "app.kubernetes.io/instance", "k8s-app"];

    public async Task<ToolResult<ReleaseTarget>> FindAsync(string service, string environment, string? @namespace, string? cluster, CancellationToken cancellationToken)
    {
        var chosen = @namespace is null ? PlacesOf(environment, cluster) : PlaceOf(environment, @namespace, cluster);
        if (chosen.Value is not { } places)
        {
            return chosen.Failure!;
        }

        var found = new List<ReleaseTarget>();
        var seen = new List<string>();
        ToolFailure? unseen = null;
        foreach (var place in places.All)
        {
            var listed = await InAsync(place, service, environment, cancellationToken);
            if (listed.Value is { } list)
            {
                found.AddRange(list.Meant);
                seen.AddRange(list.Names);
            }
            else
            {
                unseen ??= listed.Failure;
            }
        }

        return found switch
        {
            [var only] => only,
            [] when unseen is not null => unseen,
            [] => ToolFailure.NotFound(
                $"There is no deployment of '{OutsideText.OneLine(service, 100)}' in {places}.{(Spelling.Nearest(service, seen) is { } near ? $" There is {near}." : seen.Count == 0 ? " There are none at all." : "")} Create it first (kubernetes_apply), or give the name of the deployment as service."),
            _ => ToolFailure.InvalidArgument(
                $"'{OutsideText.OneLine(service, 100)}' in {environment} could be any of {string.Join(", ", found.Take(MostNamed).Select(each => $"{each.Deployment.Id} in cluster '{each.Cluster.Name}'"))}{(found.Count > MostNamed ? $" and {found.Count - MostNamed} others" : "")}. Say which with namespace and cluster, and with the deployment's own name as service."),
        };
    }

    /// <summary>The only namespace that is meant where nothing can be looked at; null where there is none or more than one.</summary>
    public string? NamespaceOf(string environment) =>
        environments.KubernetesTargets(environment).Select(target => target.Namespace).Distinct(StringComparer.Ordinal).ToList() is [{ } only] ? only : null;

    /// <summary>A namespace that was named, and whether it is in the environment that was named.</summary>
    private ToolResult<Places> PlaceOf(string environment, string @namespace, string? cluster)
    {
        // of a namespace that is in several clusters, the environment says which is meant
        var configured = environments.KubernetesTargets(environment).Where(target => target.Namespace == @namespace).Select(target => target.Name).Where(clusters.Names.Contains).Distinct(StringComparer.Ordinal).ToList();
        var found = clusters.Find(cluster ?? (configured is [var only] ? only : null));
        if (found.Value is not { } target)
        {
            return found.Failure!;
        }

        var real = environments.EnvironmentOf(target.Target(@namespace));
        return real.IsMapped && !environments.Means(environment, real.Name)
            ? ToolFailure.InvalidArgument($"Namespace {@namespace} of cluster '{target.Name}' is {real.Name} by configuration, not {OutsideText.OneLine(environment, 60)}. Name the right environment, or another namespace.")
            : new Places([new Place(target, @namespace)], $"namespace {@namespace} of cluster '{target.Name}'");
    }

    /// <summary>Everything that configuration maps to an environment.</summary>
    private ToolResult<Places> PlacesOf(string environment, string? cluster)
    {
        if (clusters.Names.IsEmpty)
        {
            return clusters.Find(cluster).Failure!;
        }

        var targets = environments.KubernetesTargets(environment).Where(target => cluster is null || target.Name == cluster).ToList();
        if (targets.Count == 0)
        {
            return ToolFailure.InvalidArgument(
                $"No cluster and namespace are mapped to '{OutsideText.OneLine(environment, 60)}' by their exact names{(cluster is null ? "" : $" in cluster '{OutsideText.OneLine(cluster, 100)}'")}, so it is not known where that is. Give namespace (and cluster), or map it in policy.yaml: targets: [{{system: kubernetes, name: {clusters.Names[0]}, namespace: NAMESPACE, environment: {OutsideText.OneLine(environment, 60)}}}].");
        }

        var places = ImmutableArray.CreateBuilder<Place>();
        foreach (var target in targets)
        {
            var found = clusters.Find(target.Name);
            if (found.Value is not { } known)
            {
                return found.Failure!;
            }

            places.Add(new Place(known, target.Namespace));
        }

        return new Places(places.ToImmutable(), $"{environment.Trim()} ({string.Join(", ", targets.Take(MostNamed).Select(target => target.Namespace is null ? $"cluster '{target.Name}'" : $"namespace {target.Namespace} of cluster '{target.Name}'"))})");
    }

    private async Task<ToolResult<Listed>> InAsync(Place place, string service, string environment, CancellationToken cancellationToken)
    {
        var query = new ListQuery { Namespace = place.Namespace, MostItems = MostDeployments };
        var listed = await place.Cluster.ListAsync("deployments.apps", query, cancellationToken);
        if (listed.Value is not { } list)
        {
            return listed.Failure!;
        }

        var all = list.Items.Where(each => !ReleaseTrack.IsOurs(each) && each.DeletedAt is null && IsThere(place, each, environment)).ToList();
        var meant = all.FindAll(each => each.Name == service);
        if (meant.Count == 0)
        {
            meant = all.FindAll(each => NameLabels.Any(label => each.Labels.GetValueOrDefault(label) == service));
        }

        if (meant.Count == 0)
        {
            var services = await place.Cluster.ListAsync("services", query, cancellationToken);
            var selectors = (services.Value?.Items ?? []).Where(each => each.Name == service).Select(each => (each.Namespace, Selector: LabelSelector.OfLabels(each.Spec.At("selector")))).ToList();
            meant = all.FindAll(each => PodTemplate.Of(each) is { } pods && selectors.Exists(of => of.Namespace == each.Namespace && of.Selector?.Matches(pods.Labels) is true));
        }

        return new Listed(
            [.. meant.Select(each => new ReleaseTarget(place.Cluster, each, environments.EnvironmentOf(place.Cluster.Target(each.Namespace))))],
            [.. all.Select(each => each.Name)]);
    }

    /// <summary>An entry for a whole cluster leaves out the namespaces that another entry maps.</summary>
    private bool IsThere(Place place, KubeObject each, string environment) =>
        place.Namespace is not null || environments.Means(environment, environments.EnvironmentOf(place.Cluster.Target(each.Namespace)).Name);

    private sealed record Place(Cluster Cluster, string? Namespace);

    private sealed record Places(ImmutableArray<Place> All, string Words)
    {
        public override string ToString() => Words;
    }

    private sealed record Listed(ImmutableArray<ReleaseTarget> Meant, ImmutableArray<string> Names);
}
