using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Incidents.Analysis.Metrics;

/// <summary>
/// Reads what a metric means from the words in its name, query and unit: Prometheus exporters, CloudWatch, Datadog and Azure name the same things in their own ways.
/// The first row whose words are all there decides, so rows go from the particular to the general.
/// </summary>
internal static partial class MetricWords
{
    private sealed record Row(MetricSignal Signal, MetricResource Resource, params string[] Any)
    {
        /// <summary>Words of which one must be there as well.</summary>
        public string[] With { get; init; } = [];

        /// <summary>Words of which none may be there.</summary>
        public string[] Without { get; init; } = [];
    }

    private static readonly ImmutableArray<Row> Rows =
    [
        new(MetricSignal.Expiry, MetricResource.Certificate, "cert_expiry", "certificate_expir", "cert_not_after", "days_to_expiry", "expiration_timestamp", "cert_expir", "ssl_earliest", "not_after"),
        new(MetricSignal.ClockOffset, MetricResource.None, "timex_offset", "clock_offset", "ntp_offset", "clock_skew", "chrony", "time_drift"),
        new(MetricSignal.ReplicationLag, MetricResource.None, "replica_lag", "replication_lag", "seconds_behind", "replay_lag", "pg_replication", "replication_delay", "slave_lag", "oplog_lag", "wal_lag", "seconds_behind_master"),
        new(MetricSignal.RowsScanned, MetricResource.None, "seq_tup_read", "seq_scan", "full_scan", "select_scan", "full_join", "read_rnd_next", "rows_examined", "rows_scanned", "docs_examined", "scanned_objects", "full_table_scan", "full_collection_scan"),
        new(MetricSignal.Errors, MetricResource.None, "status_499", "_499", "status=\"499", "code=\"499", "client_closed_request"),
        new(MetricSignal.Latency, MetricResource.None, "slow_queries", "slow_query", "slow_requests", "slowlog"),
        new(MetricSignal.Locks, MetricResource.None, "deadlock", "locks_waiting", "blocked_transactions", "row_lock", "lock_wait", "pg_locks", "blocked_sessions", "blocking"),
        new(MetricSignal.Backlog, MetricResource.Queue, "consumer_lag", "consumergroup_lag", "group_lag", "queue_depth", "queue_length", "queue_size", "messages_visible", "messages_ready", "messages_unacknowledged", "backlog", "number_of_messages", "pending_tasks", "pending_jobs", "queued", "oldest_message", "iterator_age", "under_replicated", "jobs_waiting", "records_lag", "max_lag", "offset_lag", "listen_queue", "undelivered", "spooled"),
        new(MetricSignal.Pauses, MetricResource.Memory, "gc_pause", "gc_duration", "gc_time", "jvm_gc", "gc_collection"),
        new(MetricSignal.Throttling, MetricResource.Cpu, "cfs_throttled", "cpu_throttl", "throttled_periods", "cpu_throttled"),
        new(MetricSignal.Throttling, MetricResource.Quota, "throttle", "throttled", "rate_limited", "ratelimit", "too_many_requests", "429"),
        new(MetricSignal.Free, MetricResource.Cpu, "cpu_credit_balance", "credit_balance"),
        new(MetricSignal.Free, MetricResource.InputOutput, "burst_balance", "io_balance", "byte_balance", "ebs_io_balance", "iops_balance", "burst_credit"),
        new(MetricSignal.HitRatio, MetricResource.None, "hit_ratio", "hit_rate", "cache_hits", "keyspace_hits", "cache_hit"),
        new(MetricSignal.NetworkLoss, MetricResource.Network, "packet_loss", "retransmit", "retrans_segs", "packets_dropped", "receive_drop", "transmit_drop", "receive_errs", "transmit_errs", "net_drop", "listen_overflows", "listen_drops", "conntrack_drop", "packet_drop", "dropped_packets", "network_errors", "allowance_exceeded", "receive_errors", "transmit_errors", "tcp_retrans", "retransmission", "syn_retrans", "network_loss", "packet_errors"),
        new(MetricSignal.Usage, MetricResource.Connections, "conntrack_entries", "conntrack_count", "nf_conntrack"),
        new(MetricSignal.Restarts, MetricResource.None, "restarts", "restart_count", "container_restart"),
        new(MetricSignal.Failing, MetricResource.None, "status_check_failed", "unhealthy_host", "un_healthy", "unhealthy", "replicas_unavailable", "unavailable_replicas", "number_unavailable", "pods_pending", "pending_pods", "pods_failed", "not_ready", "oom_kill", "oomkill", "oom_events", "evicted", "container_terminated", "waiting_reason", "node_not_ready", "failed_jobs", "job_failed", "job_status_failed", "targets_down"),
        new(MetricSignal.Availability, MetricResource.None, "healthy_host", "probe_success", "replicas_available", "replicas_ready", "available_replicas", "ready_replicas", "can_connect", "uptime_check", "number_ready", "endpoint_address_available", "brokers_count", "active_controller", "has_leader", "service_up", "health_status", "pods_running", "pods_ready", "running_pods", "in_service_instances", "group_in_service"),
        new(MetricSignal.Free, MetricResource.Inodes, "files_free", "inodes_free", "inode_free"),
        new(MetricSignal.Usage, MetricResource.Inodes, "inode"),
        new(MetricSignal.Free, MetricResource.Disk, "free_storage", "filesystem_avail", "filesystem_free", "disk_free", "avail_bytes", "disk_available", "volume_stats_available", "free_disk", "storage_free", "free_space", "disk_avail") { Without = ["memory"] },
        new(MetricSignal.Free, MetricResource.Memory, "freeable_memory", "mem_available", "memory_free", "memory_available", "mem_free", "free_memory", "available_memory"),
        new(MetricSignal.Free, MetricResource.Connections, "idle_connections", "connections_idle", "connections_free", "available_connections", "connections_available", "pool_idle", "free_connections"),
        new(MetricSignal.Free, MetricResource.Addresses, "available_ip", "ip_available", "free_ip", "available_addresses"),
        new(MetricSignal.Free, MetricResource.FileDescriptors, "free_file_descriptors"),
        new(MetricSignal.Backlog, MetricResource.Connections, "connections_pending", "pending_connections", "cl_waiting", "waiting_clients", "connection_pending", "pool_waiting", "pool_pending", "pending_threads", "connections_waiting", "awaiting_connection", "threads_awaiting", "waiters"),
        new(MetricSignal.Limit, MetricResource.Memory, "memory_limit", "limit_bytes", "memory_max_bytes", "limits_memory", "maxmemory") { Without = ["/", "working_set", "usage"] },
        new(MetricSignal.Limit, MetricResource.Connections, "max_connections", "connections_max", "pool_max", "pool_size", "max_client_conn") { Without = ["/"] },
        new(MetricSignal.Limit, MetricResource.FileDescriptors, "max_fds", "fd_max", "max_file_descriptors") { Without = ["/"] },
        new(MetricSignal.Limit, MetricResource.Replicas, "spec_max_replicas", "max_replicas", "group_max_size") { Without = ["/"] },
        new(MetricSignal.Used, MetricResource.Transactions, "xid_age", "datfrozenxid", "frozen_xid", "transaction_id", "wraparound", "transaction_ids"),
        new(MetricSignal.Errors, MetricResource.None, "5xx", "5_xx", "error", "failed", "failure", "fault", "exception", "aborted", "rejected", "dropped", "timeout", "timed_out", "refused", "burn", "declined", "bounce", "4xx", "nxdomain", "servfail", "dead_letter", "dlq", "code=~\"5", "status=~\"5", "code=\"5", "status=\"5", "_500_count", "_502_count", "_503_count", "_504_count", "no_leader", "leader_changes", "panics", "crash", "evictions", "evicted_keys", "rollback"),
        new(MetricSignal.Success, MetricResource.None, "success", "availability", "code!~\"5", "status!~\"5", "apdex", "sli", "2xx", "result=\"ok", "completed", "accepted"),
        new(MetricSignal.Latency, MetricResource.InputOutput, "read_latency", "write_latency", "io_time", "disk_latency", "fsync_duration", "commit_duration", "io_await", "volume_queue", "disk_queue_depth", "read_time_seconds", "write_time_seconds", "disk_io_time"),
        new(MetricSignal.Latency, MetricResource.Network, "_rtt", "rtt_", "round_trip", "icmp", "network_latency", "network_delay") { Without = ["cpu"] },
        new(MetricSignal.Latency, MetricResource.None, "latency", "duration", "response_time", "request_time", "elapsed", "target_response", "p50", "p90", "p95", "p99", "quantile", "_seconds_bucket", "request_seconds", "_ms", "rtt", "response_seconds", "turnaround", "handle_time", "processing_time", "query_time") { Without = ["cpu", "io_time"] },
        new(MetricSignal.Usage, MetricResource.Disk, "disk_used_percent", "disk_utilization", "disk_usage", "filesystem_size", "volume_stats", "disk_in_use", "fs_usage", "storage_used", "storage_percent", "disk_used", "percent_used", "volume_used", "filesystem_usage", "filesystem_used", "disk_percent"),
        new(MetricSignal.Used, MetricResource.Disk, "_size_bytes", "database_size", "log_size", "wal_size", "volume_bytes_used", "transaction_logs_disk", "disk_bytes", "retained"),
        new(MetricSignal.Usage, MetricResource.InputOutput, "iops", "io_util", "disk_io", "ops", "read_bytes", "write_bytes") { With = ["disk", "volume", "ebs", "io", "iops", "storage"], Without = ["http", "request"] },
        new(MetricSignal.Usage, MetricResource.InputOutput, "fs_writes", "fs_reads", "fs_write", "fs_read", "diskio", "disk_read", "disk_write", "disk_written", "blkio", "block_io", "written_bytes", "writes_bytes", "reads_bytes", "writes_completed", "reads_completed") { Without = ["http", "network"] },
        new(MetricSignal.Usage, MetricResource.FileDescriptors, "open_fds", "file_descriptor", "open_files", "filefd", "sockets", "sockstat", "_socket", "socket_", "tcp_inuse", "tcp_alloc", "curr_estab", "time_wait") { Without = ["websocket"] },
        new(MetricSignal.Usage, MetricResource.Workers, "active_processes", "busy_workers", "threads_busy", "worker_busy", "busy_threads", "executor_active", "thread_pool", "threadpool", "workers_busy", "active_threads", "max_children", "concurrent_executions", "pool_usage", "in_flight", "inflight", "busy", "slots", "concurrency"),
        new(MetricSignal.Usage, MetricResource.Connections, "connections", "conns", "sessions", "pool_active", "numbackends", "hikaricp", "threads_connected", "backends", "connected_clients", "server_connections", "in_use_connections", "curr_connections", "cl_active", "sv_active"),
        new(MetricSignal.Usage, MetricResource.Processes, "threads_total", "process_count", "pids", "num_threads", "thread_count", "threads_live", "goroutine", "procs_running"),
        new(MetricSignal.Usage, MetricResource.Cpu, "cpu", "processor", "load1", "load_average", "load5", "cores_used", "vcpu", "steal", "iowait", "node_load"),
        new(MetricSignal.Usage, MetricResource.Memory, "memory", "working_set", "_rss", "resident", "heap", "mem_used", "swap", "mem_usage", "memutil", "jvm_memory", "mem."),
        new(MetricSignal.Usage, MetricResource.Quota, "quota"),
        new(MetricSignal.Usage, MetricResource.Replicas, "desired_replicas", "current_replicas", "replicas"),
        new(MetricSignal.Usage, MetricResource.Network, "network_in", "network_out", "receive_bytes", "transmit_bytes", "bandwidth", "bytes_sent", "bytes_received", "net_bytes", "bytes_in", "bytes_out"),
        new(MetricSignal.Traffic, MetricResource.None, "request_count", "requests", "responses", "traffic", "request_rate", "rps", "qps", "throughput", "hits", "messages_in", "messages_sent", "messages_received", "invocations", "sessions_active", "active_users", "calls", "queries", "http", "logins", "orders", "signups", "visits", "events_total", "produced", "consumed", "jobs", "uploads", "downloads", "transactions", "checkouts", "payments", "processed", "orders_total", "logs", "bookings", "deliveries", "emails", "sent"),
    ];

    public static MetricMeaning Read(string name, string query, string? unit, string? stat)
    {
        var words = $"{Plain(name)} {Plain(query)}";
        var isUp = IsUp(query) || IsUp(name);
        var isShare = IsShare(unit, words);
        if (isUp)
        {
            return new(MetricSignal.Availability, MetricResource.None, false, words);
        }

        if (IsCount(query))
        {
            return new(words.Contains("code=~\"5", StringComparison.Ordinal) || words.Contains("status=~\"5", StringComparison.Ordinal) || words.Contains("code=\"5", StringComparison.Ordinal) ? MetricSignal.Errors
                : words.Contains("code=~\"4", StringComparison.Ordinal) || words.Contains("code=\"4", StringComparison.Ordinal) ? MetricSignal.Unknown : MetricSignal.Traffic, MetricResource.None, isShare, words);
        }

        // the name that somebody gave the file says less than the query that was asked
        var (signal, resource) = Match(Plain(query), unit) is { Signal: not MetricSignal.Unknown } asked ? asked : Match(words, unit);
        if (signal == MetricSignal.Usage && words.Contains("idle", StringComparison.Ordinal) && words.Contains("cpu", StringComparison.Ordinal))
        {
            var isTurned = query.Contains("100 -", StringComparison.Ordinal) || query.Contains("1 -", StringComparison.Ordinal) || query.Contains("100-", StringComparison.Ordinal) || query.Contains("1-", StringComparison.Ordinal);
            return new(isTurned ? MetricSignal.Usage : MetricSignal.Free, MetricResource.Cpu, true, words);
        }

        if (signal == MetricSignal.Free && resource == MetricResource.Disk && isShare && IsTurned(query))
        {
            return new(MetricSignal.Usage, resource, true, words);
        }

        if (signal == MetricSignal.Limit && query.Contains('/', StringComparison.Ordinal))
        {
            return new(MetricSignal.Usage, resource, true, words);
        }

        if (signal == MetricSignal.Unknown && unit is "s" or "ms" or "seconds" or "milliseconds" or "Seconds" or "Milliseconds" or "us")
        {
            return new(MetricSignal.Latency, MetricResource.None, false, words);
        }

        if (signal == MetricSignal.Errors && stat is "SampleCount")
        {
            return new(MetricSignal.Traffic, MetricResource.None, false, words);
        }

        return new(signal, resource, isShare, words);
    }

    private static (MetricSignal Signal, MetricResource Resource) Match(string words, string? unit)
    {
        foreach (var row in Rows)
        {
            if (row.Any.Any(word => words.Contains(word, StringComparison.Ordinal))
                && (row.With.Length == 0 || row.With.Any(word => words.Contains(word, StringComparison.Ordinal)))
                && !row.Without.Any(word => words.Contains(word, StringComparison.Ordinal)))
            {
                return (row.Signal, row.Resource);
            }
        }

        if (Ending(words) is { } ending)
        {
            return ending;
        }

        return unit is "req/s" or "requests/s" or "rps" or "requests" ? (MetricSignal.Traffic, MetricResource.None) : (MetricSignal.Unknown, MetricResource.None);
    }

    /// <summary>How many times a duration was taken is how often it was asked for.</summary>
    private static bool IsCount(string query) => DurationCount().IsMatch(query) && !query.Contains("_sum", StringComparison.Ordinal) && !query.Contains("quantile", StringComparison.Ordinal);

    /// <summary>The short word at the end of a name, as in <c>carts_mem</c>.</summary>
    private static (MetricSignal Signal, MetricResource Resource)? Ending(string words)
    {
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (word[(word.LastIndexOf('_') + 1)..])
            {
                case "mem": return (MetricSignal.Usage, MetricResource.Memory);
                case "load" or "workload": return (MetricSignal.Traffic, MetricResource.None);
                case "lat": return (MetricSignal.Latency, MetricResource.None);
                case "err" or "errs": return (MetricSignal.Errors, MetricResource.None);
                case "disk" or "io": return (MetricSignal.Usage, MetricResource.InputOutput);
                case "fds": return (MetricSignal.Usage, MetricResource.FileDescriptors);
                case "socket": return (MetricSignal.Usage, MetricResource.FileDescriptors);
                case "threads": return (MetricSignal.Usage, MetricResource.Processes);
                case "net" or "rx" or "tx": return (MetricSignal.Usage, MetricResource.Network);
                default: break;
            }
        }

        return null;
    }

    [GeneratedRegex(@"(?:duration|latency|seconds|milliseconds|time)\w*_count\b", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex DurationCount();

    private static bool IsUp(string text)
    {
        var at = text.Trim();
        return at == "up" || at.StartsWith("up{", StringComparison.Ordinal) || at.Contains("(up{", StringComparison.Ordinal) || at.EndsWith("_up", StringComparison.Ordinal) || at.Contains("_up{", StringComparison.Ordinal) || at.Contains("(up)", StringComparison.Ordinal) || at.Contains("(up ", StringComparison.Ordinal);
    }

    private static bool IsTurned(string query) =>
        query.Contains("1 - ", StringComparison.Ordinal) || query.Contains("100 - ", StringComparison.Ordinal) || query.Contains("1-", StringComparison.Ordinal) || query.Contains("100-", StringComparison.Ordinal);

    private static bool IsShare(string? unit, string words) =>
        unit?.ToLowerInvariant() is "percent" or "%" or "ratio" or "percentage" or "fraction" or "percentunit"
        || words.Contains("percent", StringComparison.Ordinal) || words.Contains("ratio", StringComparison.Ordinal) || words.Contains("utilization", StringComparison.Ordinal)
        || (words.Contains(" / ", StringComparison.Ordinal) && unit is null or "" or "1");

    /// <summary>Lower case with underscores: <c>CPUUtilization</c>, <c>cpu.utilization</c> and <c>cpu_utilization</c> are one.</summary>
    private static string Plain(string text)
    {
        var plain = new StringBuilder(text.Length + 8);
        for (var index = 0; index < text.Length; index++)
        {
            var letter = text[index];
            if (char.IsUpper(letter))
            {
                var startsWord = index > 0 && (char.IsLower(text[index - 1]) || (char.IsUpper(text[index - 1]) && index + 1 < text.Length && char.IsLower(text[index + 1])));
                if (startsWord)
                {
                    plain.Append('_');
                }

                plain.Append(char.ToLowerInvariant(letter));
                continue;
            }

            plain.Append(letter is '.' or '-' && index > 0 && index + 1 < text.Length && char.IsLetter(text[index - 1]) && char.IsLetter(text[index + 1]) ? '_' : letter);
        }

        return plain.ToString();
    }
}
