using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes.Api.Connections;

namespace Opsroom.Tools.Kubernetes.Api;

/// <summary>The configured clusters by name. Contexts of a kubeconfig that changes come and go with it.</summary>
internal sealed class ClusterDirectory(KubernetesOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Cluster> clusters = new(StringComparer.Ordinal);
    private ImmutableArray<string> names = [];
    private string? preferred;
    private string? stamp;

    /// <summary>The cluster of that name, or the default one.</summary>
    public ToolResult<Cluster> Find(string? name)
    {
        lock (gate)
        {
            if (Refresh() is { } failure)
            {
                return failure;
            }

            if (names.IsEmpty)
            {
                return ToolFailure.NotConfigured(
                    options.IsConfigured
                        ? $"No cluster can be used: {string.Join(" and ", options.Kubeconfig)} {(options.Kubeconfig.Length == 1 ? "is not there or has" : "are not there or have")} no contexts. Put a kubeconfig there, or set KUBECONFIG to one."
                        : "No cluster is configured. Set KUBECONFIG to a kubeconfig file, or name clusters in Kubernetes:Clusters; inside a cluster a service account is used by itself.",
                    KubernetesOptions.Setting);
            }

            var wanted = string.IsNullOrWhiteSpace(name) ? preferred : name.Trim();
            return wanted is null ? ToolFailure.InvalidArgument($"There are several clusters and no default one. Give cluster as one of {Known()}.")
                : clusters.TryGetValue(wanted, out var cluster) && names.Contains(wanted, StringComparer.Ordinal) ? cluster
                : ToolFailure.InvalidArgument($"'{OutsideText.OneLine(wanted)}' is no configured cluster. It is one of {Known()}.");
        }
    }

    /// <summary>The names of all clusters; empty where none is configured.</summary>
    public ImmutableArray<string> Names
    {
        get
        {
            lock (gate)
            {
                return Refresh() is null ? names : [];
            }
        }
    }

    public void Dispose()
    {
        foreach (var cluster in clusters.Values)
        {
            cluster.Dispose();
        }
    }

    private string Known() => names.Length <= 30 ? string.Join(", ", names) : $"{string.Join(", ", names.Take(30))} and {names.Length - 30} others";

    private ToolFailure? Refresh()
    {
        if (!options.Clusters.IsEmpty)
        {
            if (names.IsEmpty)
            {
                names = [.. options.Clusters.Select(each => each.Name)];
                preferred = options.DefaultCluster ?? names[0];
                foreach (var each in options.Clusters)
                {
                    Add(each.Name, new ClusterSource(each.InCluster ? [] : each.Kubeconfig.IsEmpty ? options.Kubeconfig : each.Kubeconfig, each.Context), each.Namespaces);
                }
            }

            return null;
        }

        var now = ClusterSource.StampOf(options.Kubeconfig);
        if (now == stamp)
        {
            return null;
        }

        try
        {
            var kubeconfig = Kubeconfig.Read(options.Kubeconfig);
            names = [.. kubeconfig.Contexts];
            preferred = options.DefaultCluster ?? kubeconfig.CurrentContext ?? (names.Length == 1 ? names[0] : null);
            foreach (var each in names.Where(each => !clusters.ContainsKey(each)))
            {
                Add(each, new ClusterSource(options.Kubeconfig, each), []);
            }

            stamp = now;
            return null;
        }
        catch (KubeconfigException unusable)
        {
            return new ToolFailure(FaultCodes.Unreachable, $"The clusters are not known: {OutsideText.OneLine(unusable.Message)}. Mend the file that KUBECONFIG names.", KubernetesOptions.Setting);
        }
    }

    private void Add(string name, ClusterSource source, ImmutableArray<string> namespaces) =>
        clusters[name] = new Cluster(name, new ClusterConnection(name, source, options, time), namespaces, options, time);
}
