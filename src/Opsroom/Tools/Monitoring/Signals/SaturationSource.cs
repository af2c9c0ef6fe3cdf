using System.Collections.Immutable;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>Something that can be used up.</summary>
/// <param name="Needs">The metrics that have to be there.</param>
/// <param name="Query">The PromQL for the matcher of the service and a window.</param>
/// <param name="Warning">From where it is a warning; null where no limit is known.</param>
/// <param name="Critical">From where it is critical.</param>
internal sealed record SaturationSource(
    string Name, string Unit, ImmutableArray<string> Needs, Func<string, string, string> Query, double? Warning = null, double? Critical = null)
{
    /// <summary>What is preferred stands first where several have the same name.</summary>
    public static ImmutableArray<SaturationSource> All { get; } = [.. Containers(), .. Processes(), .. Runtimes(), .. Pools(), .. Nodes(), .. Stores()];

    private static IEnumerable<SaturationSource> Containers() =>
    [
        Ratio("memory of the limit", 0.85, 0.95, ["container_memory_working_set_bytes", "kube_pod_container_resource_limits"], (s, _) =>
            $"max(sum by (namespace, pod) (container_memory_working_set_bytes{{{s},container!=\"\",container!=\"POD\"}}) / sum by (namespace, pod) (kube_pod_container_resource_limits{{{s},resource=\"memory\"}}))"),
        Ratio("memory of the limit", 0.85, 0.95, ["container_memory_working_set_bytes", "container_spec_memory_limit_bytes"], (s, _) =>
            $"max(sum by (namespace, pod) (container_memory_working_set_bytes{{{s},container!=\"\",container!=\"POD\"}}) / sum by (namespace, pod) (container_spec_memory_limit_bytes{{{s},container!=\"\",container!=\"POD\"}} > 0))"),
        Ratio("processor of the limit", 0.85, 0.95, ["container_cpu_usage_seconds_total", "kube_pod_container_resource_limits"], (s, w) =>
            $"max(sum by (namespace, pod) (rate(container_cpu_usage_seconds_total{{{s},container!=\"\",container!=\"POD\"}}[{w}])) / sum by (namespace, pod) (kube_pod_container_resource_limits{{{s},resource=\"cpu\"}}))"),
        Ratio("processor throttled", 0.25, 0.5, ["container_cpu_cfs_throttled_periods_total", "container_cpu_cfs_periods_total"], (s, w) =>
            $"sum(rate(container_cpu_cfs_throttled_periods_total{{{s}}}[{w}])) / sum(rate(container_cpu_cfs_periods_total{{{s}}}[{w}]))"),
        new("processor", "cores", ["container_cpu_usage_seconds_total"], (s, w) => $"sum(rate(container_cpu_usage_seconds_total{{{s},container!=\"\",container!=\"POD\"}}[{w}]))"),
        new("memory", "bytes", ["container_memory_working_set_bytes"], (s, _) => $"sum(container_memory_working_set_bytes{{{s},container!=\"\",container!=\"POD\"}})"),
        new("restarts of containers", "restarts", ["kube_pod_container_status_restarts_total"], (s, w) => $"sum(increase(kube_pod_container_status_restarts_total{{{s}}}[{w}]))", 1, 5),
    ];

    private static IEnumerable<SaturationSource> Processes() =>
    [
        Ratio("open files of the limit", 0.8, 0.95, ["process_open_fds", "process_max_fds"], (s, _) => $"max(process_open_fds{{{s}}} / process_max_fds{{{s}}})"),
        new("processor", "cores", ["process_cpu_seconds_total"], (s, w) => $"sum(rate(process_cpu_seconds_total{{{s}}}[{w}]))"),
        new("memory", "bytes", ["process_resident_memory_bytes"], (s, _) => $"sum(process_resident_memory_bytes{{{s}}})"),
    ];

    private static IEnumerable<SaturationSource> Runtimes() =>
    [
        Ratio("heap of the limit", 0.85, 0.95, ["jvm_memory_used_bytes", "jvm_memory_max_bytes"], (s, _) =>
            $"max(sum by (instance, pod) (jvm_memory_used_bytes{{{s},area=\"heap\"}}) / sum by (instance, pod) (jvm_memory_max_bytes{{{s},area=\"heap\"}} > 0))"),
        Ratio("heap of the limit", 0.85, 0.95, ["jvm_memory_bytes_used", "jvm_memory_bytes_max"], (s, _) => $"max(jvm_memory_bytes_used{{{s},area=\"heap\"}} / (jvm_memory_bytes_max{{{s},area=\"heap\"}} > 0))"),
        Ratio("time in garbage collection", 0.1, 0.3, ["jvm_gc_pause_seconds_sum"], (s, w) => $"max(sum by (instance, pod) (rate(jvm_gc_pause_seconds_sum{{{s}}}[{w}])))"),
        new("event loop lag", "s", ["nodejs_eventloop_lag_p99_seconds"], (s, _) => $"max(nodejs_eventloop_lag_p99_seconds{{{s}}})", 0.1, 1),
        new("event loop lag", "s", ["nodejs_eventloop_lag_seconds"], (s, _) => $"max(nodejs_eventloop_lag_seconds{{{s}}})", 0.1, 1),
        new("work waiting for a thread", "items", ["dotnet_thread_pool_queue_length"], (s, _) => $"max(dotnet_thread_pool_queue_length{{{s}}})", 100, 1_000),
        new("work waiting for a thread", "items", ["dotnet_threadpool_queue_length"], (s, _) => $"max(dotnet_threadpool_queue_length{{{s}}})", 100, 1_000),
        new("requests waiting", "requests", ["kestrel_queued_requests"], (s, _) => $"max(kestrel_queued_requests{{{s}}})", 10, 100),
        new("goroutines", "goroutines", ["go_goroutines"], (s, _) => $"max(go_goroutines{{{s}}})"),
    ];

    private static IEnumerable<SaturationSource> Pools() =>
    [
        Pool("connections of the pool", "hikaricp_connections_active", "hikaricp_connections_max"),
        Pool("connections of the pool", "jdbc_connections_active", "jdbc_connections_max"),
        Pool("connections of the pool", "go_sql_in_use_connections", "go_sql_max_open_connections"),
        Ratio("connections of the pool", 0.8, 0.95, ["db_client_connection_count", "db_client_connection_max"], (s, _) =>
            $"max(sum by (instance, pod) (db_client_connection_count{{{s},db_client_connection_state=\"used\"}}) / sum by (instance, pod) (db_client_connection_max{{{s}}} > 0))"),
        Ratio("connections of the pool", 0.8, 0.95, ["db_client_connections_usage", "db_client_connections_max"], (s, _) =>
            $"max(sum by (instance, pod) (db_client_connections_usage{{{s},state=\"used\"}}) / sum by (instance, pod) (db_client_connections_max{{{s}}} > 0))"),
        new("waiting for a connection", "callers", ["hikaricp_connections_pending"], (s, _) => $"max(hikaricp_connections_pending{{{s}}})", 1, 10),
        Pool("threads of the pool", "tomcat_threads_busy_threads", "tomcat_threads_config_max_threads"),
        Pool("threads of the pool", "jetty_threads_busy", "jetty_threads_config_max"),
        Pool("threads of the pool", "executor_active_threads", "executor_pool_max_threads"),
        Pool("processes of the pool", "phpfpm_active_processes", "phpfpm_total_processes"),
    ];

    private static IEnumerable<SaturationSource> Nodes() =>
    [
        Ratio("processors of the nodes", 0.85, 0.95, ["node_cpu_seconds_total"], (s, w) => $"max(1 - avg by (instance) (rate(node_cpu_seconds_total{{{s},mode=\"idle\"}}[{w}])))"),
        Ratio("memory of the nodes", 0.9, 0.97, ["node_memory_MemAvailable_bytes", "node_memory_MemTotal_bytes"], (s, _) => $"max(1 - node_memory_MemAvailable_bytes{{{s}}} / node_memory_MemTotal_bytes{{{s}}})"),
        Ratio("fullest file system", 0.85, 0.95, ["node_filesystem_avail_bytes", "node_filesystem_size_bytes"], (s, _) =>
            $"max(1 - node_filesystem_avail_bytes{{{s},{Disks}}} / (node_filesystem_size_bytes{{{s},{Disks}}} > 0))"),
        Ratio("fullest file system's inodes", 0.85, 0.95, ["node_filesystem_files_free", "node_filesystem_files"], (s, _) =>
            $"max(1 - node_filesystem_files_free{{{s},{Disks}}} / (node_filesystem_files{{{s},{Disks}}} > 0))"),
        Ratio("busiest disk", 0.85, 0.97, ["node_disk_io_time_seconds_total"], (s, w) => $"max(rate(node_disk_io_time_seconds_total{{{s}}}[{w}]))"),
        new("load per processor", "processes", ["node_load5", "node_cpu_seconds_total"], (s, _) =>
            $"max(node_load5{{{s}}} / on (instance) group_left () count by (instance) (node_cpu_seconds_total{{{s},mode=\"idle\"}}))", 1.5, 4),
    ];

    private static IEnumerable<SaturationSource> Stores() =>
    [
        Ratio("connections of the limit", 0.8, 0.95, ["pg_stat_activity_count", "pg_settings_max_connections"], (s, _) =>
            $"max(sum by (instance) (pg_stat_activity_count{{{s}}}) / sum by (instance) (pg_settings_max_connections{{{s}}}))"),
        Pool("connections of the limit", "mysql_global_status_threads_connected", "mysql_global_variables_max_connections"),
        Pool("connections of the limit", "redis_connected_clients", "redis_config_maxclients"),
        Pool("memory of the limit", "redis_memory_used_bytes", "redis_memory_max_bytes"),
        new("replication lag", "s", ["pg_replication_lag_seconds"], (s, _) => $"max(pg_replication_lag_seconds{{{s}}})", 30, 300),
        new("messages waiting", "messages", ["rabbitmq_queue_messages_ready"], (s, _) => $"sum(rabbitmq_queue_messages_ready{{{s}}})"),
        new("messages behind", "messages", ["kafka_consumergroup_lag"], (s, _) => $"sum(kafka_consumergroup_lag{{{s}}})"),
    ];

    private const string Disks = "fstype!~\"tmpfs|ramfs|overlay|squashfs|iso9660|autofs|nfs.*|fuse.*\"";

    private static SaturationSource Ratio(string name, double warning, double critical, ImmutableArray<string> needs, Func<string, string, string> query) => new(name, "ratio", needs, query, warning, critical);

    private static SaturationSource Pool(string name, string used, string most) => Ratio(name, 0.8, 0.95, [used, most], (s, _) => $"max({used}{{{s}}} / ({most}{{{s}}} > 0))");
}
