using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>What a probe asks for, in a few words.</summary>
internal static class ProbeWords
{
    public static string Of(YamlMap? probe) => probe switch
    {
        null => "",
        _ when probe.MapAt("httpGet") is { } http => $"httpGet {http.TextAt("path") ?? "/"} on port {http.TextAt("port")}",
        _ when probe.MapAt("tcpSocket") is { } tcp => $"tcpSocket on port {tcp.TextAt("port")}",
        _ when probe.MapAt("grpc") is { } grpc => $"grpc on port {grpc.TextAt("port")}",
        _ when probe.MapAt("exec") is { } exec => $"exec {Quote.Of(string.Join(' ', exec.TextsAt("command")), 120)}",
        _ => "",
    };

    public static string? PortOf(YamlMap? probe) => probe.TextAt("httpGet", "port") ?? probe.TextAt("tcpSocket", "port") ?? probe.TextAt("grpc", "port");

    /// <summary>How long a container may take before the probe kills it.</summary>
    public static string Timing(ContainerFacts container, EventLine failed)
    {
        var name = failed.Says("Startup") ? "startupProbe" : "livenessProbe";
        var probe = container.Spec.MapAt(name);
        if (probe is null)
        {
            return "";
        }

        var startup = name == "livenessProbe" && container.Spec.MapAt("startupProbe") is null ? "; there is no startupProbe" : "";
        return $"{name} {Of(probe)}: initialDelaySeconds {probe.TextAt("initialDelaySeconds") ?? "0"}, periodSeconds {probe.TextAt("periodSeconds") ?? "10"}, "
            + $"timeoutSeconds {probe.TextAt("timeoutSeconds") ?? "1"}, failureThreshold {probe.TextAt("failureThreshold") ?? "3"}{startup}.";
    }

    /// <summary>How long a probe lets a container start before it counts.</summary>
    public static TimeSpan Grace(YamlMap? probe) => probe is null
        ? TimeSpan.Zero
        : TimeSpan.FromSeconds((probe.NumberAt("initialDelaySeconds") ?? 0) + ((probe.NumberAt("periodSeconds") ?? 10) * (probe.NumberAt("failureThreshold") ?? 3)));
}
