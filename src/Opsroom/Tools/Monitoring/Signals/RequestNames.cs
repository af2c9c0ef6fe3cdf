using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Deployments.Verifying;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>The names under which requests, calls and messages are counted by what is in use.</summary>
internal static partial class RequestNames
{
    private const string FailedCalls = "Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss";
    private const string FailedCallNumbers = "2|4|12|13|14|15";

    /// <summary>What is preferred stands first: what a service says of itself, then what stands before it, then systems that are no HTTP servers.</summary>
    public static ImmutableArray<RequestFamily> All { get; } =
    [
        .. RequestFamily.All,
        // OpenTelemetry's conventions for remote procedure calls
        new("rpc_server_call_duration_seconds_count", "rpc_server_call_duration_seconds", 1, ["rpc_response_status_code", "rpc_grpc_status_code"]) { Errors = $"{FailedCallNumbers}|{FailedCalls}" },
        new("rpc_server_duration_seconds_count", "rpc_server_duration_seconds", 1, ["rpc_grpc_status_code"]) { Errors = FailedCallNumbers },
        new("rpc_server_duration_milliseconds_count", "rpc_server_duration_milliseconds", 0.001, ["rpc_grpc_status_code"]) { Errors = FailedCallNumbers },
        // web frameworks
        new("http_server_requests_total", "http_server_request_duration_seconds", 1, ["code", "status"]),
        new("flask_http_request_total", "flask_http_request_duration_seconds", 1, ["status"]),
        new("starlette_requests_total", "starlette_request_duration_seconds", 1, ["status_code"]),
        new("fastapi_responses_total", "fastapi_requests_duration_seconds", 1, ["status_code"]),
        new("django_http_responses_total_by_status_total", "django_http_requests_latency_seconds_by_view_method", 1, ["status"]),
        new("rails_requests_total", "rails_request_duration_seconds", 1, ["status"]),
        new("http_request_duration_ms_count", "http_request_duration_ms", 0.001, ["code", "status", "status_code"]),
        new("apiserver_request_total", "apiserver_request_duration_seconds", 1, ["code"]),
        // meshes, ingresses, gateways
        new("istio_requests_total", "istio_request_duration_milliseconds", 0.001, ["response_code"]) { Only = "reporter=\"source\"", IsOfService = true },
        new("response_total", "response_latency_ms", 0.001, ["classification"]) { Errors = "failure", Only = "direction=\"inbound\"", IsOfService = true },
        new("traefik_service_requests_total", "traefik_service_request_duration_seconds", 1, ["code"]) { IsOfService = true },
        new("envoy_cluster_upstream_rq_xx", "envoy_cluster_upstream_rq_time", 0.001, ["envoy_response_code_class"]) { Errors = "5", IsOfService = true },
        new("kong_http_requests_total", "kong_request_latency_ms", 0.001, ["code"]) { IsOfService = true },
        new("haproxy_backend_http_responses_total", "", 1, ["code"]) { IsOfService = true },
        new("caddy_http_request_duration_seconds_count", "caddy_http_request_duration_seconds", 1, ["code"]),
        // names, queues, stores
        new("coredns_dns_responses_total", "coredns_dns_request_duration_seconds", 1, ["rcode"]) { Errors = "SERVFAIL|REFUSED" },
        new("spring_rabbitmq_listener_seconds_count", "spring_rabbitmq_listener_seconds", 1, ["result"]) { Errors = "failure" },
        new("spring_kafka_listener_seconds_count", "spring_kafka_listener_seconds", 1, ["result"]) { Errors = "failure" },
        new("rabbitmq_queue_messages_delivered_total", "", 1, []),
        new("kafka_server_brokertopicmetrics_messagesin_total", "", 1, []),
        new("pg_stat_database_xact_commit", "", 1, []),
        new("mysql_global_status_queries", "", 1, []),
        new("redis_commands_processed_total", "redis_commands_duration_seconds", 1, []),
    ];

    /// <summary>Labels that may have the outcome where a name is not known.</summary>
    public static ImmutableArray<string> StatusLabels { get; } =
    [
        "code", "status", "status_code", "http_response_status_code", "http_status_code", "response_code", "grpc_code", "rpc_grpc_status_code", "rpc_response_status_code",
        "envoy_response_code_class", "classification", "rcode", "result", "outcome", "grpc_status",
    ];

    /// <summary>The family of a name that no one else uses, where it looks like a counter of requests; its durations are found among the other names.</summary>
    public static RequestFamily? Guess(string name, IReadOnlySet<string> names)
    {
        if (!Counter().IsMatch(name) || OwnAffairs().IsMatch(name))
        {
            return null;
        }

        var stem = name[..name.LastIndexOf('_')];
        var duration = new[] { stem, stem.TrimEnd('s') + "_duration_seconds", stem + "_duration_seconds", stem.TrimEnd('s') + "_latency_seconds", stem.TrimEnd('s') + "_duration_milliseconds" }
            .FirstOrDefault(each => names.Contains(each + "_count"));
        return new RequestFamily(name, duration ?? "", duration is not null && duration.Contains("milli", StringComparison.Ordinal) ? 0.001 : 1, StatusLabels);
    }

    [GeneratedRegex("^[a-zA-Z_][a-zA-Z0-9_]*(requests?|responses|calls|handled|rpcs|request_duration_seconds|request_duration_milliseconds|messages_processed|jobs_processed|tasks)_(total|count)$", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex Counter();

    // what an exporter counts of itself, and what a service asks of others
    [GeneratedRegex("^(promhttp_|prometheus_|scrape_|net_conntrack_)|(^|_)(client|upstream|outgoing)_", RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking)]
    private static partial Regex OwnAffairs();
}
