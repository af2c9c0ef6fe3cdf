using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Ports of services that their pods do not open.</summary>
internal sealed class ServicePorts : IAnalyzer
{
    public const string Named = "service-target-port-name-missing";
    public const string Number = "service-target-port-mismatch";

    private static readonly string[] Probes = ["readinessProbe", "livenessProbe", "startupProbe"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var service in scene.Of("Service"))
        {
            if (Scene.SelectorOf(service) is not { } selector)
            {
                continue;
            }

            var pods = scene.Selected(service.Namespace, selector).Where(pod => pod.IsLive).ToList();
            var specs = pods.Count > 0
                ? pods.DistinctBy(pod => pod.Workload).Select(pod => (pod.Object, Spec: pod.Object.Spec!)).ToList()
                : [.. scene.TemplatesIn[service.Namespace].Where(template => selector.Matches(template.Labels)).Select(template => (template.Source, template.Spec))];
            var at = 0;
            foreach (var port in service.Spec.MapsAt("ports"))
            {
                var path = $"spec.ports[{at++}].targetPort";
                foreach (var (source, spec) in specs)
                {
                    if (Told(scene, service, port, path, source, spec, pods) is { } fault)
                    {
                        yield return fault;
                        break;
                    }
                }
            }
        }
    }

    private static Fault? Told(Scene scene, KubeObject service, YamlMap port, string path, KubeObject source, YamlMap spec, List<PodFacts> pods)
    {
        var target = port.TextAt("targetPort") ?? port.TextAt("port") ?? "";
        var containers = spec.MapsAt("containers").Concat(spec.MapsAt("initContainers").Where(each => each.TextAt("restartPolicy") == "Always")).ToList();
        var open = containers.SelectMany(container => container.MapsAt("ports")).ToList();
        if (PortNames.Opens(open, target))
        {
            return null;
        }

        var workload = scene.Objects.WorkloadOf(source);
        var name = $"Service {service.Name} sends port {port.TextAt("port")}{(port.TextAt("name") is { } called ? $" ({called})" : "")} to targetPort {target}";
        if (!References.IsNumber(target))
        {
            return new(Named, Severity.Error, FaultRole.Cause, service, $"{name}, but no container of {workload.Kind} {workload.Name} has a port of that name; {Has(open)}. The service has no endpoints for it.")
            {
                Path = path,
                Evidence = [new(service.Id, path, target), new(source.Id, "spec.containers[].ports", Has(open))],
                Also = Slices(scene, service),
                Breaks = true,
                FixHint = "Name the container's port so, or let targetPort name one that exists.",
            };
        }

        // declared ports are only a statement, but together with the probes they tell what the process listens on
        var probed = containers.SelectMany(container => Probes.Select(probe => ProbeWords.PortOf(container.MapAt(probe))))
            .OfType<string>().Select(asked => References.IsNumber(asked) ? asked : open.Find(each => each.TextAt("name") == asked).TextAt("containerPort") ?? asked).Distinct(StringComparer.Ordinal).ToList();
        if (open.Count == 0 || probed.Contains(target, StringComparer.Ordinal) || containers.Exists(container => container.MapsAt("env").Any(variable => variable.TextAt("value") == target)))
        {
            return null;
        }

        var wrongForSure = probed.Count > 0 && pods.Exists(pod => pod.IsReady);
        return new(Number, wrongForSure ? Severity.Error : Severity.Warning, FaultRole.Cause, service, $"{name}, but the containers of {workload.Kind} {workload.Name} do not open port {target}; {Has(open)}{(probed.Count > 0 ? $", and its probes ask port {string.Join(", ", probed)}" : "")}. Connections to the service are refused.")
        {
            Path = path,
            Evidence = [new(service.Id, path, target), new(source.Id, "spec.containers[].ports", Has(open))],
            Also = Slices(scene, service),
            Breaks = true,
            FixHint = "Set targetPort to the port that the process listens on; better, to its name.",
        };
    }

    private static string Has(List<YamlMap> open) => open.Count == 0 ? "it declares no ports" : $"it has containerPort {PortNames.Words(open)}";

    private static ImmutableArray<KubeObject> Slices(Scene scene, KubeObject service) =>
        [.. scene.In("EndpointSlice", service.Namespace).Where(slice => slice.Labels.GetValueOrDefault("kubernetes.io/service-name") == service.Name)];
}
