using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Opsroom.Tools.Kubernetes.Api.Connections;

namespace Opsroom.Tools.Kubernetes;

/// <summary>What the operator says about clusters. Section <c>Kubernetes</c>.</summary>
public sealed partial class KubernetesOptions
{
    public const string Section = "Kubernetes";

    /// <summary>The setting that a tool names where no cluster is configured.</summary>
    public const string Setting = "KUBECONFIG";

    /// <summary>The clusters by name. Where there are none, every context of <see cref="Kubeconfig"/> is one.</summary>
    public ImmutableArray<ClusterOptions> Clusters { get; set; } = [];

    /// <summary>Kubeconfig files, merged; of what stands in several the first counts. <c>KUBECONFIG</c>.</summary>
    public ImmutableArray<string> Kubeconfig { get; set; } = [];

    /// <summary>Which cluster is meant where none is named; without it the first of <see cref="Clusters"/>, or the current context.</summary>
    public string? DefaultCluster { get; set; }

    /// <summary>How long an API server may take for one answer.</summary>
    public TimeSpan RequestTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Who server-side apply and the other writes say they are.</summary>
    public string FieldManager { get; set; } = "opsroom";

    public bool IsConfigured => !Clusters.IsEmpty || !Kubeconfig.IsEmpty;

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        for (var i = 0; i < Clusters.Length; i++)
        {
            var (cluster, key) = (Clusters[i], $"{Section}:Clusters:{i}");
            if (!ClusterName().IsMatch(cluster.Name))
            {
                yield return $"{key}:Name is '{cluster.Name}': give the cluster a name of letters, digits, and . _ - : @ / within it.";
            }
            else if (Clusters.Take(i).Any(other => other.Name == cluster.Name))
            {
                yield return $"{key}:Name is '{cluster.Name}', as of another cluster: give each a name of its own.";
            }

            if (cluster.InCluster && (!cluster.Kubeconfig.IsEmpty || cluster.Context is not null))
            {
                yield return $"{key}:InCluster is true beside a kubeconfig or a context: leave one of them out.";
            }

            if (!cluster.InCluster && cluster.Kubeconfig.IsEmpty && Kubeconfig.IsEmpty)
            {
                yield return $"{key}:Kubeconfig is missing: give the path of a kubeconfig file, set KUBECONFIG, or set {key}:InCluster to true.";
            }
            else if (!cluster.InCluster && Unusable(cluster) is { } reason)
            {
                yield return $"{key} ('{cluster.Name}') cannot be used: {reason}.";
            }
        }

        if (DefaultCluster is not null && !Clusters.IsEmpty && Clusters.All(cluster => cluster.Name != DefaultCluster))
        {
            yield return $"{Section}:DefaultCluster is '{DefaultCluster}', which is none of {Section}:Clusters: give one of {string.Join(", ", Clusters.Select(cluster => cluster.Name))}.";
        }

        if (RequestTimeout < TimeSpan.FromSeconds(1) || RequestTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:RequestTimeout is '{RequestTimeout}': give a time from 1 second to 10 minutes.";
        }

        if (FieldManager.Length is 0 or > 128 || FieldManager.Any(letter => letter is <= ' ' or > '~'))
        {
            yield return $"{Section}:FieldManager is '{FieldManager}': give a name of up to 128 printable characters without spaces.";
        }
    }

    /// <summary>Files given by <c>KUBECONFIG</c> alone may come later; what is listed has to be there.</summary>
    private string? Unusable(ClusterOptions cluster)
    {
        var files = cluster.Kubeconfig.IsEmpty ? Kubeconfig : cluster.Kubeconfig;
        if (!files.Any(File.Exists))
        {
            return $"{string.Join(" and ", files)} {(files.Length == 1 ? "is no file" : "are no files")}";
        }

        try
        {
            Api.Connections.Kubeconfig.Read(files).Select(cluster.Context);
            return null;
        }
        catch (KubeconfigException unusable)
        {
            return $"{unusable.Message} ({string.Join(", ", files)})";
        }
    }

    [GeneratedRegex("^[A-Za-z0-9](?:[A-Za-z0-9._:@/-]{0,251}[A-Za-z0-9])?$", RegexOptions.NonBacktracking)]
    private static partial Regex ClusterName();
}

/// <summary>A cluster as the operator names it.</summary>
/// <param name="Name">What tools and <c>targets</c> of the policy call it.</param>
public sealed record ClusterOptions(string Name)
{
    /// <summary>Kubeconfig files, merged; without any, those of <see cref="KubernetesOptions.Kubeconfig"/>.</summary>
    public ImmutableArray<string> Kubeconfig { get; init; } = [];

    /// <summary>The context; without it the current one.</summary>
    public string? Context { get; init; }

    /// <summary>Whether it is the cluster that the server itself runs in, by the service account of its pod.</summary>
    public bool InCluster { get; init; }

    /// <summary>The only namespaces that tools may look into and change; without any, all.</summary>
    public ImmutableArray<string> Namespaces { get; init; } = [];
}
