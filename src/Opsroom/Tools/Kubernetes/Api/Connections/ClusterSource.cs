using System.Collections.Immutable;

namespace Opsroom.Tools.Kubernetes.Api.Connections;

/// <summary>From where the address of a cluster and the credentials for it come.</summary>
/// <param name="Files">Kubeconfig files; none where it is the cluster that the server runs in.</param>
/// <param name="Context">Null for the current one.</param>
internal sealed record ClusterSource(ImmutableArray<string> Files, string? Context)
{
    /// <summary>For a person, as it completes "credentials of …".</summary>
    public string Description => Files.IsEmpty
        ? "the pod's service account"
        : $"the {(Context is null ? "current context" : $"context '{Context}'")} in {string.Join(" and ", Files)}";

    /// <summary>What changes when one of the files does.</summary>
    public static string StampOf(IEnumerable<string> files) => string.Join('|', files.Select(file =>
        new FileInfo(file) is { Exists: true } info ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{file}:{info.Length}:{info.LastWriteTimeUtc.Ticks}") : file));
}
