using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Pods that run and are not ready: readiness probes that fail, probes on ports that nothing opens, readiness gates that nobody sets.</summary>
internal sealed class NotReady : IAnalyzer
{
    public const string Probe = "readiness-probe-fails";
    public const string Port = "probe-port-not-opened";
    public const string Gate = "readiness-gate-not-met";
    public const string Plain = "pod-not-ready";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod is { IsLive: true, Phase: "Running", IsReady: false }))
        {
            var waits = pod.Containers.Where(container => container is { IsRunning: true, IsReady: false } && (!container.IsInit || container.IsSidecar)).ToList();
            var gates = GatesOf(pod);
            foreach (var container in waits)
            {
                if (Told(scene, pod, container) is { } fault)
                {
                    yield return fault;
                }
            }

            if (waits.Count == 0 && gates.Count > 0 && pod.Containers.Where(container => !container.IsInit).All(container => container.IsReady))
            {
                yield return GateFault(scene, pod, gates);
            }
            else if (waits.Count == 0 && pod.Object.Condition("Ready").TextAt("status") == "False" && pod.Containers.All(container => container.WaitingReason is null && container.Ended is null))
            {
                var condition = pod.Object.Condition("Ready");
                yield return new(Plain, Severity.Error, FaultRole.Symptom, pod.Object, $"Pod {pod.Object.Name} is Running and not Ready: {condition.TextAt("reason") ?? "no reason given"}{Quote.After(condition.TextAt("message"))}.")
                {
                    PointsAt = [.. scene.Find("Node", "", pod.NodeName) is { } node ? (IEnumerable<KubeObject>)[node] : []],
                    Likeness = condition.TextAt("reason") ?? "",
                };
            }
        }
    }

    private static Fault? Told(Scene scene, PodFacts pod, ContainerFacts container)
    {
        var failed = scene.EventsOf(pod.Object).FirstOrDefault(line => line.Reason is "Unhealthy" or "ProbeWarning" or "ProbeError" && (line.Says("Readiness probe") || line.Says("Startup probe")) && IsOf(line, container));
        var name = failed?.Says("Startup") is true || (failed is null && container.Status.FlagAt("started") is false && container.Spec.MapAt("startupProbe") is not null) ? "startupProbe" : "readinessProbe";
        var probe = container.Spec.MapAt(name);
        var grace = ProbeWords.Grace(container.Spec.MapAt("startupProbe")) + ProbeWords.Grace(container.Spec.MapAt("readinessProbe")) + TimeSpan.FromSeconds(30);
        if (!scene.IsOlder(container.RunningSince ?? pod.Since, grace) || probe is null && failed is null)
        {
            return null;
        }

        var open = container.Ports.ToList();
        var asked = ProbeWords.PortOf(probe);
        var wrong = asked is not null && open.Count > 0 && !PortNames.Opens(open, asked);
        var since = scene.Age(container.RunningSince) is { } age ? string.Create(CultureInfo.InvariantCulture, $" for {age.TotalMinutes:0} min") : "";
        var words = new LastWords(failed is null ? "" : Quote.Of(failed.Message), failed?.Message ?? "", "event Unhealthy");
        var log = scene.LogOf(pod, container);
        var missing = wrong ? PortNames.Mismatch(open, asked!) : "";
        return new(wrong ? Port : Probe, Severity.Error, FaultRole.Failure, pod.Object,
            $"Container {container.Name} of pod {pod.Object.Name} has been running{since} and is not Ready: its {name} ({ProbeWords.Of(probe)}) fails{(failed is null ? "" : $": {words.Text}")}.{missing}{Status(failed)}{ImageHistory.Before(scene, pod, container)}")
        {
            Path = $"{container.Path}.{name}",
            Evidence = [.. failed is null ? (IEnumerable<Evidence>)[] : [new(pod.Object.Id, "event Unhealthy", words.Text)], .. log is null ? (IEnumerable<Evidence>)[] : [new(pod.Object.Id, "log", Quote.Tail(string.Join('\n', log.Lines.TakeLast(10))))]],
            PointsAt = [.. words.ServicesNamed(scene, pod), .. wrong || !MayComeFromOthers(failed) ? [] : LastWords.ServicesNeeded(scene, pod)],
            Likeness = $"{container.Name} {name} {wrong}",
            FixHint = wrong ? $"Let the {name} ask for the port that the process listens on." : $"Correct the {name}'s path and port, or what makes the process answer so.",
        };
    }

    /// <summary>A process that answers with a server error, or not in time, may only pass on what it gets itself.</summary>
    private static bool MayComeFromOthers(EventLine? failed) => failed is null || failed.Says("statuscode: 5") || failed.Says("timeout") || failed.Says("deadline exceeded") || failed.Says("NOT_SERVING");

    private static string Status(EventLine? failed) =>
        failed is null ? "" : failed.Says("statuscode: 404") ? " The path does not exist (404)."
            : failed.Says("statuscode: 401") || failed.Says("statuscode: 403") ? " The path asks for credentials, which a probe does not have."
            : failed.Says("connection refused") ? " Nothing listens on that port." : "";

    private static List<string> GatesOf(PodFacts pod) =>
        [.. pod.Object.Spec.MapsAt("readinessGates").Select(gate => gate.TextAt("conditionType")).OfType<string>().Where(type => pod.Object.Condition(type).TextAt("status") != "True")];

    private static Fault GateFault(Scene scene, PodFacts pod, List<string> gates)
    {
        var condition = pod.Object.Condition(gates[0]);
        var state = condition is null ? "has not been set by its controller" : $"is {condition.TextAt("status")}{Quote.After(condition.TextAt("message") ?? condition.TextAt("reason"))}";
        return new(Gate, scene.IsOlder(pod.Since, TimeSpan.FromMinutes(5)) ? Severity.Error : Severity.Info, FaultRole.Failure, pod.Object,
            $"Pod {pod.Object.Name} has all containers ready and is not Ready: ReadinessGatesNotReady, the readiness gate {string.Join(", ", gates)} {state}.")
        {
            Path = "spec.readinessGates",
            Evidence = [new(pod.Object.Id, $"status.conditions[{gates[0]}]", condition?.TextAt("status") ?? "missing")],
            Likeness = string.Join(',', gates),
            FixHint = "Look at the controller that sets this condition (a load balancer controller, mostly); without it the pod never becomes Ready.",
        };
    }

    private static bool IsOf(EventLine line, ContainerFacts container) =>
        line.Source.Body.MapAt("involvedObject").TextAt("fieldPath") is not { } path || path.Contains($"{{{container.Name}}}", StringComparison.Ordinal);
}
