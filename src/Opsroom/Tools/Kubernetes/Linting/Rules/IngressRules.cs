using System.Buffers;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Ingresses: what is open to the outside, and where it leads.</summary>
internal static class IngressRules
{
    private const string Current = "networking.k8s.io/v1";

    private static readonly SearchValues<char> OfExpressions = SearchValues.Create("()*|$^+");

    public static IEnumerable<LintRule> All { get; } =
    [
        Ingresses("ingress-without-tls", Warning, "Ingresses have TLS for their hosts.", "kube-score, polaris: tlsSettingsMissing; datree", (each, report) =>
        {
            var secured = each.Spec["tls"].Items.SelectMany(tls => tls["hosts"].Texts).ToList();
            if (!each.Spec["tls"].Items.Any())
            {
                report.Add(each.Spec["tls"], "Passwords and cookies go over the network in the clear. Add spec.tls with the hosts and a Secret.");
                return;
            }

            foreach (var host in each.Spec["rules"].Items.Select(rule => rule["host"]))
            {
                if (host.Text is { } name && secured.Count > 0 && !secured.Any(covered => Covers(covered, name)))
                {
                    report.Add(host, $"No entry of spec.tls covers {name}. Add it to the hosts of one.");
                }
            }
        }),
        Ingresses("ingress-without-host", Warning, "Rules of ingresses name their host.", "kube-score; nginx ingress: good practices", (each, report) =>
        {
            foreach (var rule in each.Spec["rules"].Items.Where(rule => rule["host"].Text is null or ""))
            {
                report.Add(rule["host"], "Without a host the rule answers for every name that leads here, other teams' included. Name the host.");
            }
        }),
        Ingresses("ingress-wildcard-host", Warning, "Rules of ingresses name one host each.", "kubescape; kyverno", (each, report) =>
        {
            foreach (var host in each.Spec["rules"].Items.Select(rule => rule["host"]))
            {
                if (host.Text is { } name && name.StartsWith('*'))
                {
                    report.Add(host, $"{name} answers for every name below it. Name the hosts that are served.");
                }
            }
        }),
        Ingresses("invalid-host", Error, "Hosts of ingresses are DNS names.", "API validation", (each, report) =>
        {
            foreach (var host in each.Spec["rules"].Items.Select(rule => rule["host"]).Concat(each.Spec["tls"].Items.SelectMany(tls => tls["hosts"].Items)))
            {
                if (host.Text is { Length: > 0 } name && !NamingRules.IsSubdomain(name.StartsWith("*.", StringComparison.Ordinal) ? name[2..] : name))
                {
                    report.Add(host, $"'{name}' is not a host: lower-case DNS name, without scheme, port and path; a wildcard only as the whole first part.");
                }
            }
        }),
        Ingresses("ingress-path", Error, "Paths of ingresses start with a slash.", "API validation", (each, report) =>
        {
            foreach (var path in Paths(each))
            {
                if (path["path"].Text is { } text ? !text.StartsWith('/') && path["pathType"].Text is "Exact" or "Prefix" : path["pathType"].Text is "Exact" or "Prefix")
                {
                    report.Add(path["path"], $"A path of type {path["pathType"].Text} has to start with a slash.");
                }
            }
        }),
        Ingresses("ingress-regex-path", Warning, "Regular expressions stand in paths that are read as such.", "ingress-nginx: path validation", (each, report) =>
        {
            foreach (var path in Paths(each))
            {
                if (path["path"].Text is { } text && path["pathType"].Text is "Exact" or "Prefix" && text.AsSpan().ContainsAny(OfExpressions))
                {
                    report.Add(path["path"], $"{path["pathType"].Text} takes this literally, or refuses it. For a regular expression use pathType: ImplementationSpecific.");
                }
            }
        }),
        Ingresses("ingress-backend", Error, "Backends of ingresses name a service or a resource, and a service's port by number or name.", "API validation", (each, report) =>
        {
            foreach (var backend in Backends(each).Where(_ => each.Source.ApiVersion == Current))
            {
                if (!backend["service"].Exists && !backend["resource"].Exists)
                {
                    report.Add(backend["service"], "The backend names neither service nor resource.");
                }
                else if (backend["service"] is { Exists: true } service && (service.At("port", "number").Exists == service.At("port", "name").Exists))
                {
                    report.Add(service["port"], "The port of the service has to be given by its number or by its name, one of them.");
                }
            }
        }),
        Ingresses("ingress-service-missing", Warning, "Services that an ingress leads to are there.", "kube-linter: dangling-ingress; kube-score: ingress-targets-service", (each, report) =>
        {
            foreach (var name in Backends(each).Select(backend => backend["service"].Exists ? backend.At("service", "name") : backend["serviceName"]))
            {
                if (name.Text is { Length: > 0 } text && report.Manifest.Knows("Service", each.Namespace) && report.Manifest.Find("Service", each.Namespace, text) is null)
                {
                    report.Add(name, $"There is no service {text} in the manifest{(each.Namespace.Length > 0 ? $" in {each.Namespace}" : "")}. Correct the name, or make sure that it is in the cluster.");
                }
            }
        }),
        Ingresses("ingress-service-port", Error, "Services that an ingress leads to have that port.", "kube-score: ingress-targets-service", (each, report) =>
        {
            foreach (var service in Backends(each).Select(backend => backend["service"]))
            {
                if (service["name"].Text is { } name && report.Manifest.Find("Service", each.Namespace, name) is { Source.Group: "" } found && found.Spec["type"].Text != "ExternalName")
                {
                    var (number, named) = (service.At("port", "number"), service.At("port", "name"));
                    var ports = found.Spec["ports"].Items.ToList();
                    if (number.Number is { } wanted && !ports.Any(port => port["port"].Number == wanted))
                    {
                        report.Add(number, $"The service {name} has no port {wanted}; it has {string.Join(", ", ports.Select(port => port["port"].Text))}. An ingress names the service's port, not the container's.");
                    }
                    else if (named.Text is { } text && !ports.Any(port => port["name"].Text == text))
                    {
                        report.Add(named, $"The service {name} has no port named {text}.");
                    }
                }
            }
        }),
        new("ingress-path-conflict", Warning, "No two ingresses have the same host and path.", "kube-score; ingress-nginx: admission", Conflicts),
        Ingresses("ingress-class", Info, "Ingresses say which controller they are for.", "Kubernetes: IngressClass", (each, report) =>
        {
            if (each.Source.ApiVersion == Current && !each.Spec["ingressClassName"].Exists && !each.Source.Annotations.ContainsKey("kubernetes.io/ingress.class"))
            {
                report.Add(each.Spec["ingressClassName"], "Without ingressClassName the cluster's default controller takes it, or none. Name the class.");
            }
        }),
        Ingresses("ingress-snippet", Warning, "No ingress brings configuration of its own for the proxy.", "CVE-2021-25742; ingress-nginx: allow-snippet-annotations", (each, report) =>
        {
            foreach (var (key, value) in each.Metadata["annotations"].Entries)
            {
                if (key.Value.StartsWith("nginx.ingress.kubernetes.io/", StringComparison.Ordinal) && key.Value.EndsWith("-snippet", StringComparison.Ordinal))
                {
                    report.Add(value, $"{key.Value} puts configuration into the proxy that all ingresses share, with which its Secrets can be read. Use the annotation made for the purpose.", place: key);
                }
            }
        }),
    ];

    private static LintRule Ingresses(string id, Severity severity, string summary, string source, Action<LintObject, LintReport> check) => OfObjects(id, severity, summary, source, ["Ingress"], check);

    private static IEnumerable<Spot> Paths(LintObject each) => each.Spec["rules"].Items.SelectMany(rule => rule.At("http", "paths").Items);

    private static IEnumerable<Spot> Backends(LintObject each) => Paths(each).Select(path => path["backend"]).Append(each.Spec["defaultBackend"]).Where(backend => backend.Map is not null);

    private static bool Covers(string certificate, string host) =>
        certificate == host || certificate.StartsWith("*.", StringComparison.Ordinal) && host.EndsWith(certificate[1..], StringComparison.Ordinal) && !host[..^(certificate.Length - 1)].Contains('.', StringComparison.Ordinal);

    private static void Conflicts(LintReport report)
    {
        var seen = new Dictionary<(string Class, string Host, string Path, string Type), LintObject>();
        foreach (var each in report.Manifest.Of("Ingress"))
        {
            foreach (var rule in each.Spec["rules"].Items)
            {
                foreach (var path in rule.At("http", "paths").Items)
                {
                    var key = (each.Spec["ingressClassName"].Text ?? "", rule["host"].Text ?? "", path["path"].Text ?? "/", path["pathType"].Text ?? "");
                    if (!seen.TryAdd(key, each))
                    {
                        report.Add(path["path"], $"{(key.Item2.Length == 0 ? "Every host" : key.Item2)} {key.Item3} is led by {seen[key].Source.Id} already; which of the two counts is up to the controller. Remove one.");
                    }
                }
            }
        }
    }
}
