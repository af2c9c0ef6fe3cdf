using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Deployments.Executing;
using static Opsroom.Tests.Tools.Deployments.Executing.RolloutSite;

namespace Opsroom.Tests.Tools.Deployments.Executing;

/// <summary>Canaries that an ingress or a route gives an exact part of the requests, on a real API server. Nobody routes there: what is looked at is what a controller would go by.</summary>
public sealed class RoutedCanaryTests(KubernetesCluster cluster)
{
    private const string Ingress = """
        apiVersion: networking.k8s.io/v1
        kind: Ingress
        metadata: {name: front}
        spec:
          ingressClassName: nginx
          rules:
          - host: shop.example
            http:
              paths:
              - {path: /, pathType: Prefix, backend: {service: {name: web, port: {number: 80}}}}
              - {path: /other, pathType: Prefix, backend: {service: {name: other, port: {number: 80}}}}
        """;

    private const string RouteDefinition = """
        {
          "metadata": {"name": "httproutes.gateway.networking.k8s.io", "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"}},
          "spec": {
            "group": "gateway.networking.k8s.io", "scope": "Namespaced", "names": {"kind": "HTTPRoute", "singular": "httproute", "plural": "httproutes"},
            "versions": [{"name": "v1", "served": true, "storage": true, "schema": {"openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true}}}]
          }
        }
        """;

    private const string Route = """
        apiVersion: gateway.networking.k8s.io/v1
        kind: HTTPRoute
        metadata: {name: front}
        spec:
          rules:
          - backendRefs: [{name: web, port: 80}]
          - matches: [{path: {type: PathPrefix, value: /other}}]
            backendRefs: [{name: other, port: 80}]
        status: {parents: [{conditions: [{type: Accepted, status: 'True'}]}]}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ingress_gives_the_canary_its_part_of_the_requests()
    {
        await using var site = await OpenAsync(cluster, 2);
        await site.Space.CreateAsync(Ingress, Cancelled);
        var during = new List<string>();
        site.Verification.Meanwhile = async (track, _) =>
        {
            var canary = await cluster.Api.GetAsync(site.Space.PathOf("apis/networking.k8s.io/v1", "ingresses", "front-canary"), Cancelled);
            var paths = canary["spec"]!["rules"]![0]!["http"]!["paths"]!.AsArray();
            during.Add($"{track} {canary["metadata"]!["annotations"]!["nginx.ingress.kubernetes.io/canary-weight"]} % to {paths.Single()!["backend"]!["service"]!["name"]}: {string.Join(", ", await site.DeploymentsAsync())}");
        };
        var result = await site.ExecuteAsync(await RoutedPlanAsync(site, new PlanRoute("Ingress", "front", "web"), 10, 60));
        Assert.True((bool)result["verified"]!, result.ToJsonString());
        Assert.Equal(
            [
                "canary 10 % to web-canary: web 1.0.0 x2, web-canary 2.0.0 x1", "canary 60 % to web-canary: web 1.0.0 x2, web-canary 2.0.0 x2",
                "stable 60 % to web-canary: web 2.0.0 x2, web-canary 2.0.0 x2",
            ],
            during);
        Assert.DoesNotContain(StepsOf(result), step => step.EndsWith("failed", StringComparison.Ordinal));
        Assert.Equal(["web 2.0.0 x2"], await site.DeploymentsAsync());
        Assert.Equal(["front"], await NamesAsync(site, "apis/networking.k8s.io/v1", "ingresses"));
        Assert.Equal(["web"], await NamesAsync(site, "api/v1", "services"));
    }

    [Fact]
    public async Task A_route_gives_the_canary_its_part_of_the_requests_and_takes_it_back()
    {
        await using var site = await OpenAsync(cluster, 2);
        await cluster.Api.PostAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions", JsonNode.Parse(RouteDefinition)!.AsObject(), Cancelled);
        await cluster.Api.WaitUntilServedAsync(new JsonObject { ["apiVersion"] = "gateway.networking.k8s.io/v1", ["kind"] = "HTTPRoute" }, Cancelled);
        try
        {
            var route = await site.Space.CreateAsync(Route, Cancelled);
            var (during, selected) = ("", "");
            site.Verification.Fails = (_, _) => true;
            site.Verification.Meanwhile = async (_, _) =>
            {
                during = (await RouteAsync(site))["spec"]!["rules"]!.ToJsonString();
                selected = (await cluster.Api.GetAsync(site.Space.PathOf("api/v1", "services", "web-canary"), Cancelled))["spec"]!["selector"]!.ToJsonString();
            };
            var result = await site.ExecuteAsync(await RoutedPlanAsync(site, new PlanRoute("HTTPRoute", "front", "web"), 20));
            Assert.Contains("""{"backendRefs":[{"name":"web","port":80,"weight":80},{"name":"web-canary","port":80,"weight":20}]}""", during, StringComparison.Ordinal);
            Assert.Equal("""{"opsroom.dev/release":"web","opsroom.dev/track":"canary"}""", selected);
            Assert.Equal((false, true), ((bool)result["verified"]!, (bool)result["rolled_back"]!));
            Assert.True(JsonNode.DeepEquals(route["spec"], (await RouteAsync(site))["spec"]), (await RouteAsync(site)).ToJsonString());
            Assert.Equal(["web 1.0.0 x2"], await site.DeploymentsAsync());
            Assert.Equal(["web"], await NamesAsync(site, "api/v1", "services"));
        }
        finally
        {
            await cluster.Api.DeleteAsync("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/httproutes.gateway.networking.k8s.io", Cancelled);
        }
    }

    [Fact]
    public async Task What_cannot_be_divided_is_left_to_the_ratio_of_pods()
    {
        await using var site = await OpenAsync(cluster, 1);
        Assert.Empty(await site.RoutesAsync());
        await site.Space.CreateAsync(Ingress.Replace("nginx", "traefik", StringComparison.Ordinal), Cancelled);
        Assert.Empty(await site.RoutesAsync());
    }

    [Fact]
    public void A_routed_canary_has_as_many_pods_as_its_part_of_the_load_needs() =>
        Assert.Equal(["1/4 5", "2/4 50"], CanaryStep.Routed([5, 50], 4).Select(step => FormattableString.Invariant($"{step.Canary}/{step.Stable} {step.Share}")));

    private static async Task<DeploymentPlan> RoutedPlanAsync(RolloutSite site, PlanRoute expected, params int[] weights)
    {
        var routes = await site.RoutesAsync();
        Assert.Equal([expected], routes);
        return await site.PlanAsync(DeploymentStrategy.Canary, weights) with { Routes = [.. routes] };
    }

    private Task<JsonObject> RouteAsync(RolloutSite site) => cluster.Api.GetAsync(site.Space.PathOf("apis/gateway.networking.k8s.io/v1", "httproutes", "front"), Cancelled);

    private async Task<string[]> NamesAsync(RolloutSite site, string version, string resource) =>
        [.. (await cluster.Api.GetAsync(site.Space.PathOf(version, resource), Cancelled))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)];
}
