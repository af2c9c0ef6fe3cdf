using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Verifying;

/// <summary>The names under which requests are counted by what is in use.</summary>
/// <param name="Requests">The counter of requests.</param>
/// <param name="Duration">The histogram of their durations, without <c>_bucket</c>.</param>
/// <param name="Unit">How many seconds its unit is.</param>
/// <param name="StatusLabels">Labels that may have the outcome; the first that is there counts.</param>
internal sealed record RequestFamily(string Requests, string Duration, double Unit, ImmutableArray<string> StatusLabels)
{
    /// <summary>Which outcomes are errors, as a regular expression.</summary>
    public string Errors { get; init; } = "5..";

    /// <summary>A matcher for the series that count what was received.</summary>
    public string? Only { get; init; }

    /// <summary>Whether the counter is kept by what stands before the service, so that it does not know pods.</summary>
    public bool IsOfService { get; init; }

    /// <summary>What is preferred stands first.</summary>
    public static ImmutableArray<RequestFamily> All { get; } =
    [
        // OpenTelemetry's semantic conventions for HTTP, and those before them
        new("http_server_request_duration_seconds_count", "http_server_request_duration_seconds", 1, ["http_response_status_code"]),
        new("http_server_duration_milliseconds_count", "http_server_duration_milliseconds", 0.001, ["http_status_code"]),
        // Micrometer
        new("http_server_requests_seconds_count", "http_server_requests_seconds", 1, ["status"]),
        // prometheus-net
        new("http_requests_received_total", "http_request_duration_seconds", 1, ["code"]),
        // the names of the Prometheus documentation and of most client libraries
        new("http_requests_total", "http_request_duration_seconds", 1, ["code", "status", "status_code"]),
        new("http_request_duration_seconds_count", "http_request_duration_seconds", 1, ["code", "status", "status_code"]),
        new("grpc_server_handled_total", "grpc_server_handling_seconds", 1, ["grpc_code"]) { Errors = "Unknown|DeadlineExceeded|Unimplemented|Internal|Unavailable|DataLoss" },
        new("istio_requests_total", "istio_request_duration_milliseconds", 0.001, ["response_code"]) { Only = "reporter=\"destination\"" },
        new("nginx_ingress_controller_requests", "nginx_ingress_controller_request_duration_seconds", 1, ["status"]) { IsOfService = true },
    ];
}
