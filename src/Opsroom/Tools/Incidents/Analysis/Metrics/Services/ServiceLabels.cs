using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis.Metrics.Services;

/// <param name="Service">Whose series it is; of a connection, who is called.</param>
/// <param name="Caller">Of a connection, who calls.</param>
internal readonly record struct ServiceOfSeries(string Service, string? Caller);

/// <summary>
/// Says whose series it is. Both ends of a connection are told by pairs of labels; else it is the label that tells the series of one answer apart, the query's selector, or the
/// beginning of the name, as in <c>carts_cpu</c>.
/// </summary>
internal static partial class ServiceLabels
{
    private static readonly ImmutableArray<(string Caller, string Called)> Ends =
    [
        ("source_workload", "destination_workload"), ("source_app", "destination_app"), ("source_canonical_service", "destination_canonical_service"), ("source_service", "destination_service"),
        ("source_workload", "destination_service_name"), ("source_workload", "destination_service"), ("source_service_name", "destination_service_name"), ("client", "server"), ("caller", "callee"),
        ("downstream", "upstream"), ("from", "to"), ("src", "dst"), ("source", "destination"), ("source", "target"), ("client_service", "server_service"), ("client_name", "server_name"), ("service", "peer_service"),
        ("service_name", "peer_service"), ("app", "upstream"), ("service", "upstream"), ("service", "upstream_cluster"), ("app", "envoy_cluster_name"), ("service_name", "server_address"), ("parent", "child"),
    ];

    private static readonly ImmutableArray<string> Keys =
    [
        "service_name", "service", "servicename", "destination_workload", "destination_service_name", "destination_canonical_service", "destination_app", "destination_service", "microservice", "svc",
        "app", "application", "app_kubernetes_io_name", "kubernetes_name", "k8s_deployment_name", "deployment", "workload", "statefulset", "component", "cmdb_id", "exported_service",
        "container_label_com_docker_compose_service", "k8s_container_name", "container_name", "container", "pod", "pod_name", "podname", "kubernetes_pod_name", "k8s_pod_name", "name", "exported_job", "job",
        "exported_instance", "instance", "host", "hostname", "node",
    ];

    public static Func<RecordedSeries, ServiceOfSeries?> Of(RecordedMetric metric)
    {
        var ends = Ends.FirstOrDefault(pair => metric.Series.Any(series => Value(series, pair.Caller) is not null && Value(series, pair.Called) is not null));
        if (ends.Called is not null)
        {
            return series => Value(series, ends.Called) is { } called ? new(Named(called), Value(series, ends.Caller) is { } caller ? Named(caller) : null) : null;
        }

        // who is called may be chosen by the query, and only the caller be a label
        var chosen = Ends.FirstOrDefault(pair => metric.Query.Contains(pair.Called, StringComparison.Ordinal) && Selected(metric.Query) is not null && metric.Series.Any(series => Value(series, pair.Caller) is not null && Value(series, pair.Called) is null) && pair.Caller != "service" && pair.Caller != "service_name" && pair.Caller != "app");
        if (chosen.Called is not null && Selected(metric.Query) is { } asked)
        {
            return series => new(Named(asked), Value(series, chosen.Caller) is { } caller ? Named(caller) : null);
        }

        var key = Keys.FirstOrDefault(key => metric.Series.Length > 1 && metric.Series.Select(series => Value(series, key)).OfType<string>().Distinct(StringComparer.Ordinal).Count() > 1)
            ?? Keys.FirstOrDefault(key => metric.Series.Any(series => Value(series, key) is not null));
        return series => (key is not null ? Value(series, key) : null) is { } labelled ? new(Named(labelled), null)
            : Selected(metric.Query) is { } selected ? new(Named(selected), null)
            : Prefix(Value(series, "__name__") ?? metric.Name) is { } prefix ? new(Named(prefix), null)
            : null;
    }

    /// <summary>One way to write a name, so that <c>cart-service</c>, <c>cartservice</c> and <c>cart</c> of several sources meet.</summary>
    public static string Key(string name)
    {
        var plain = Named(name).Replace("-", "", StringComparison.Ordinal).Replace("_", "", StringComparison.Ordinal).ToLowerInvariant();
        var stem = plain.EndsWith("service", StringComparison.Ordinal) ? plain[..^7] : plain.EndsWith("svc", StringComparison.Ordinal) ? plain[..^3] : plain;
        return stem.Length >= 2 ? stem : plain;
    }

    private static string Named(string value)
    {
        var stem = Entities.Stem(value);
        return !Entities.IsAddress(stem) && stem.IndexOf('.', StringComparison.Ordinal) is > 0 and var dot ? stem[..dot] : stem;
    }

    private static string? Value(RecordedSeries series, string key)
    {
        foreach (var (label, value) in series.Labels)
        {
            if (value.Length is > 1 and < 120 && label.Replace('.', '_').Equals(key, StringComparison.OrdinalIgnoreCase) && value is not ("unknown" or "POD"))
            {
                return value;
            }
        }

        return null;
    }

    private static string? Selected(string query)
    {
        foreach (Match match in Selector().Matches(query))
        {
            if (Keys.Contains(match.Groups["label"].Value.Replace('.', '_'), StringComparer.OrdinalIgnoreCase))
            {
                return match.Groups["value"].Value;
            }
        }

        return null;
    }

    private static string? Prefix(string name) => Measure().Match(name) is { Success: true } match ? match.Groups["service"].Value : null;

    [GeneratedRegex("""(?<label>[A-Za-z_][\w.]*)\s*=~?\s*"(?<value>[A-Za-z0-9][A-Za-z0-9_-]{1,80})(?:\.[*+]|-\.[*+]|\[)?[^"]*" """, RegexOptions.CultureInvariant | RegexOptions.IgnorePatternWhitespace, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Selector();

    [GeneratedRegex(@"^(?<service>[A-Za-z][A-Za-z0-9-]*?(?:_[a-z0-9]+)?)[_./:](?:cpu|mem|memory|latency|lat|p50|p90|p95|p99|error|errors|err|failures|workload|load|request|requests|rps|qps|throughput|duration|response|disk|diskio|io|fs|socket|sockets|fds|threads|net|network|rx|tx)(?:[_./-].*)?$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Measure();
}
