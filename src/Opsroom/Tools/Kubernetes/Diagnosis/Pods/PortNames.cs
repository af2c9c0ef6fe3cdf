using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Ports that containers declare, by number and by name.</summary>
internal static class PortNames
{
    public static bool Opens(IEnumerable<YamlMap> ports, string asked) =>
        ports.Any(port => References.IsNumber(asked) ? port.TextAt("containerPort") == asked : port.TextAt("name") == asked);

    public static string Words(IEnumerable<YamlMap> ports) =>
        Quote.Names(ports.Select(port => $"{port.TextAt("containerPort")}{(port.TextAt("name") is { } name ? $" ({name})" : "")}"));

    public static string Mismatch(IReadOnlyList<YamlMap> ports, string asked) => References.IsNumber(asked)
        ? $" The probe asks port {asked}, but the container opens only containerPort {Words(ports)}."
        : $" The probe asks for a port named {asked}, but the container has no port of that name; it has containerPort {Words(ports)}.";
}
