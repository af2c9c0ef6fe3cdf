using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Ingresses: their class, backends, ports, certificates, and hosts that two of them claim.</summary>
internal sealed class Ingresses : IAnalyzer
{
    public const string Class = "ingress-class-missing";
    public const string Backend = "ingress-backend-missing";
    public const string Port = "ingress-backend-port-missing";
    public const string Tls = "ingress-tls-secret-missing";
    public const string Conflict = "ingress-host-conflict";
    public const string Empty = "ingress-backend-without-endpoints";

    private static readonly string[] TlsKeys = ["tls.crt", "tls.key"];

    public IEnumerable<Fault> Look(Scene scene) =>
        scene.Of("Ingress").Where(each => each.DeletedAt is null).SelectMany(each => One(scene, each).OfType<Fault>()).Concat(Conflicts(scene));

    private static IEnumerable<Fault?> One(Scene scene, KubeObject ingress)
    {
        yield return ClassFault(scene, ingress);
        foreach (var backend in References.BackendsOf(ingress))
        {
            yield return BackendFault(scene, ingress, backend);
        }

        var at = 0;
        foreach (var tls in ingress.Spec.MapsAt("tls"))
        {
            yield return TlsFault(scene, ingress, tls, $"spec.tls[{at++}].secretName");
        }
    }

    private static Fault? ClassFault(Scene scene, KubeObject ingress)
    {
        var name = ingress.Spec.TextAt("ingressClassName") ?? ingress.Annotations.GetValueOrDefault("kubernetes.io/ingress.class");
        if (!scene.Knows("IngressClass"))
        {
            return null;
        }

        var classes = scene.Of("IngressClass").Select(each => each.Name).ToList();
        if (name is null)
        {
            var hasDefault = scene.Of("IngressClass").Any(each => each.Annotations.GetValueOrDefault("ingressclass.kubernetes.io/is-default-class") == "true");
            return hasDefault || ingress.Status.ItemsAt("loadBalancer", "ingress").Count > 0 ? null : new(Class, Severity.Error, FaultRole.Cause, ingress,
                $"Ingress {ingress.Name} has no ingressClassName, and no IngressClass is the default one (classes: {Quote.Names(classes)}): no controller handles it, and it gets no address.")
            { Path = "spec.ingressClassName", Breaks = true, FixHint = "Set spec.ingressClassName." };
        }

        // the annotation is older than classes, and controllers take it without one
        if (classes.Contains(name, StringComparer.Ordinal) || ingress.Spec.TextAt("ingressClassName") is null && ingress.Status.ItemsAt("loadBalancer", "ingress").Count > 0)
        {
            return null;
        }

        return new(Class, Severity.Error, FaultRole.Cause, ingress, $"Ingress {ingress.Name} asks for IngressClass {name}, which does not exist (not found; classes: {Quote.Names(classes)}): no controller handles it, and it gets no address.")
        {
            Path = "spec.ingressClassName",
            Evidence = [new(ingress.Id, "spec.ingressClassName", name)],
            Breaks = true,
            FixHint = $"Set spec.ingressClassName to {(classes.Count == 1 ? classes[0] : "a class that exists")}.",
        };
    }

    private static Fault? BackendFault(Scene scene, KubeObject ingress, ServiceBackend backend)
    {
        if (scene.Find("Service", ingress.Namespace, backend.Service) is not { } service)
        {
            return !scene.Lacks("Service", ingress.Namespace, backend.Service) ? null : new(Backend, Severity.Error, FaultRole.Cause, ingress,
                $"Ingress {ingress.Name} sends {backend.Where} to Service {backend.Service}, which does not exist (not found) in namespace {ingress.Namespace}{Elsewhere(scene, backend, ingress.Namespace)}. Requests are answered with 503 or 404.")
            {
                Path = backend.Path,
                Evidence = [new(ingress.Id, backend.Path, backend.Service)],
                Breaks = true,
                FixHint = "Correct the service's name, or create the service in the ingress's namespace.",
            };
        }

        var ports = service.Spec.MapsAt("ports").ToList();
        if (backend.Port is { } port && service.Spec.TextAt("type") != "ExternalName" && !ports.Exists(each => each.TextAt("name") == port || each.TextAt("port") == port))
        {
            return new(Port, Severity.Error, FaultRole.Cause, ingress, $"Ingress {ingress.Name} sends {backend.Where} to port {port} of Service {backend.Service}, which has no such port; its ports are {Words(ports)}.{(ports.Exists(each => each.TextAt("targetPort") == port) ? $" {port} is its targetPort; an ingress names the service's own port." : "")}")
            {
                Path = backend.Path + ".port",
                Evidence = [new(ingress.Id, backend.Path, port), new(service.Id, "spec.ports", Words(ports))],
                PointsAt = [],
                Breaks = true,
                FixHint = $"Name a port that Service {backend.Service} has.",
            };
        }

        return Suffers(scene, service) ? new(Empty, Severity.Error, FaultRole.Symptom, ingress, $"Ingress {ingress.Name} sends {backend.Where} to Service {backend.Service}, which has no ready endpoints.") { Path = backend.Path } : null;
    }

    private static bool Suffers(Scene scene, KubeObject service)
    {
        if (Scene.SelectorOf(service) is not { } selector || !scene.Knows("Pod") || service.Spec.TextAt("type") == "ExternalName")
        {
            return false;
        }

        var pods = scene.Selected(service.Namespace, selector).Where(pod => pod.IsLive).ToList();
        var isIdle = pods.Count == 0 && scene.TemplatesIn[service.Namespace].Any(template => selector.Matches(template.Labels) && template.Source.Spec.NumberAt("replicas") == 0);
        return !isIdle && !pods.Exists(pod => pod.IsReady) && pods.TrueForAll(pod => scene.IsOlder(pod.Object.CreatedAt, TimeSpan.FromMinutes(3)));
    }

    private static Fault? TlsFault(Scene scene, KubeObject ingress, YamlMap tls, string path)
    {
        var name = tls.TextAt("secretName");
        var secret = scene.Find("Secret", ingress.Namespace, name);
        var hosts = Quote.Names(tls.TextsAt("hosts"), 3);
        if (secret is null)
        {
            return !scene.Lacks("Secret", ingress.Namespace, name) ? null : new(Tls, Severity.Error, FaultRole.Cause, ingress,
                $"Ingress {ingress.Name} takes the certificate for {hosts} from Secret {name}, which does not exist (not found) in namespace {ingress.Namespace}{PlacesOf(scene, "Secret", name!, ingress.Namespace)}. Clients get the controller's own certificate.")
            {
                Path = path,
                Evidence = [new(ingress.Id, path, name!)],
                PointsAt = [.. scene.In("Certificate", ingress.Namespace).Where(certificate => certificate.Spec.TextAt("secretName") == name)],
                FixHint = "Create the kubernetes.io/tls secret in the ingress's namespace, or let its issuer make it.",
            };
        }

        var missing = TlsKeys.Where(key => secret.Body.At("data") is not null && secret.Body.At("data", key) is null && secret.Body.At("stringData", key) is null).ToList();
        return missing.Count == 0 ? null : new(Tls, Severity.Error, FaultRole.Cause, ingress,
            $"Ingress {ingress.Name} takes the certificate for {hosts} from Secret {name}, which is of type {secret.Body.TextAt("type") ?? "Opaque"} and has no {string.Join(" and no ", missing)}.")
        { Path = path, Also = [secret], FixHint = "Give it a secret of type kubernetes.io/tls with tls.crt and tls.key." };
    }

    private static IEnumerable<Fault> Conflicts(Scene scene)
    {
        var claims = scene.Of("Ingress").Where(each => each.Annotations.GetValueOrDefault("nginx.ingress.kubernetes.io/canary") != "true")
            .SelectMany(ingress => ingress.Spec.MapsAt("rules").SelectMany(rule => rule.MapsAt("http", "paths").Select(path =>
                (Class: ingress.Spec.TextAt("ingressClassName") ?? ingress.Annotations.GetValueOrDefault("kubernetes.io/ingress.class"), Host: rule.TextAt("host") ?? "*", Path: path.TextAt("path") ?? "/", Type: path.TextAt("pathType"), ingress))));
        foreach (var same in claims.GroupBy(claim => (claim.Class, claim.Host, claim.Path, claim.Type)))
        {
            var rivals = same.Select(claim => claim.ingress).Distinct().OrderBy(ingress => ingress.CreatedAt).ToList();
            if (rivals.Count > 1)
            {
                yield return new(Conflict, Severity.Warning, FaultRole.Cause, rivals[^1], $"Ingress {rivals[^1].Namespace}/{rivals[^1].Name} claims host {same.Key.Host} and path {same.Key.Path}, which Ingress {rivals[0].Namespace}/{rivals[0].Name} already has: a conflict, only one of them is served.")
                {
                    Path = "spec.rules",
                    Also = [.. rivals.SkipLast(1)],
                    Breaks = true,
                    FixHint = "Give each ingress hosts or paths of its own.",
                };
            }
        }
    }

    private static string Elsewhere(Scene scene, ServiceBackend backend, string home) =>
        PlacesOf(scene, "Service", backend.Service, home) is { Length: > 0 } places ? places
        : Spelling.Nearest(backend.Service, scene.In("Service", home).Select(each => each.Name)) is { } near ? $"; there is a Service {near}" : "";

    private static string PlacesOf(Scene scene, string kind, string name, string home)
    {
        var places = scene.Of(kind).Where(each => each.Name == name && each.Namespace != home).Select(each => each.Namespace).ToList();
        return places.Count == 0 ? "" : $"; there is one in namespace {Quote.Names(places, 3)}";
    }

    private static string Words(List<YamlMap> ports) => Quote.Names(ports.Select(port => $"{port.TextAt("port")}{(port.TextAt("name") is { } name ? $" ({name})" : "")}"));
}
