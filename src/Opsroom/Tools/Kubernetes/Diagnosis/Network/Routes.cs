using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Gateway API: routes whose parents or backends are missing or do not accept them.</summary>
internal sealed class Routes : IAnalyzer
{
    public const string Parent = "route-parent-missing";
    public const string Backend = "route-backend-missing";
    public const string Refused = "route-not-accepted";
    public const string Class = "gateway-class-missing";

    private static readonly string[] Kinds = ["HTTPRoute", "GRPCRoute", "TCPRoute", "TLSRoute", "UDPRoute"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var route in Kinds.SelectMany(scene.Of))
        {
            var at = 0;
            foreach (var parent in route.Spec.MapsAt("parentRefs"))
            {
                if (ParentFault(scene, route, parent, $"spec.parentRefs[{at++}]") is { } fault)
                {
                    yield return fault;
                }
            }

            foreach (var backend in References.RouteBackendsOf(route))
            {
                if (BackendFault(scene, route, backend) is { } fault)
                {
                    yield return fault;
                }
            }

            foreach (var condition in route.Status.MapsAt("parents").SelectMany(parent => parent.MapsAt("conditions")))
            {
                if (condition.TextAt("status") == "False" && condition.TextAt("type") is "Accepted" or "ResolvedRefs" or "Programmed" && scene.IsOlder(condition.TimeAt("lastTransitionTime"), TimeSpan.FromMinutes(1)) && condition.TextAt("status") == "False")
                {
                    yield return new(Refused, Severity.Error, FaultRole.Failure, route, $"{route.Kind} {route.Name}: {condition.TextAt("type")} is False ({condition.TextAt("reason")}{Quote.After(condition.TextAt("message"))}).")
                    {
                        Path = "status.parents",
                        Evidence = [new(route.Id, $"status.parents[].conditions[{condition.TextAt("type")}]", $"{condition.TextAt("reason")}{Quote.After(condition.TextAt("message"))}")],
                        FixHint = "Correct what the gateway's controller names; routes to other namespaces need a ReferenceGrant, and listeners must allow the route's namespace.",
                    };
                }
            }
        }

        foreach (var gateway in scene.Of("Gateway"))
        {
            var name = gateway.Spec.TextAt("gatewayClassName");
            if (scene.Lacks("GatewayClass", "", name))
            {
                yield return new(Class, Severity.Error, FaultRole.Cause, gateway, $"Gateway {gateway.Name} asks for GatewayClass {name}, which does not exist (not found; there is {Quote.Names(scene.Of("GatewayClass").Select(each => each.Name))}): no controller handles it.")
                { Path = "spec.gatewayClassName", Breaks = true, Explains = [Cluster.Conditions.Rule, Refused], FixHint = "Name a gateway class that exists." };
            }
        }
    }

    private static Fault? ParentFault(Scene scene, KubeObject route, YamlMap parent, string path)
    {
        var (kind, place, name) = (parent.TextAt("kind") ?? "Gateway", parent.TextAt("namespace") ?? route.Namespace, parent.TextAt("name"));
        if (scene.Find(kind, place, name) is not { } gateway)
        {
            return !scene.Lacks(kind, place, name) ? null : new(Parent, Severity.Error, FaultRole.Cause, route, $"{route.Kind} {route.Name} belongs to {kind} {name}, which does not exist (not found) in namespace {place}.")
            { Path = path, Breaks = true, Explains = [Refused], FixHint = "Correct parentRefs." };
        }

        var listeners = gateway.Spec.MapsAt("listeners").ToList();
        return parent.TextAt("sectionName") is not { } section || listeners.Exists(listener => listener.TextAt("name") == section) ? null
            : new(Parent, Severity.Error, FaultRole.Cause, route, $"{route.Kind} {route.Name} names the listener {section} (sectionName) of Gateway {name}, which has only {Quote.Names(listeners.Select(listener => listener.TextAt("name") ?? ""))}.")
            { Path = path + ".sectionName", Also = [gateway], Breaks = true, Explains = [Refused], FixHint = "Correct sectionName." };
    }

    private static Fault? BackendFault(Scene scene, KubeObject route, ServiceBackend backend)
    {
        if (scene.Find("Service", backend.Namespace, backend.Service) is not { } service)
        {
            return !scene.Lacks("Service", backend.Namespace, backend.Service) ? null : new(Backend, Severity.Error, FaultRole.Cause, route, $"{route.Kind} {route.Name} sends {backend.Where} to Service {backend.Service}, which does not exist (not found) in namespace {backend.Namespace}.")
            { Path = backend.Path, Breaks = true, Explains = [Refused], FixHint = "Correct backendRefs, or create the service." };
        }

        var ports = service.Spec.MapsAt("ports").Select(port => port.TextAt("port") ?? "").ToList();
        if (backend.Port is { } port && !ports.Contains(port, StringComparer.Ordinal))
        {
            return new(Backend, Severity.Error, FaultRole.Cause, route, $"{route.Kind} {route.Name} sends {backend.Where} to port {port} of Service {backend.Service}, which has no such port; its ports are {Quote.Names(ports)}.")
            { Path = backend.Path + ".port", Breaks = true, Explains = [Refused], FixHint = "Name a port of the service." };
        }

        var isGranted = backend.Namespace == route.Namespace || !scene.Knows("ReferenceGrant") || scene.In("ReferenceGrant", backend.Namespace).Any(grant =>
            grant.Spec.MapsAt("from").Any(from => from.TextAt("namespace") == route.Namespace && from.TextAt("kind") == route.Kind));
        return isGranted ? null : new(Backend, Severity.Error, FaultRole.Cause, route, $"{route.Kind} {route.Name} sends {backend.Where} to Service {backend.Service} of namespace {backend.Namespace}, which has no ReferenceGrant for routes of namespace {route.Namespace} (RefNotPermitted).")
        { Path = backend.Path, Breaks = true, Explains = [Refused], FixHint = $"Create a ReferenceGrant in namespace {backend.Namespace}." };
    }
}
