using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Traffic;

/// <summary>How an object that leads requests divides them between a service and the one of its canary.</summary>
internal static class RouteShares
{
    public const string Ingress = "Ingress";
    public const string HttpRoute = "HTTPRoute";

    public const string IngressKind = "ingresses.networking.k8s.io";
    public const string HttpRouteKind = "httproutes.gateway.networking.k8s.io";

    public const string NginxCanary = "nginx.ingress.kubernetes.io/canary";
    public const string NginxWeight = "nginx.ingress.kubernetes.io/canary-weight";

    private const string OldClass = "kubernetes.io/ingress.class";

    /// <summary>What a service's canary, or an ingress's, is called.</summary>
    public static string CanaryOf(string name) => $"{name}-canary";

    /// <summary>Whether an ingress of the nginx controller leads to a service, by a path of its own.</summary>
    public static bool Leads(KubeObject ingress, string service) =>
        (ingress.Spec.TextAt("ingressClassName") ?? ingress.Annotations.GetValueOrDefault(OldClass))?.Contains("nginx", StringComparison.OrdinalIgnoreCase) is true
        && !ingress.Annotations.ContainsKey(NginxCanary) && PathsOf(ingress, service).Any();

    /// <summary>Whether a route that a gateway has accepted leads to a service, which then has all requests of the rules that name it.</summary>
    public static bool Divides(KubeObject route, string service) =>
        route.Status.MapsAt("parents").Any(parent => parent.MapsAt("conditions").Any(each => each.TextAt("type") == "Accepted" && each.TextAt("status") == "True"))
        && RulesOf(route, service).ToList() is { Count: > 0 } rules && rules.TrueForAll(rule => rule.ItemsAt("backendRefs").Count == 1);

    /// <summary>The percentage that the canary of a service has in a route; null where it is divided by somebody else.</summary>
    public static int? WeightIn(KubeObject route, string service)
    {
        var weights = RulesOf(route, service).Select(rule => rule.MapsAt("backendRefs").ToList()).Select(backends => backends switch
        {
            [_] => 0,
            [_, var canary] when canary.TextAt("name") == CanaryOf(service) => (int?)canary.NumberAt("weight"),
            _ => null,
        }).Distinct().ToList();
        return weights is [var only] ? only : null;
    }

    /// <summary>The rules of a route with a part of the requests for the canary.</summary>
    public static YamlList RulesWith(KubeObject route, string service, int weight) => new(route.Spec.MapsAt("rules").Select(rule =>
    {
        var own = rule.MapsAt("backendRefs").FirstOrDefault(backend => IsService(backend, service));
        if (own is null)
        {
            return rule;
        }

        var whole = new YamlMap();
        whole.Entries.AddRange(own.Entries.Where(entry => entry.Key.Value != "weight"));
        return rule.With("backendRefs", weight == 0 ? new YamlList([whole]) : new YamlList(
        [
            whole.With("weight", YamlScalar.Of(100 - weight)),
            whole.With("name", CanaryOf(service)).With("weight", YamlScalar.Of(weight)),
        ]));
    }));

    /// <summary>The ingress that takes a part of the requests of another one to the canary of a service.</summary>
    /// <param name="labels">Of the object, and its annotations.</param>
    public static KubeObject CanaryIngress(KubeObject ingress, string service, int weight, YamlMap labels, YamlMap annotations)
    {
        var rules = ingress.Spec.MapsAt("rules")
            .Select(rule => (Rule: rule, Paths: rule.MapsAt("http", "paths").Where(path => path.TextAt("backend", "service", "name") == service).ToList()))
            .Where(each => each.Paths.Count > 0)
            .Select(each => each.Rule.With("http", new YamlMap().Add("paths", new YamlList(each.Paths.Select(path => path.With(
                "backend", path.MapAt("backend").With("service", path.MapAt("backend", "service").With("name", CanaryOf(service)))))))));
        annotations.Add(NginxCanary, "true").Add(NginxWeight, weight.ToString(CultureInfo.InvariantCulture)).AddIfAny(OldClass, ingress.Annotations.GetValueOrDefault(OldClass));
        return new KubeObject(new YamlMap().Add("apiVersion", ingress.ApiVersion).Add("kind", Ingress)
            .Add("metadata", new YamlMap().Add("name", CanaryOf(ingress.Name)).Add("namespace", ingress.Namespace).Add("labels", labels).Add("annotations", annotations))
            .Add("spec", ingress.Spec.Only("ingressClassName").Add("rules", new YamlList(rules))));
    }

    /// <summary>The service of the canary's own pods, with the ports of another one.</summary>
    public static KubeObject CanaryService(KubeObject service, YamlMap selector, YamlMap labels, YamlMap annotations) => new(new YamlMap().Add("apiVersion", "v1").Add("kind", "Service")
        .Add("metadata", new YamlMap().Add("name", CanaryOf(service.Name)).Add("namespace", service.Namespace).Add("labels", labels).Add("annotations", annotations))
        .Add("spec", new YamlMap().Add("selector", selector).Add("ports", new YamlList(
            service.Spec.MapsAt("ports").Select(port => port.Only("name", "protocol", "appProtocol", "port", "targetPort"))))));

    private static IEnumerable<YamlMap> PathsOf(KubeObject ingress, string service) =>
        ingress.Spec.MapsAt("rules").SelectMany(rule => rule.MapsAt("http", "paths")).Where(path => path.TextAt("backend", "service", "name") == service);

    private static IEnumerable<YamlMap> RulesOf(KubeObject route, string service) =>
        route.Spec.MapsAt("rules").Where(rule => rule.MapsAt("backendRefs").Any(backend => IsService(backend, service)));

    private static bool IsService(YamlMap backend, string service) =>
        backend.TextAt("name") == service && (backend.TextAt("kind") ?? "Service") == "Service" && backend.TextAt("namespace") is null;
}
