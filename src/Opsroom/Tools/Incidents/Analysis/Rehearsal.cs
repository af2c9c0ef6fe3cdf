using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Bundles;

namespace Opsroom.Tools.Incidents.Analysis;

/// <summary>What fails where nobody is served hurts nobody, unless that is what was asked about.</summary>
internal static class Rehearsal
{
    private static readonly ImmutableArray<string> Words =
        ["staging", "stage", "dev", "test", "sandbox", "qa", "preprod", "uat", "loadtest", "development", "canary", "debug", "debugger", "scratch", "playground"];

    /// <summary>Labels of a series that say where it was measured.</summary>
    private static readonly ImmutableArray<string> Places = ["env", "environment", "deployment_environment", "stage", "namespace", "kubernetes_namespace", "k8s_namespace_name", "cluster", "tier"];

    public static bool Is(string? name) => name is not null && name.Split('-', '/', '.', '_').Any(part => Words.Contains(part, StringComparer.OrdinalIgnoreCase));

    public static bool Is(RecordedSeries series) => series.Labels.Any(label => Places.Contains(label.Key, StringComparer.OrdinalIgnoreCase) && Is(label.Value));

    /// <summary>Whether the question is about such a place.</summary>
    public static bool IsMeant(IncidentHeader header) => Is(header.Namespace) || Is(header.Service);
}
