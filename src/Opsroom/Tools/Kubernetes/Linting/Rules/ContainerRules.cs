using System.Text.RegularExpressions;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Ports, environment, mounts and volumes of pods.</summary>
internal static partial class ContainerRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfContainers("invalid-port", Error, "Ports are from 1 to 65535.", "API validation", (container, report) =>
        {
            foreach (var port in container["ports"].Items.SelectMany(each => (Spot[])[each["containerPort"], each["hostPort"]]).Concat(ProbePorts(container)))
            {
                Range(port, report);
            }
        }),
        OfContainers("invalid-port-name", Error, "Names of ports have at most 15 lower-case letters, digits and dashes, and a letter among them.", "API validation: IANA service names", (container, report) =>
        {
            foreach (var name in container["ports"].Items.Select(each => each["name"]))
            {
                if (name.Text is { Length: > 0 } text && !IsPortName(text))
                {
                    report.Add(name, $"'{text}' is not a port's name: at most 15 lower-case letters, digits and single dashes, at least one letter.");
                }
            }
        }),
        OfPods("duplicate-port-name", Error, "No two ports of a pod have the same name.", "API validation; kube-score", (pods, report) =>
        {
            foreach (var container in pods.Containers)
            {
                var seen = new HashSet<string>(StringComparer.Ordinal);
                foreach (var name in container["ports"].Items.Select(each => each["name"]))
                {
                    if (name.Text is { } text && !seen.Add(text))
                    {
                        report.Add(name, $"Container {container.Name} names two ports {text}. Rename one.");
                    }
                }
            }
        }),
        OfPods("port-conflict", Warning, "No two containers of a pod listen on the same port.", "kube-score: container-ports-check", (pods, report) =>
        {
            var seen = new HashSet<(long, string)>();
            foreach (var port in pods.Running.SelectMany(container => container["ports"].Items))
            {
                if (port["containerPort"].Number is { } number && !seen.Add((number, port["protocol"].Text ?? "TCP")))
                {
                    report.Add(port["containerPort"], $"Port {number} is listed twice in the pod; its containers share one network, and only one can listen there.");
                }
            }
        }),
        OfContainers("ssh-port", Warning, "No container offers SSH.", "kube-linter: ssh-port", (container, report) =>
        {
            foreach (var port in container["ports"].Items.Where(each => each["containerPort"].Number == 22))
            {
                report.Add(port["containerPort"], $"Container {container.Name} listens on port 22. Use kubectl exec or debug, which are logged and controlled.");
            }
        }),
        OfContainers("invalid-env-name", Error, "Environment variables have a name without = and control characters.", "API validation", (container, report) =>
        {
            foreach (var name in container["env"].Items.Select(each => each["name"]))
            {
                if (name.Text is { } text && !EnvName().IsMatch(text))
                {
                    report.Add(name, "This is not the name of an environment variable: letters, digits, underscores, dashes and dots, not starting with a digit.");
                }
            }
        }),
        OfContainers("env-value-and-source", Error, "An environment variable has a value or a source, not both.", "API validation; kube-linter: env-var-value-from", (container, report) =>
        {
            foreach (var each in container["env"].Items.Where(each => each["value"].Text is { Length: > 0 } && each["valueFrom"].Exists))
            {
                report.Add(each["valueFrom"], $"{each["name"].Text} has a value and valueFrom; the API server refuses it. Remove one.");
            }
        }),
        OfContainers("mount-without-volume", Error, "What is mounted is a volume of the pod.", "API validation; kube-linter", (container, report) =>
        {
            foreach (var name in container["volumeMounts"].Items.Concat(container["volumeDevices"].Items).Select(each => each["name"]))
            {
                if (name.Text is { } text && !container.Pods.Volumes.Contains(text) && !container.Pods.Owner.Spec["volumeClaimTemplates"].Items.Any(claim => claim.At("metadata", "name").Text == text))
                {
                    var meant = Spelling.Nearest(text, container.Pods.Volumes);
                    report.Add(name, $"The pod has no volume {text}.{(meant is null ? " Add it under volumes." : $" Did you mean {meant}?")}", meant is null ? null : report.Fix(name, meant));
                }
            }
        }),
        OfPods("unused-volume", Info, "Every volume is mounted by a container.", "kube-score, datree", (pods, report) =>
        {
            var used = pods.Containers.SelectMany(each => each["volumeMounts"].Items.Concat(each["volumeDevices"].Items)).Concat(pods.Spec["ephemeralContainers"].Items.SelectMany(each => each["volumeMounts"].Items))
                .Select(mount => mount["name"].Text).ToHashSet(StringComparer.Ordinal);
            foreach (var name in pods.Spec["volumes"].Items.Select(each => each["name"]))
            {
                if (name.Text is { } text && !used.Contains(text))
                {
                    report.Add(name, $"No container mounts the volume {text}. Mount it, or remove it: it still has to be there for the pod to start.");
                }
            }
        }),
        OfPods("volume-source", Error, "A volume has exactly one source.", "API validation", (pods, report) =>
        {
            foreach (var volume in pods.Spec["volumes"].Items.Where(each => each.Map is not null))
            {
                var sources = volume.Entries.Where(entry => entry.Key.Value != "name").Select(entry => entry.Key.Value).ToList();
                if (sources.Count > 1)
                {
                    report.Add(volume, $"The volume {volume["name"].Text} has several sources ({string.Join(", ", sources)}); the API server refuses it. Keep one.");
                }
            }
        }),
        OfContainers("invalid-mount-path", Error, "Mount paths are there and hold no colon; sub-paths stay inside their volume.", "API validation", (container, report) =>
        {
            foreach (var mount in container["volumeMounts"].Items)
            {
                if (mount["mountPath"].Text is { } path && path.Contains(':', StringComparison.Ordinal))
                {
                    report.Add(mount["mountPath"], "A mount path cannot have a colon in it; the API server refuses it.");
                }

                if (mount["subPath"].Text is { } inner && (inner.StartsWith('/') || inner.Split('/').Contains("..", StringComparer.Ordinal)))
                {
                    report.Add(mount["subPath"], "subPath has to stay inside the volume: relative, without '..'.");
                }
            }
        }),
        OfPods("init-only-pod", Error, "A pod has at least one container that is not an init container.", "API validation", (pods, report) =>
        {
            if (pods.Containers.Count > 0 && pods.Containers.All(each => each.IsInit))
            {
                report.Add(pods.Spec["containers"], "The pod has init containers only. Put what it is to run under containers.");
            }
        }),
        OfContainers("command-with-blanks", Warning, "Commands are lists of words, not one line with blanks.", "Kubernetes: define a command", (container, report) =>
        {
            if (container["command"] is { Node: Yaml.YamlList { Items.Count: 1 } } command && command.Items.First().Text is { } line && line.Trim().Contains(' ', StringComparison.Ordinal))
            {
                report.Add(command.Items.First(), "The whole line is taken as the name of one program. Give each word its own item, or start a shell: [sh, -c, …].");
            }
        }),
    ];

    public static bool IsPortName(string text) => text.Length <= 15 && PortName().IsMatch(text) && text.Any(char.IsAsciiLetter) && !text.Contains("--", StringComparison.Ordinal);

    public static void Range(Spot port, LintReport report)
    {
        if (port.Number is { } number and (< 1 or > 65535))
        {
            report.Add(port, $"{number} is not a port. Ports are from 1 to 65535.");
        }
    }

    private static IEnumerable<Spot> ProbePorts(LintContainer container) => ((string[])["livenessProbe", "readinessProbe", "startupProbe"])
        .Select(name => container[name]).SelectMany(probe => (Spot[])[probe.At("httpGet", "port"), probe.At("tcpSocket", "port"), probe.At("grpc", "port")]);

    [GeneratedRegex("^[a-z0-9]([-a-z0-9]*[a-z0-9])?\\z", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex PortName();

    [GeneratedRegex("^[-._a-zA-Z][-._a-zA-Z0-9]*\\z", RegexOptions.NonBacktracking)]
    private static partial Regex EnvName();
}
