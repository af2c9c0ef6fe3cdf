using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis;

/// <summary>What fails where nobody is served hurts nobody, unless that is what was asked about.</summary>
internal static class Rehearsal
{
    private static readonly ImmutableArray<string> Words =
        ["staging", "stage", "stg", "nonprod", "sbx", "tst", "dev", "test", "sandbox", "qa", "preprod", "uat", "loadtest", "development", "canary", "debug", "debugger", "scratch", "playground"];

    /// <summary>Labels of a series that say where it was measured.</summary>
    private static readonly ImmutableArray<string> Places = ["env", "environment", "deployment_environment", "stage", "namespace", "kubernetes_namespace", "k8s_namespace_name", "cluster", "tier"];

    public static bool Is(string? name) => name is not null && name.Split('-', '/', '.', '_').Any(part => Words.Contains(part, StringComparer.OrdinalIgnoreCase));

    public static bool Is(RecordedSeries series) => series.Labels.Any(label => Places.Contains(label.Key, StringComparer.OrdinalIgnoreCase) && Is(label.Value));

    /// <summary>Pods and instances that alerts and series place there by their other labels.</summary>
    public static IEnumerable<string> Things(Recording recording) => recording.Alerts.Select(alert => alert.Labels).Concat(recording.Metrics.SelectMany(metric => metric.Series).Select(series => series.Labels))
        .Where(labels => labels.Any(label => Places.Contains(label.Key, StringComparer.OrdinalIgnoreCase) && Is(label.Value)))
        .SelectMany(labels => labels.Where(label => label.Key is "pod" or "instance" or "pod_name" or "container_id").Select(label => label.Value)).Distinct(StringComparer.Ordinal);

    /// <summary>Whether the question is about such a place.</summary>
    public static bool IsMeant(IncidentHeader header) => Is(header.Namespace) || Is(header.Service);
}
