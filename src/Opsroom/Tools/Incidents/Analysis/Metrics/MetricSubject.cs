using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>Says what a series is about, from its labels, and from the query where labels were summed away.</summary>
internal static partial class MetricSubject
{
    private static readonly ImmutableArray<string> Telling =
    [
        "service", "service_name", "deployment", "statefulset", "daemonset", "job_name", "app", "application", "workload", "pool", "queue", "queue_name", "topic", "consumergroup", "group", "container",
        "pod", "db_instance_identifier", "dbinstanceidentifier", "db_cluster_identifier", "cacheclusterid", "function_name", "functionname", "table_name", "tablename", "database", "datname", "mountpoint", "load_balancer",
        "loadbalancer", "target_group", "targetgroup", "broker", "node", "nodename", "instance_id", "instanceid", "host", "hostname", "instance", "name", "cluster", "job", "namespace", "availability_zone", "zone", "endpoint", "path", "route", "upstream",
    ];

    public static string? Of(RecordedMetric metric, RecordedSeries series) =>
        Labels(series).FirstOrDefault() ?? Selected(metric.Query).FirstOrDefault();

    /// <summary>All names that say what it is about, the most telling first.</summary>
    public static ImmutableArray<string> Names(RecordedMetric metric, RecordedSeries series) =>
        [.. Labels(series).Concat(Selected(metric.Query)).Concat(series.Labels.Where(label => label.Key is not "le" and not "code" and not "status" and not "__name__").Select(label => label.Value)).Where(name => name.Length is > 1 and < 200).Distinct(StringComparer.OrdinalIgnoreCase).Take(8)];

    private static IEnumerable<string> Labels(RecordedSeries series)
    {
        foreach (var key in Telling)
        {
            foreach (var (label, value) in series.Labels)
            {
                if (value.Length > 0 && label.Equals(key, StringComparison.OrdinalIgnoreCase))
                {
                    yield return value;
                }
            }
        }
    }

    /// <summary>The values that a PromQL or Datadog selector asks for.</summary>
    public static IEnumerable<string> Selected(string query)
    {
        foreach (Match match in Selector().Matches(query))
        {
            var label = match.Groups["label"].Value;
            if (Telling.Contains(label, StringComparer.OrdinalIgnoreCase))
            {
                yield return match.Groups["value"].Value.TrimEnd('*', '.', '+');
            }
        }
    }

    /// <summary>What a selector asks for by the labels of these names, in the order of the names.</summary>
    public static IEnumerable<string> Chosen(string query, IEnumerable<string> labels)
    {
        var matches = Selector().Matches(query);
        return labels.SelectMany(label => matches.Where(match => match.Groups["label"].Value == label).Select(match => match.Groups["value"].Value));
    }

    [GeneratedRegex("""(?<label>[A-Za-z_]\w*)(?:=~|=|:)"?(?<value>[\w./*+-]{2,80})"?""", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();
}
