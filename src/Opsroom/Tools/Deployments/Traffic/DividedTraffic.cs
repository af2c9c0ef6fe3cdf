using System.Globalization;
using System.Security.Cryptography;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Deployments.Tracks;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Traffic;

/// <summary>
/// The requests of a route for a service as they are divided now: the route, and what is only there for a canary. All of it follows the wanted percentage: what is missing is made, what is too much is deleted, so an attempt that
/// came half-way is simply finished by the next one.
/// </summary>
/// <param name="CanaryService">Null where there is none.</param>
/// <param name="CanaryIngress">Null where there is none, and for an HTTPRoute.</param>
internal sealed record DividedTraffic(
    Cluster Cluster, ApiResource Routes, ApiResource Services, KubeObject Stable, KubeObject Route, KubeObject Service, KubeObject? CanaryService, KubeObject? CanaryIngress, int Weight)
{
    public string Id => Routes.Id(Route.Namespace, Route.Name);

    /// <summary>What is touched: which objects, and how they divide the requests.</summary>
    public string Intent => string.Create(CultureInfo.InvariantCulture, $"{Route.Uid} {Service.Uid} {RulesHash} {Weight}");

    private bool IsIngress => Routes.Kind == RouteShares.Ingress;

    private string RulesHash => Convert.ToHexStringLower(SHA256.HashData(ManifestJson.Write(
        new YamlMap().Add("rules", IsIngress ? Route.Spec?["rules"] ?? new YamlList() : RouteShares.RulesWith(Route, Service.Name, 0)))).AsSpan(0, 8));

    public static int WeightOf(string intent) => int.Parse(intent.AsSpan(intent.LastIndexOf(' ') + 1), NumberStyles.None, CultureInfo.InvariantCulture);

    public static async Task<ToolResult<DividedTraffic>> ReadAsync(
        ClusterDirectory clusters, string? cluster, string @namespace, string deployment, RouteKind kind, string name, string service, CancellationToken cancellationToken)
    {
        var (stable, live, failure) = await StableDeployment.ReadAsync(clusters, cluster, @namespace, deployment, cancellationToken);
        if (live is null)
        {
            return failure!;
        }

        var target = stable!.Cluster;
        var routes = await target.ResolveAsync(kind == RouteKind.Ingress ? RouteShares.Ingress : RouteShares.HttpRouteKind, kind == RouteKind.Ingress ? "networking.k8s.io/v1" : null, cancellationToken);
        var services = await target.ResolveAsync("Service", "v1", cancellationToken);
        if ((routes.Failure ?? services.Failure) is { } unknown)
        {
            return unknown;
        }

        var route = await target.GetAsync(routes.Value!, @namespace, name, cancellationToken);
        var own = await target.GetAsync(services.Value!, @namespace, service, cancellationToken);
        var beside = await target.GetAsync(services.Value!, @namespace, RouteShares.CanaryOf(service), cancellationToken);
        var ingress = kind == RouteKind.Ingress ? await target.GetAsync(routes.Value!, @namespace, RouteShares.CanaryOf(name), cancellationToken) : ToolFailure.NotFound("");
        if ((route.Failure ?? own.Failure ?? Unseen(beside) ?? Unseen(ingress)) is { } unread)
        {
            return unread;
        }

        if ((Foreign(beside.Value, live) ?? Foreign(ingress.Value, live)) is { } foreign)
        {
            return new ToolFailure(FaultCodes.Denied, $"{foreign.Id} in cluster '{target.Name}' was not made by a rollout of {live.Id}, so it is not touched. Rename or delete it first.");
        }

        var weight = kind == RouteKind.HttpRoute ? RouteShares.WeightIn(route.Value!, service)
            : !RouteShares.Leads(route.Value!, service) ? null
            : ingress.Value is { } divided && int.TryParse(divided.Annotations.GetValueOrDefault(RouteShares.NginxWeight), NumberStyles.None, CultureInfo.InvariantCulture, out var part) ? part : 0;
        return weight is { } known
            ? new DividedTraffic(target, routes.Value!, services.Value!, live, route.Value!, own.Value!, beside.Value, ingress.Value, known)
            : new ToolFailure(FaultCodes.Conflict, $"{routes.Value!.Id(@namespace, name)} in cluster '{target.Name}' does not lead to Service {service} in a way that can be divided with a canary: an ingress has to be of the nginx controller, and the rules of a route name that service alone.");
    }

    /// <summary>Whether everything is as that percentage asks for.</summary>
    public bool Is(int weight) => Weight == weight && (weight == 0 ? CanaryService is null && CanaryIngress is null : CanaryService is not null);

    /// <summary>Has the server say what would come of it.</summary>
    public async Task<ToolResult<UnifiedDiff>> TryAsync(int weight, CancellationToken cancellationToken)
    {
        if (!IsIngress)
        {
            var tried = await RouteWrite(weight).TryAsync(Route, cancellationToken);
            return tried.Value is { } write ? ShownChange.Of(write.Before, write.After) : tried.Failure!;
        }

        if (weight == 0)
        {
            return ShownChange.Of(CanaryIngress, null);
        }

        var would = CanaryIngress is null
            ? await Cluster.CreateAsync(Routes, Route.Namespace, MadeIngress(weight, null), new WriteOptions { DryRun = true }, cancellationToken)
            : await Cluster.PatchAsync(Routes, Route.Namespace, CanaryIngress.Name, PatchKind.Merge, WeightPatch(weight), new WriteOptions { DryRun = true }, cancellationToken);
        return would.Value is { } after ? ShownChange.Of(CanaryIngress, after.Object) : would.Failure!;
    }

    /// <summary>Makes it so; null where it is done.</summary>
    public async Task<ToolFailure?> SetAsync(int weight, ChangeInHand change, CancellationToken cancellationToken)
    {
        if (weight > 0 && CanaryService is null && await CreateAsync(Services, MadeService(change.Key), cancellationToken) is { } unmade)
        {
            return unmade;
        }

        if (await DivideAsync(weight, change, cancellationToken) is { } undivided)
        {
            return undivided;
        }

        return weight == 0 && CanaryService is { } left ? await DeleteAsync(Services, left, cancellationToken) : null;
    }

    private async Task<ToolFailure?> DivideAsync(int weight, ChangeInHand change, CancellationToken cancellationToken)
    {
        if (Weight == weight && (weight > 0 || CanaryIngress is null))
        {
            return null;
        }

        if (!IsIngress)
        {
            return (await RouteWrite(weight).MakeAsync(change, cancellationToken)).Failure;
        }

        return weight == 0 ? CanaryIngress is null ? null : await DeleteAsync(Routes, CanaryIngress, cancellationToken)
            : CanaryIngress is null ? await CreateAsync(Routes, MadeIngress(weight, change.Key), cancellationToken)
            : (await Cluster.PatchAsync(
                Routes, Route.Namespace, CanaryIngress.Name, PatchKind.Merge, ChangeMark.Added(WeightPatch(weight), CanaryIngress, change.Key),
                new WriteOptions { Precondition = new Precondition(CanaryIngress.Uid, CanaryIngress.Body.TextAt("metadata", "resourceVersion")) }, cancellationToken)).Failure;
    }

    private GuardedWrite RouteWrite(int weight) => new(
        Cluster, Routes, Route.Namespace, Route.Name,
        live => RouteShares.WeightIn(live, Service.Name) is { } now ? (this with { Route = live, Weight = now }).Intent : $"{live.Uid}",
        live => new YamlMap().Add("spec", new YamlMap().Add("rules", RouteShares.RulesWith(live, Service.Name, weight))));

    private async Task<ToolFailure?> CreateAsync(ApiResource resource, KubeObject made, CancellationToken cancellationToken) =>
        (await Cluster.CreateAsync(resource, Route.Namespace, made, new WriteOptions(), cancellationToken)).Failure;

    private async Task<ToolFailure?> DeleteAsync(ApiResource resource, KubeObject doomed, CancellationToken cancellationToken) =>
        (await Cluster.DeleteAsync(resource, Route.Namespace, doomed.Name, new WriteOptions { Precondition = new Precondition(doomed.Uid) }, cancellationToken)).Failure is { Code: not FaultCodes.NotFound } failure
            ? failure : null;

    private KubeObject MadeService(string? key) => RouteShares.CanaryService(
        Service, NodeEdits.OfWords(ReleaseTrack.OwnLabels(Stable.Name, TrackKind.Canary)), ReleaseTrack.ObjectLabels(Stable.Name, TrackKind.Canary), ReleaseTrack.ObjectAnnotations(Stable, key));

    private KubeObject MadeIngress(int weight, string? key) => RouteShares.CanaryIngress(
        Route, Service.Name, weight, ReleaseTrack.ObjectLabels(Stable.Name, TrackKind.Canary), ReleaseTrack.ObjectAnnotations(Stable, key));

    private static YamlMap WeightPatch(int weight) => new YamlMap().Add("metadata", new YamlMap().Add(
        "annotations", new YamlMap().Add(RouteShares.NginxWeight, weight.ToString(CultureInfo.InvariantCulture))));

    private static ToolFailure? Unseen(ToolResult<KubeObject> read) => read.Failure is { Code: not FaultCodes.NotFound } failure ? failure : null;

    private static KubeObject? Foreign(KubeObject? there, KubeObject stable) =>
        there is not null && !(ReleaseTrack.IsOurs(there) && there.Annotations[ReleaseTrack.StableAnnotation] == stable.Uid) ? there : null;
}
