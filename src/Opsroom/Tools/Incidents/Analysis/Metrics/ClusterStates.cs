using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Observations;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>
/// Series that are one while a state lasts, as kube-state-metrics gives them: their labels name the reason, and the reason names the kind of cause. A node's readiness is the one
/// state that is missed while it is zero.
/// </summary>
internal static class ClusterStates
{
    private static readonly ImmutableArray<(string Word, IncidentCategory Category, double Strength, string Told)> States =
    [
        ("imagepullbackoff", IncidentCategory.Image, 0.72, "cannot have its image"),
        ("errimagepull", IncidentCategory.Image, 0.72, "cannot have its image"),
        ("errimageneverpull", IncidentCategory.Image, 0.72, "cannot have its image"),
        ("invalidimagename", IncidentCategory.Image, 0.72, "cannot have its image"),
        ("createcontainerconfigerror", IncidentCategory.ConfigurationError, 0.72, "cannot be started as it is configured"),
        ("createcontainererror", IncidentCategory.ConfigurationError, 0.62, "cannot be started as it is configured"),
        ("runcontainererror", IncidentCategory.ConfigurationError, 0.62, "cannot be started as it is configured"),
        ("oomkilled", IncidentCategory.ResourceExhaustion, 0.68, "was killed for memory"),
        ("persistentvolumeclaim_status_phase pending", IncidentCategory.Storage, 0.62, "is bound to no volume"),
        ("persistentvolumeclaim_status_phase lost", IncidentCategory.Storage, 0.72, "has lost its volume"),
        ("status_unschedulable", IncidentCategory.Scheduling, 0.68, "finds no place on any node"),
        ("pod_status_phase pending", IncidentCategory.Scheduling, 0.5, "waits for a place"),
        ("diskpressure true", IncidentCategory.Storage, 0.65, "runs short of disk"),
        ("memorypressure true", IncidentCategory.ResourceExhaustion, 0.6, "runs short of memory"),
        ("pidpressure true", IncidentCategory.ResourceExhaustion, 0.65, "runs short of process numbers"),
        ("networkunavailable true", IncidentCategory.Network, 0.65, "has no network"),
        ("node_status_condition ready false", IncidentCategory.Infrastructure, 0.68, "is not ready"),
        ("node_status_condition ready unknown", IncidentCategory.Infrastructure, 0.68, "is not heard of"),
    ];

    private static readonly string[] StateLabels = ["reason", "phase", "condition", "status"];

    /// <summary>Null for what is no state, or one that does not hold.</summary>
    public static MetricFinding? Of(RecordedMetric metric, RecordedSeries series, SeriesBehaviour behaviour)
    {
        var words = Words(metric, series);
        if (words.Contains("node_status_condition ready true", StringComparison.Ordinal))
        {
            return behaviour is { Now: 0, Before: > 0 } ? Told(IncidentCategory.Infrastructure, 0.68, "is not ready", true) : null;
        }

        var state = behaviour.Now > 0 ? States.FirstOrDefault(each => words.Contains(each.Word, StringComparison.Ordinal)) : default;
        return state.Word is null ? null : Told(state.Category, state.Strength, state.Told, behaviour.Before is not > 0);
    }

    private static MetricFinding Told(IncidentCategory category, double strength, string words, bool isNew) => new(Bearing.Cause, category, strength, 0.3, words) { IsNew = isNew };

    /// <summary>The metric's name with the labels that say which state it is, chosen by the query or its own.</summary>
    private static string Words(RecordedMetric metric, RecordedSeries series)
    {
        var chosen = string.Join(' ', MetricSubject.Chosen(metric.Query, StateLabels));
        var own = string.Join(' ', StateLabels.Select(key => series.Labels.FirstOrDefault(label => label.Key == key).Value).Where(value => !string.IsNullOrEmpty(value)));
        var name = series.Labels.FirstOrDefault(label => label.Key == "__name__").Value ?? NameOf(metric.Query);
        return $"{name} {own} {name} {chosen}".ToLowerInvariant();
    }

    private static string NameOf(string query)
    {
        var at = query.IndexOf("kube_", StringComparison.Ordinal);
        var end = at < 0 ? -1 : at;
        while (end >= 0 && end < query.Length && (char.IsAsciiLetterOrDigit(query[end]) || query[end] == '_'))
        {
            end++;
        }

        return at < 0 ? "" : query[at..end];
    }
}
