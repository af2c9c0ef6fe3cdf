using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Alerts that fire for the namespace or the service: into an incident nothing is released, and a verification could not tell whose fault it is.</summary>
internal static class AlertChecks
{
    private const int MostAlerts = 20;

    private static readonly string[] NamespaceLabels = ["namespace", "exported_namespace", "kubernetes_namespace"];
    private static readonly string[] ServiceLabels = ["service", "exported_service", "deployment", "app", "job", "workload"];
    private static readonly string[] Grave = ["critical", "page", "error", "sev1", "sev2", "p1", "p2"];

    public static IEnumerable<Finding> Look(ReleaseScene scene)
    {
        // a dead man's switch fires always
        var concerned = (scene.Alerts?.Value?.Series ?? []).Where(alert => alert.Label("alertname") is not ("Watchdog" or "DeadMansSwitch" or "InfoInhibitor") && Concerns(scene, alert))
            .OrderBy(alert => alert.Label("alertname"), StringComparer.Ordinal).ToImmutableArray();
        foreach (var alert in concerned.DistinctBy(alert => (alert.Label("alertname"), alert.Label("severity"))).Take(MostAlerts))
        {
            var (name, severity) = (Words.Of(alert.Label("alertname")), Words.OrNull(alert.Label("severity")));
            var text = $"Alert {name} is firing{(severity is null ? "" : $" ({severity})")} for {Subject(scene, alert)}. Find out why before you release.";
            yield return severity is not null && Grave.Contains(severity, StringComparer.OrdinalIgnoreCase) ? scene.Error("release-alert-firing", text) : scene.Warn("release-alert-firing", text);
        }
    }

    private static bool Concerns(ReleaseScene scene, PrometheusSeries alert)
    {
        var place = NamespaceLabels.Select(alert.Label).FirstOrDefault(value => value is not null);
        var about = ServiceLabels.Select(alert.Label).OfType<string>().ToList();
        if (place is not null && place != scene.Namespace)
        {
            return false;
        }

        if (alert.Label("pod") is { } pod)
        {
            return pod.StartsWith(scene.Deployment.Name + "-", StringComparison.Ordinal) && place is not null;
        }

        return about.Exists(name => name == scene.Deployment.Name || scene.Services.Any(service => service.Name == name)) || (place is not null && about.Count == 0);
    }

    private static string Subject(ReleaseScene scene, PrometheusSeries alert) =>
        alert.Label("pod") is not null || ServiceLabels.Any(label => alert.Label(label) == scene.Deployment.Name) ? scene.Deployment.Name : $"namespace {scene.Namespace}";
}
