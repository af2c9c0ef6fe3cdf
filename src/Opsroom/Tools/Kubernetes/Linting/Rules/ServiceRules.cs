using System.Globalization;
using System.Net;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Services: whom they reach, and who reaches them.</summary>
internal static class ServiceRules
{
    /// <summary>Annotations by which clouds keep a load balancer inside the network.</summary>
    private static readonly string[] Internal =
    [
        "service.beta.kubernetes.io/aws-load-balancer-internal", "service.beta.kubernetes.io/aws-load-balancer-scheme", "service.beta.kubernetes.io/azure-load-balancer-internal",
        "networking.gke.io/load-balancer-type", "cloud.google.com/load-balancer-type", "service.beta.kubernetes.io/oci-load-balancer-internal", "service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type",
        "service.beta.kubernetes.io/load-balancer-source-ranges", "service.beta.kubernetes.io/openstack-internal-load-balancer", "service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type",
    ];

    public static IEnumerable<LintRule> All { get; } =
    [
        OfServices("service-selects-nothing", Warning, "The selector of a service means pods of the manifest.", "kube-linter: dangling-service; kube-score: service-targets-pod", (each, report) =>
        {
            if (report.Manifest.HasPodsIn.Contains(each.Namespace) && LabelSelector.OfLabels(each.Spec["selector"].Node) is { } selector && !report.Manifest.Selected(selector, each.Namespace).Any())
            {
                report.Add(each.Spec["selector"], $"The selector ({selector}) means none of the pods in this manifest, so the service has no endpoints. Use the labels of their template.");
            }
        }),
        OfServices("service-target-port", Error, "Ports that a service names are named by the pods it means.", "kube-score; kube-linter", (each, report) => TargetPorts(each, report, named: true)),
        OfServices("service-undeclared-port", Warning, "Ports that a service gives by number are listed by the pods it means.", "kube-score; polaris", (each, report) => TargetPorts(each, report, named: false)),
        OfServices("service-port-name", Error, "Services of several ports name them, each differently.", "API validation", (each, report) =>
        {
            var ports = each.Spec["ports"].Items.ToList();
            var seen = new HashSet<string>(StringComparer.Ordinal);
            foreach (var port in ports.Count > 1 ? ports : [])
            {
                if (port["name"].Text is not { Length: > 0 } name)
                {
                    report.Add(port["name"], "With several ports each needs a name.");
                }
                else if (!seen.Add(name))
                {
                    report.Add(port["name"], $"Two ports are named {name}. Rename one.");
                }
            }
        }),
        OfServices("service-duplicate-port", Error, "No two ports of a service have the same number and protocol.", "API validation", (each, report) =>
        {
            var seen = new HashSet<(long, string)>();
            foreach (var port in each.Spec["ports"].Items)
            {
                if (port["port"].Number is { } number && !seen.Add((number, port["protocol"].Text ?? "TCP")))
                {
                    report.Add(port["port"], $"Port {number} is there twice; the API server refuses it. Change or remove one.");
                }
            }
        }),
        OfServices("invalid-service-port", Error, "Ports of services are from 1 to 65535.", "API validation", (each, report) =>
        {
            foreach (var port in each.Spec["ports"].Items)
            {
                ContainerRules.Range(port["port"], report);
                ContainerRules.Range(port["targetPort"], report);
            }
        }),
        OfServices("missing-service-ports", Error, "Services have ports, unless they are headless or a name.", "API validation", (each, report) =>
        {
            if (each.Spec.Exists && !each.Spec["ports"].Items.Any() && each.Spec["type"].Text != "ExternalName" && each.Spec["clusterIP"].Text != "None")
            {
                report.Add(each.Spec["ports"], "The service has no ports; the API server refuses it. List them.");
            }
        }),
        OfServices("external-name-missing", Error, "Services of type ExternalName have the name, and others have none.", "API validation", (each, report) =>
        {
            if (each.Spec["type"].Text == "ExternalName" && each.Spec["externalName"].Text is null or "")
            {
                report.Add(each.Spec["externalName"], "type ExternalName needs spec.externalName.");
            }
        }),
        OfServices("headless-type", Error, "A service without an address of its own is of type ClusterIP.", "API validation", (each, report) =>
        {
            if (each.Spec["clusterIP"].Text == "None" && each.Spec["type"].Text is "NodePort" or "LoadBalancer")
            {
                report.Add(each.Spec["clusterIP"], $"clusterIP None is not allowed with type {each.Spec["type"].Text}; the API server refuses it. Remove one.");
            }
        }),
        OfServices("node-port-range", Warning, "Node ports are in the range that clusters keep for them.", "Kubernetes: Service, type NodePort", (each, report) =>
        {
            foreach (var port in each.Spec["ports"].Items.Select(port => port["nodePort"]))
            {
                if (port.Number is { } number and not 0 and (< 30_000 or > 32_767))
                {
                    report.Add(port, $"{number} is outside 30000 to 32767, and refused unless the cluster was set up otherwise. Leave nodePort out.");
                }
            }
        }),
        OfServices("node-port-service", Warning, "Services are not opened on every node.", "kube-linter: exposed-services; kube-score: service-type", (each, report) =>
        {
            if (each.Spec["type"].Text == "NodePort")
            {
                report.Add(each.Spec["type"], "The service is reachable on every address of every node, past ingress and its TLS. Use ClusterIP behind an Ingress or a Gateway.", report.Fix(each.Spec["type"], "ClusterIP"));
            }
        }),
        OfServices("open-load-balancer", Warning, "Load balancers are internal, or say who may come in.", "kube-linter: exposed-services; CIS", (each, report) =>
        {
            if (each.Spec["type"].Text == "LoadBalancer" && !each.Spec["loadBalancerSourceRanges"].Items.Any() && !each.Source.Annotations.Keys.Any(key => Internal.Contains(key, StringComparer.Ordinal)))
            {
                report.Add(each.Spec["loadBalancerSourceRanges"], "The whole internet reaches this load balancer. Set loadBalancerSourceRanges, make it internal by your cloud's annotation, or use an Ingress.");
            }

            foreach (var range in each.Spec["type"].Text == "LoadBalancer" ? each.Spec["loadBalancerSourceRanges"].Items : [])
            {
                if (range.Text is "0.0.0.0/0" or "::/0")
                {
                    report.Add(range, "This range is the whole internet. Name the networks that need the service.");
                }
            }
        }),
        OfServices("external-ips", Warning, "Services do not take over addresses.", "CVE-2020-8554; CIS", (each, report) =>
        {
            if (each.Spec["externalIPs"].Items.Any())
            {
                report.Add(each.Spec["externalIPs"], "With externalIPs a service draws traffic meant for that address to itself. Use a load balancer.");
            }
        }),
        OfServices("external-name-internal", Warning, "No service is another name for localhost or an address.", "Kubernetes: Service, type ExternalName", (each, report) =>
        {
            if (each.Spec["externalName"] is { Text: { } name } field && (name is "localhost" || IPAddress.TryParse(name, out _)))
            {
                report.Add(field, $"externalName has to be a name in the DNS; {name} is none, and resolves nowhere. For an address, make a service without selector and an EndpointSlice.");
            }
        }),
    ];

    private static LintRule OfServices(string id, Severity severity, string summary, string source, Action<LintObject, LintReport> check) =>
        OfObjects(id, severity, summary, source, ["Service"], (each, report) =>
        {
            // Knative has services too
            if (each.Source.Group.Length == 0)
            {
                check(each, report);
            }
        });

    private static void TargetPorts(LintObject each, LintReport report, bool named)
    {
        var pods = report.Manifest.Selected(LabelSelector.OfLabels(each.Spec["selector"].Node), each.Namespace).ToList();
        if (pods.Count == 0)
        {
            return;
        }

        var ports = pods.SelectMany(pod => pod.Containers).SelectMany(container => container["ports"].Items).ToList();
        foreach (var port in each.Spec["ports"].Items)
        {
            var target = port["targetPort"].Exists ? port["targetPort"] : port["port"];
            if (target.Node is YamlScalar { Kind: ScalarKind.Text } name && !long.TryParse(name.Value, CultureInfo.InvariantCulture, out _))
            {
                if (named && !ports.Any(declared => declared["name"].Text == name.Value))
                {
                    report.Add(target, $"No container of the pods it means names a port {name.Value}, so the service reaches nothing there. Name the port, or give its number.");
                }
            }
            else if (!named && ports.Count > 0 && target.Number is { } number && !ports.Any(declared => declared["containerPort"].Number == number))
            {
                report.Add(target, $"The pods it means list {string.Join(", ", ports.Select(declared => declared["containerPort"].Text).Distinct(StringComparer.Ordinal))}, not {number}. Correct targetPort, or list the port.");
            }
        }
    }
}
