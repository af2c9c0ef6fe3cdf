using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Containers that end and are started again: out of memory, killed by a probe, or by themselves, with their exit code and last words.</summary>
internal sealed class Crashes : IAnalyzer
{
    public const string Crash = "container-crash-loop";
    public const string OutOfMemory = "container-oom-killed";
    public const string Killed = "liveness-probe-kills";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod.IsLive))
        {
            foreach (var container in pod.Containers)
            {
                if (SeverityOf(scene, pod, container) is { } severity && container.LastEnding is var ending && !IsToldOtherwise(ending))
                {
                    yield return Told(scene, pod, container, ending, severity);
                }
            }
        }
    }

    /// <summary>Whether it crashes now: what happened long ago, and has not again, is over.</summary>
    private static Severity? SeverityOf(Scene scene, PodFacts pod, ContainerFacts container)
    {
        if (container.WaitingReason == "CrashLoopBackOff")
        {
            return Severity.Error;
        }

        var ended = container.Ended;
        if (ended is { ExitCode: not 0 } && !(container.IsInit && pod.Containers.Any(each => each.IsRunning && !each.IsInit)))
        {
            return pod.Workload.Kind is "Job" or "CronJob" || pod.Object.Spec.TextAt("restartPolicy") == "Never" ? Severity.Warning : Severity.Error;
        }

        if (container.EndedBefore is not { } before || container.Restarts == 0 || before.Reason == "Completed" || (container.IsInit && !container.IsSidecar && container.Ended is { ExitCode: 0 }))
        {
            return null;
        }

        return !container.IsReady && container.Restarts >= 2 && scene.IsRecent(before.FinishedAt, TimeSpan.FromMinutes(30)) ? Severity.Error
            : container.Restarts >= 3 && scene.IsRecent(before.FinishedAt, TimeSpan.FromHours(1)) ? Severity.Error
            : scene.IsRecent(before.FinishedAt, TimeSpan.FromMinutes(15)) ? Severity.Warning
            : null;
    }

    private static bool IsToldOtherwise(Ending? ending) => ending?.Reason is "StartError" or "ContainerCannotRun";

    private static Fault Told(Scene scene, PodFacts pod, ContainerFacts container, Ending? ending, Severity severity)
    {
        var words = LastWords.Of(scene, pod, container);
        var where = $"{char.ToUpperInvariant(container.Noun[0])}{container.Noun[1..]} {container.Name} of pod {pod.Object.Name}";
        var state = container.WaitingReason == "CrashLoopBackOff" ? "is in CrashLoopBackOff" : container.Ended is not null ? "has terminated" : "was restarted";
        var restarts = string.Create(CultureInfo.InvariantCulture, $"{container.Restarts} restarts");
        var liveness = scene.EventsOf(pod.Object).FirstOrDefault(line => line.Reason == "Unhealthy" && (line.Says("Liveness probe") || line.Says("Startup probe")) && IsOf(line, container, pod));
        var evidence = new List<Evidence> { new(pod.Object.Id, $"status.containerStatuses[{container.Name}].restartCount", container.Restarts.ToString(CultureInfo.InvariantCulture)) };
        if (ending is not null)
        {
            evidence.Add(new(pod.Object.Id, $"status.containerStatuses[{container.Name}].lastState.terminated", $"{ending.Reason}, exit code {ending.ExitCode}"));
        }

        if (words.Text.Length > 0)
        {
            evidence.Add(new(pod.Object.Id, words.Source, words.Text));
        }

        if (ending?.Reason == "OOMKilled" || (ending?.ExitCode == 137 && scene.EventOf(pod.Object, "OOMKilling") is not null))
        {
            var limit = container.Spec.TextAt("resources", "limits", "memory");
            return new(OutOfMemory, severity, FaultRole.Failure, pod.Object,
                $"{where} {state}: OOMKilled (exit code {ending.ExitCode}), {restarts}. It used more than its memory limit of {limit ?? "none (the node itself ran out of memory)"}.{Said(words)}")
            {
                Path = container.Path + ".resources.limits.memory",
                Evidence = [.. evidence],
                Likeness = container.Name,
                FixHint = "Raise resources.limits.memory to what the process needs, or lower what it takes (heap size, caches, concurrency).",
            };
        }

        if (liveness is not null && ending?.ExitCode is 137 or 143 or 0 or 2 or null)
        {
            evidence.Add(new(pod.Object.Id, "event Unhealthy", Quote.Of(liveness.Message)));
            return new(Killed, severity, FaultRole.Failure, pod.Object, $"{where} {state}, {restarts}: the kubelet kills it because its probe fails ({Quote.Of(liveness.Message, 240)}). {ProbeWords.Timing(container, liveness)}{Said(words)}")
            {
                Path = container.Path + (liveness.Says("Startup") ? ".startupProbe" : ".livenessProbe"),
                Evidence = [.. evidence],
                Likeness = container.Name,
                FixHint = "Give slow starts a startupProbe (or a longer initialDelaySeconds), raise timeoutSeconds and failureThreshold, or correct what the probe asks for.",
            };
        }

        var code = ending?.ExitCode is { } exit ? $"exit code {exit} ({ExitCodes.Meaning(exit)}{(ending.Reason is "Error" or "Completed" or "" ? $"{(ending.Reason.Length > 0 ? $", {ending.Reason}" : "")}" : $", {ending.Reason}")})" : "its exit code is not known";
        var lasted = ending?.Lasted is { } time ? string.Create(CultureInfo.InvariantCulture, $" after {time.TotalSeconds:0} s") : "";
        var forever = ending?.ExitCode == 0 && !container.IsInit ? " With restartPolicy Always a process that completes is started again and again: this is a task for a Job." : "";
        var missing = words.IsAboutNames ? MissingServices.Words(scene, pod, words.Whole) : "";
        var denial = RbacDenial.Of(scene, words.Whole);
        return new(Crash, severity, FaultRole.Failure, pod.Object,
            $"{where} {state}, {restarts}: it ended{lasted} with {code}.{forever}{(words.Meaning.Length == 0 ? "" : " " + words.Meaning)}{missing}{denial?.Words}{Said(words)}{Hints(scene, pod, container, ending)}")
        {
            Path = container.Path,
            Evidence = [.. evidence],
            PointsAt = [.. words.ServicesNamed(scene, pod), .. words.Text.Length == 0 || words.IsAboutOthers ? LastWords.ServicesNeeded(scene, pod) : [], .. denial is null ? (IEnumerable<KubeObject>)[] : denial.Objects],
            Likeness = $"{container.Name} {ending?.ExitCode} {words.Meaning}",
            FixHint = denial?.Cure ?? words.Cure ?? "Read the log of the last run (kubectl logs --previous) and correct what it names.",
        };
    }

    private static string Said(LastWords words) => words.Text.Length == 0 ? "" : $" Its last words: {words.Text}";

    private static string Hints(Scene scene, PodFacts pod, ContainerFacts container, Ending? ending) => ending?.ExitCode switch
    {
        126 or 127 => $" Its command is {Quote.Of(string.Join(' ', container.Spec.TextsAt("command").Concat(container.Spec.TextsAt("args"))) is { Length: > 0 } command ? command : "the image's own", 160)}.{ImageHistory.Before(scene, pod, container)}",
        _ => ImageHistory.Before(scene, pod, container),
    };

    private static bool IsOf(EventLine line, ContainerFacts container, PodFacts pod) =>
        line.Source.Body.MapAt("involvedObject").TextAt("fieldPath") is not { } path ? pod.Containers.Count >= 1 : path.Contains($"{{{container.Name}}}", StringComparison.Ordinal);
}
