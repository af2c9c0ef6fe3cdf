using Opsroom.Tools.Prometheus;

namespace Opsroom.Tools.Monitoring.Signals;

/// <summary>Which services there are.</summary>
internal static class ServiceNames
{
    /// <summary>The PromQL whose series have, among the labels of <see cref="ServiceMatchers.Naming"/>, the names of the services that count requests.</summary>
    public static string Query { get; } = $"count by ({string.Join(", ", ServiceMatchers.Naming)}) ({{{PromQL.IsOneOf("__name__", RequestNames.All.Select(family => family.Requests).Distinct(StringComparer.Ordinal))}}})";
}
