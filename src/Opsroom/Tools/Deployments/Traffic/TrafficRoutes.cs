using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Traffic;

/// <summary>Finds what leads requests to services and can give a part of them to a canary.</summary>
internal static class TrafficRoutes
{
    /// <summary>
    /// The routes of the services by which a canary can get an exact part of the requests: rules of Gateway API routes that a gateway has accepted, and ingresses of the nginx controller. None
    /// where one of the services has no such route, since part of the requests would never reach the canary.
    /// </summary>
    public static async Task<ImmutableArray<PlanRoute>> FindAsync(Cluster cluster, string @namespace, IReadOnlyList<string> services, CancellationToken cancellationToken)
    {
        var routes = await ListAsync(RouteShares.HttpRouteKind);
        var ingresses = await ListAsync(RouteShares.IngressKind);
        var found = services.SelectMany(service => routes.Where(route => RouteShares.Divides(route, service)).Select(route => new PlanRoute(RouteShares.HttpRoute, route.Name, service))
            .Concat(ingresses.Where(ingress => RouteShares.Leads(ingress, service)).Select(ingress => new PlanRoute(RouteShares.Ingress, ingress.Name, service)))).ToList();

        // one object divides the requests of one service at a time
        return services.All(service => found.Exists(route => route.Service == service)) && found.DistinctBy(route => (route.Kind, route.Name)).Count() == found.Count
            ? [.. found.OrderBy(route => route.Kind, StringComparer.Ordinal).ThenBy(route => route.Name, StringComparer.Ordinal)] : [];

        async Task<ImmutableArray<KubeObject>> ListAsync(string kind)
        {
            var listed = await cluster.ListAsync(kind, new ListQuery { Namespace = @namespace }, cancellationToken);
            return listed.Value?.Items ?? [];
        }
    }
}
