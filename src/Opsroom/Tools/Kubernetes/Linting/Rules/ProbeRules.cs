using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>How the kubelet knows that a container works, and how it stops one.</summary>
internal static class ProbeRules
{
    private static readonly string[] Probes = ["livenessProbe", "readinessProbe", "startupProbe"];
    private static readonly string[] Handlers = ["exec", "httpGet", "tcpSocket", "grpc"];

    public static IEnumerable<LintRule> All { get; } =
    [
        OfContainers("missing-readiness-probe", Warning, "Containers that serve a port have a readiness probe.", "kube-linter: no-readiness-probe; kube-score, polaris", (container, report) => Missing(container, "readinessProbe", "it gets requests before it can answer them, and after it no longer can", report)),
        OfContainers("missing-liveness-probe", Warning, "Containers that serve a port have a liveness probe.", "kube-linter: no-liveness-probe; polaris, datree", (container, report) => Missing(container, "livenessProbe", "one that hangs is never restarted", report)),
        OfContainers("identical-probes", Warning, "Liveness and readiness do not ask the same: a container too busy to answer would be killed.", "kube-score: pod-probes-identical", (container, report) =>
        {
            if (container["livenessProbe"] is { Exists: true } liveness && container["readinessProbe"] is { Exists: true } readiness && Same(liveness.Node!, readiness.Node!))
            {
                report.Add(liveness, "The liveness probe is the readiness probe: at the moment in which the container should get no more requests it is killed as well. Give liveness another endpoint, or a larger failureThreshold.");
            }
        }),
        OfProbes("probe-handler", Error, "A probe asks in exactly one way.", "API validation", (container, probe, report) =>
        {
            var count = Handlers.Count(handler => probe[handler].Raw is not null);
            if (count != 1)
            {
                report.Add(probe, $"The {probe.Key} has {(count == 0 ? "no way to ask" : "several ways to ask")}. Give it one of {string.Join(", ", Handlers)}.");
            }
        }),
        OfProbes("probe-port", Error, "Probes ask ports that the container names.", "kube-linter: liveness-port, readiness-port, startup-port", (container, probe, report) =>
        {
            foreach (var port in (Spot[])[probe.At("httpGet", "port"), probe.At("tcpSocket", "port")])
            {
                if (port.Node is YamlScalar { Kind: ScalarKind.Text } name && !int.TryParse(name.Value, CultureInfo.InvariantCulture, out _) && !container["ports"].Items.Any(each => each["name"].Text == name.Value))
                {
                    report.Add(port, $"Container {container.Name} has no port named {name.Value}, so its {probe.Key} fails for ever. Name the port, or give its number.");
                }
            }
        }),
        OfProbes("probe-undeclared-port", Warning, "Ports that probes ask by number are listed.", "kube-linter: liveness-port, readiness-port, startup-port", (container, probe, report) =>
        {
            foreach (var port in (Spot[])[probe.At("httpGet", "port"), probe.At("tcpSocket", "port"), probe.At("grpc", "port")])
            {
                if (port is { Node: YamlScalar { Kind: ScalarKind.Number }, Number: { } number } && container.HasPorts && !container["ports"].Items.Any(each => each["containerPort"].Number == number)
                    && !container.Pods.Containers.Any(other => other["ports"].Items.Any(each => each["containerPort"].Number == number)))
                {
                    report.Add(port, $"The {probe.Key} asks port {number}, which container {container.Name} does not list. Check the number; if it is right, list it.");
                }
            }
        }),
        OfProbes("probe-threshold", Error, "Liveness and startup succeed at the first answer, and periods are positive.", "API validation", (container, probe, report) =>
        {
            if (probe.Key != "readinessProbe" && probe["successThreshold"] is { Number: not null and not 1 } threshold)
            {
                report.Add(threshold, $"successThreshold of a {probe.Key} has to be 1.", report.Fix(threshold, "1"));
            }

            foreach (var field in (string[])["periodSeconds", "timeoutSeconds", "failureThreshold", "initialDelaySeconds"])
            {
                if (probe[field] is { Number: < 0 } negative)
                {
                    report.Add(negative, $"{field} cannot be negative.");
                }
            }
        }),
        OfProbes("probe-timeout-over-period", Info, "A probe gives up before the next one is due.", "Kubernetes: configure probes", (container, probe, report) =>
        {
            if (probe["timeoutSeconds"] is { Number: { } timeout } place && timeout > (probe["periodSeconds"].Number ?? 10))
            {
                report.Add(place, $"timeoutSeconds ({timeout}) is longer than periodSeconds ({probe["periodSeconds"].Number ?? 10}): probes come later than their period says. Lower it, or raise the period.");
            }
        }),
        OfContainers("init-container-probe", Error, "Init containers that end have no probes and no lifecycle.", "API validation", (container, report) =>
        {
            foreach (var field in container.IsInit && !container.IsSidecar ? (string[])[.. Probes, "lifecycle"] : [])
            {
                if (container[field].Exists)
                {
                    report.Add(container[field], $"{field} is not allowed for an init container, unless its restartPolicy is Always. Remove it.");
                }
            }
        }),
        OfPods("grace-period-zero", Warning, "Pods have time to stop.", "Kubernetes: pod termination", (pods, report) =>
        {
            if (pods.Spec["terminationGracePeriodSeconds"] is { Number: 0 } period)
            {
                report.Add(period, "The pods are killed at once, without a chance to finish what they do; a stateful set may then run one twice. Remove it, or set the seconds that stopping takes.", report.Fix(period, "30"));
            }
        }),
        OfContainers("pre-stop-over-grace", Warning, "What runs before stopping ends before the pod is killed.", "Kubernetes: container lifecycle hooks", (container, report) =>
        {
            var grace = container.Pods.Spec["terminationGracePeriodSeconds"].Number ?? 30;
            var hook = container.Spot.At("lifecycle", "preStop");
            var seconds = hook.At("sleep", "seconds").Number ?? Sleep(hook.At("exec", "command"));
            if (seconds >= grace)
            {
                report.Add(hook, $"preStop sleeps {seconds} s, and after {grace} s the container is killed: it never gets its SIGTERM. Raise terminationGracePeriodSeconds above it.");
            }
        }),
        OfContainers("missing-pre-stop", Info, "Containers behind a service wait a moment before they stop, so that requests under way find another.", "learnk8s; kube-score", (container, report) =>
        {
            if (container is { IsInit: false, HasPorts: true } && container.Pods.Owner.Kind == "Deployment" && !container.Spot.At("lifecycle", "preStop").Exists)
            {
                report.Add(container.Spot.At("lifecycle", "preStop"), $"Container {container.Name} may stop before the last node has heard that it does; requests then fail. Let preStop sleep some seconds, unless the program waits by itself.");
            }
        }),
    ];

    private static LintRule OfProbes(string id, Severity severity, string summary, string source, Action<LintContainer, Spot, LintReport> check) => OfContainers(id, severity, summary, source, (container, report) =>
    {
        foreach (var name in Probes)
        {
            if (container[name] is { Map: not null } probe)
            {
                check(container, probe, report);
            }
        }
    });

    private static void Missing(LintContainer container, string probe, string otherwise, LintReport report)
    {
        if (container.HasPorts && container.Pods.IsLongRunning && (!container.IsInit || container.IsSidecar) && container[probe].Raw is null)
        {
            report.Add(container[probe], $"Container {container.Name} has no {probe}: {otherwise}. Add one.");
        }
    }

    private static long? Sleep(Spot command)
    {
        var words = command.Texts.SelectMany(text => text.Split([' ', ';', '&'], StringSplitOptions.RemoveEmptyEntries)).ToList();
        var at = words.FindIndex(word => word == "sleep" || word.EndsWith("/sleep", StringComparison.Ordinal));
        return at >= 0 && at + 1 < words.Count && long.TryParse(words[at + 1].TrimEnd('s'), CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
    }

    /// <summary>Whether two nodes say the same, in whatever order.</summary>
    private static bool Same(YamlNode left, YamlNode right) => (left, right) switch
    {
        (YamlScalar one, YamlScalar other) => one.Value == other.Value,
        (YamlList one, YamlList other) => one.Items.Count == other.Items.Count && one.Items.Zip(other.Items).All(pair => Same(pair.First, pair.Second)),
        (YamlMap one, YamlMap other) => one.Entries.Count == other.Entries.Count && one.Entries.All(entry => other.At(entry.Key.Value) is { } value && Same(entry.Value, value)),
        _ => false,
    };
}
