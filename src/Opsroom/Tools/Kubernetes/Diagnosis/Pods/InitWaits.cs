using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Init containers that run and do not end, because what they wait for does not come.</summary>
internal sealed class InitWaits : IAnalyzer
{
    public const string Rule = "init-container-waits";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod is { IsLive: true, Phase: "Pending" }))
        {
            foreach (var container in pod.Containers.Where(container => container is { IsInit: true, IsSidecar: false, IsRunning: true }))
            {
                if (!scene.IsOlder(container.RunningSince, TimeSpan.FromMinutes(5)))
                {
                    continue;
                }

                var command = string.Join(' ', container.Spec.TextsAt("command").Concat(container.Spec.TextsAt("args")).Concat(container.Spec.MapsAt("env").Select(variable => variable.TextAt("value")).OfType<string>()));
                var log = scene.LogOf(pod, container) is { } lines ? string.Join('\n', lines.Lines.TakeLast(50)) : "";
                var missing = MissingServices.Words(scene, pod, command + "\n" + log);
                yield return new(Rule, Severity.Error, FaultRole.Failure, pod.Object,
                    string.Create(CultureInfo.InvariantCulture, $"Init container {container.Name} of pod {pod.Object.Name} has been running for {scene.Age(container.RunningSince)?.TotalMinutes:0} min and does not end, so the pod stays in Init (PodInitializing). It runs: {Quote.Of(command, 200)}.{missing}{(log.Length == 0 ? "" : $" Its last words: {Quote.Tail(log, 3, 240)}")}"))
                {
                    Path = container.Path,
                    Evidence = [new(pod.Object.Id, $"status.initContainerStatuses[{container.Name}].state.running.startedAt", container.RunningSince?.ToString("u", CultureInfo.InvariantCulture) ?? "unknown")],
                    PointsAt = [.. LastWords.ServicesIn(scene, pod, command + "\n" + log)],
                    Likeness = container.Name,
                    FixHint = "Provide what the init container waits for, or correct the name that it waits for.",
                };
            }
        }
    }
}
