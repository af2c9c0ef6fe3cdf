using System.Globalization;
using System.Net;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Services by what they are: external names that lead nowhere, load balancers that are not made, services without a selector, events of their controllers.</summary>
internal sealed class ServiceShapes : IAnalyzer
{
    public const string External = "external-name-broken";
    public const string Pending = "load-balancer-pending";
    public const string Manual = "service-without-selector-or-endpoints";
    public const string Local = "local-traffic-policy-without-endpoints";
    public const string Said = "service-controller-failed";
    public const string Slice = "endpoints-missing-ready-pods";

    private static readonly string[] Failures = ["SyncLoadBalancerFailed", "FailedToCreateEndpoint", "FailedToUpdateEndpoint", "FailedToUpdateEndpointSlices", "ClusterIPNotAllocated", "ClusterIPOutOfRange", "PortNotAllocated", "PortOutOfRange", "CreatingLoadBalancerFailed", "AllocationFailed", "ListLoadBalancerFailed"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        var slices = scene.Of("EndpointSlice").ToLookup(slice => (slice.Namespace, slice.Labels.GetValueOrDefault("kubernetes.io/service-name") ?? ""));
        foreach (var service in scene.Of("Service").Where(each => each.DeletedAt is null))
        {
            var type = service.Spec.TextAt("type") ?? "ClusterIP";
            var fault = type == "ExternalName" ? ExternalName(scene, service)
                : type == "LoadBalancer" ? Balancer(scene, service) : null;
            fault ??= Sayings(scene, service) ?? WithoutSelector(scene, service, type, slices) ?? Endpoints(scene, service, slices);
            if (fault is not null)
            {
                yield return fault;
            }
        }
    }

    private static Fault? ExternalName(Scene scene, KubeObject service)
    {
        var host = service.Spec.TextAt("externalName") ?? "";
        if (IPAddress.TryParse(host, out _))
        {
            return Broken(service, $"has the IP address {host} as externalName, which DNS treats as a name made of digits: it does not resolve.", "Use a service without selector and an EndpointSlice with the address.", []);
        }

        var seen = new List<KubeObject> { service };
        for (var at = service; References.InClusterService(at.Spec.TextAt("externalName") ?? "", at.Namespace) is var (name, place) && (at.Spec.TextAt("externalName") ?? "").Contains(".svc", StringComparison.Ordinal);)
        {
            var next = scene.Find("Service", place, name);
            if (next is null)
            {
                return scene.Lacks("Service", place, name)
                    ? Broken(service, $"has externalName {host}, but Service {name} does not exist (not found) in namespace {place}.", "Correct externalName, or create that service.", []) : null;
            }

            if (seen.Contains(next))
            {
                return Broken(service, $"has externalName {host}, which leads back to itself ({string.Join(" → ", seen.Append(next).Select(each => $"{each.Namespace}/{each.Name}"))}): a loop that DNS cannot resolve.", "Let externalName name the real target.", [.. seen.Skip(1)]);
            }

            seen.Add(next);
            if (next.Spec.TextAt("type") != "ExternalName")
            {
                break;
            }

            at = next;
        }

        return null;
    }

    private static Fault Broken(KubeObject service, string words, string cure, IReadOnlyList<KubeObject> also) =>
        new(External, Severity.Error, FaultRole.Cause, service, $"Service {service.Name} (type ExternalName) {words}") { Path = "spec.externalName", Also = [.. also], Breaks = true, FixHint = cure };

    private static Fault? Balancer(Scene scene, KubeObject service)
    {
        if (service.Status is null || service.Status.ItemsAt("loadBalancer", "ingress").Count > 0 || !scene.IsOlder(service.CreatedAt, TimeSpan.FromMinutes(5)))
        {
            return null;
        }

        var said = scene.EventsOf(service).FirstOrDefault(line => line.IsWarning);
        return new(Pending, Severity.Error, FaultRole.Failure, service, $"Service {service.Name} (type LoadBalancer) has no address: EXTERNAL-IP is pending (status.loadBalancer is empty){(said is null ? "; no controller has said why, and perhaps none makes load balancers here" : $": {said.Reason}{Quote.After(said.Message)}")}.")
        {
            Path = "status.loadBalancer",
            Evidence = said is null ? [] : [new(service.Id, $"event {said.Reason}", Quote.Of(said.Message))],
            Breaks = false,
            FixHint = "Look at the cloud's or the network's load balancer controller; quota, subnets and annotations are the usual reasons.",
        };
    }

    private static Fault? Sayings(Scene scene, KubeObject service)
    {
        var said = scene.EventOf(service, Failures);
        return said is null || !scene.IsRecent(said.Last, TimeSpan.FromHours(1)) ? null : new(Said, Severity.Error, FaultRole.Failure, service, $"Service {service.Name}: {said.Reason}{Quote.After(said.Message)}.")
        {
            Path = "spec",
            Breaks = false,
            FixHint = "Read the controller's message.",
        };
    }

    private static Fault? WithoutSelector(Scene scene, KubeObject service, string type, ILookup<(string, string), KubeObject> slices)
    {
        if (type == "ExternalName" || Scene.SelectorOf(service) is not null || (service.Namespace == "default" && service.Name == "kubernetes") || !scene.Knows("EndpointSlice") && !scene.Knows("Endpoints"))
        {
            return null;
        }

        var has = slices[(service.Namespace, service.Name)].Any(slice => slice.Body.ItemsAt("endpoints").Count > 0) || scene.Find("Endpoints", service.Namespace, service.Name)?.Body.ItemsAt("subsets").Count > 0;
        return has || service.Owners.Count > 0 ? null : new(Manual, Severity.Warning, FaultRole.Cause, service, $"Service {service.Name} has no selector, and no EndpointSlice or Endpoints gives it endpoints: it leads nowhere.")
        {
            Path = "spec.selector",
            Breaks = true,
            FixHint = "Add a selector, or an EndpointSlice with the label kubernetes.io/service-name.",
        };
    }

    private static Fault? Endpoints(Scene scene, KubeObject service, ILookup<(string, string), KubeObject> slices)
    {
        if (Scene.SelectorOf(service) is not { } selector || !scene.Knows("EndpointSlice"))
        {
            return null;
        }

        var ready = scene.Selected(service.Namespace, selector).Where(pod => pod is { IsLive: true, IsReady: true }).ToList();
        var own = slices[(service.Namespace, service.Name)].ToList();
        var addresses = own.SelectMany(slice => slice.Body.MapsAt("endpoints")).Count(endpoint => endpoint.FlagAt("conditions", "ready") is not false);
        if (ready.Count == 0 || addresses > 0 || !ready.TrueForAll(pod => scene.IsOlder(pod.Object.Condition("Ready").TimeAt("lastTransitionTime"), TimeSpan.FromMinutes(2))))
        {
            return null;
        }

        return new(Slice, Severity.Error, FaultRole.Symptom, service, string.Create(CultureInfo.InvariantCulture, $"Service {service.Name} has no endpoints in its EndpointSlice, though {ready.Count} ready pods match its selector {selector}."))
        {
            Path = "spec.ports",
            Also = [.. own],
            Breaks = true,
            FixHint = "Look at targetPort names first, then at the endpoint slice controller.",
        };
    }
}
