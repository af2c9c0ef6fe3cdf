using System.Collections.Immutable;
using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>A label under which a service may be named, with the matcher for it.</summary>
/// <param name="Key">Tells it from others of the same label.</param>
internal sealed record ServiceMatcher(string Key, string Matcher);

/// <summary>The labels that name services by what is in use, the most telling first.</summary>
internal static class ServiceMatchers
{
    private static readonly ImmutableArray<string> Plain =
    [
        "service", "service_name", "exported_service", "app", "app_kubernetes_io_name", "application", "app_name", "deployment", "workload", "component", "k8s_app",
        // Istio, ingress controllers, proxies
        "destination_service_name", "destination_canonical_service", "destination_workload", "ingress", "proxy", "envoy_cluster_name",
    ];

    /// <summary>Labels whose values tell services apart, for a list of those that are there.</summary>
    public static ImmutableArray<string> Naming { get; } = ["service", "service_name", "exported_service", "app", "destination_service_name", "deployment", "job"];

    public static ImmutableArray<ServiceMatcher> Of(string service)
    {
        var name = PromQL.Literal(service);
        return
        [
            .. Plain.Select(label => new ServiceMatcher(label, PromQL.Is(label, service))),
            // a job may have its namespace before it, as OpenTelemetry and the Prometheus operator write it
            new("job", PromQL.Fits("job", $"(.+/)?{name}")),
            new("exported_job", PromQL.Fits("exported_job", $"(.+/)?{name}")),
            new("destination_service", PromQL.Fits("destination_service", $@"{name}(\..+)?")),
            // Traefik: namespace-service-port@provider; Envoy in a mesh: direction|port|subset|host
            new("service@provider", PromQL.Fits("service", $"(.+-)?{name}(-[0-9a-z]+)?@.+")),
            new("envoy_cluster_name|host", PromQL.Fits("envoy_cluster_name", $@"outbound\|[0-9]*\|.*\|{name}(\..+)?")),
            new("container", PromQL.Is("container", service)),
            new("pod", PromQL.Fits("pod", $"{name}-([0-9]+|[a-z0-9]{{5}}|[a-z0-9]{{6,10}}-[a-z0-9]{{5}})")),
        ];
    }
}
