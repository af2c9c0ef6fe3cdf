using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>A port of a service as something else asks for it.</summary>
internal sealed record ServiceBackend(string Service, string Namespace, string? Port, string Path, string Where);

/// <summary>What objects name.</summary>
internal static class References
{
    public static IEnumerable<string> ClaimsOf(KubeObject pod)
    {
        foreach (var volume in pod.Spec.MapsAt("volumes"))
        {
            if (volume.TextAt("persistentVolumeClaim", "claimName") is { } claim)
            {
                yield return claim;
            }
            else if (volume.At("ephemeral") is not null)
            {
                yield return $"{pod.Name}-{volume.TextAt("name")}";
            }
        }
    }

    /// <summary>Services that an ingress sends requests to; of <c>networking.k8s.io/v1</c> and of the versions before it.</summary>
    public static IEnumerable<ServiceBackend> BackendsOf(KubeObject ingress)
    {
        if (Backend(ingress.Spec.MapAt("defaultBackend") ?? ingress.Spec.MapAt("backend"), ingress.Namespace, "spec.defaultBackend", "the default backend") is { } fallback)
        {
            yield return fallback;
        }

        var rules = ingress.Spec.MapsAt("rules").ToList();
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var paths = rules[rule].MapsAt("http", "paths").ToList();
            for (var path = 0; path < paths.Count; path++)
            {
                var where = $"{rules[rule].TextAt("host") ?? "*"}{paths[path].TextAt("path") ?? "/"}";
                if (Backend(paths[path].MapAt("backend"), ingress.Namespace, $"spec.rules[{rule}].http.paths[{path}].backend", where) is { } backend)
                {
                    yield return backend;
                }
            }
        }
    }

    public static IEnumerable<ServiceBackend> RouteBackendsOf(KubeObject route)
    {
        var rules = route.Spec.MapsAt("rules").ToList();
        for (var rule = 0; rule < rules.Count; rule++)
        {
            var backends = rules[rule].MapsAt("backendRefs").ToList();
            for (var at = 0; at < backends.Count; at++)
            {
                if ((backends[at].TextAt("kind") ?? "Service") == "Service" && backends[at].TextAt("name") is { } name)
                {
                    yield return new(name, backends[at].TextAt("namespace") ?? route.Namespace, backends[at].TextAt("port"), $"spec.rules[{rule}].backendRefs[{at}]", $"rule {rule + 1}");
                }
            }
        }
    }

    /// <summary>The service that a host name means inside the cluster, or null for a name that may be anything.</summary>
    public static (string Name, string Namespace)? InClusterService(string host, string home)
    {
        var parts = host.TrimEnd('.').Split('.');
        return parts switch
        {
            [var name] => (name, home),
            [var name, var place, "svc", ..] => (name, place),
            // a pod of a headless service
            [_, var name, var place, "svc", ..] => (name, place),
            _ => null,
        };
    }

    public static bool IsNumber(string port) => int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out _);

    private static ServiceBackend? Backend(YamlMap? backend, string home, string path, string where)
    {
        if (backend.MapAt("service") is { } service)
        {
            return new(service.TextAt("name") ?? "", home, service.TextAt("port", "name") ?? service.TextAt("port", "number"), path + ".service", where);
        }

        return backend.TextAt("serviceName") is { } name ? new(name, home, backend.TextAt("servicePort"), path, where) : null;
    }
}
