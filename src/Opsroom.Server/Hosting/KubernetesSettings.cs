using System.Collections.Immutable;
using Opsroom.Tools.Kubernetes;

namespace Opsroom.Server.Hosting;

/// <summary>Which clusters there are: those that are listed, else the contexts of <c>KUBECONFIG</c>, else the cluster that the server runs in.</summary>
internal static class KubernetesSettings
{
    /// <summary>Where a pod has its service account; a server in a cluster that may not use it has none there.</summary>
    private const string ServiceAccountToken = "/var/run/secrets/kubernetes.io/serviceaccount/token";

    private const string OwnCluster = "in-cluster";

    public static KubernetesOptions Read(SettingsReader reader, string folder)
    {
        var defaults = new KubernetesOptions();
        var options = new KubernetesOptions
        {
            Clusters = [.. reader.Children($"{KubernetesOptions.Section}:Clusters").Select(child => new ClusterOptions(reader.Text($"{child.Path}:Name") ?? "")
            {
                Kubeconfig = Files(reader.Text($"{child.Path}:Kubeconfig"), folder),
                Context = reader.Text($"{child.Path}:Context"),
                InCluster = reader.Flag($"{child.Path}:InCluster", otherwise: false),
                Namespaces = [.. reader.List($"{child.Path}:Namespaces")],
            })],
            Kubeconfig = Files(reader.Text("Kubernetes:Kubeconfig"), folder),
            DefaultCluster = reader.Text("Kubernetes:DefaultCluster"),
            RequestTimeout = reader.Time("Kubernetes:RequestTimeout", defaults.RequestTimeout),
            FieldManager = reader.Text("Kubernetes:FieldManager") ?? defaults.FieldManager,
        };
        if (!options.IsConfigured && reader.Text("Kubernetes:ServiceHost") is not null && File.Exists(ServiceAccountToken))
        {
            options.Clusters = [new ClusterOptions(OwnCluster) { InCluster = true }];
        }

        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }

    /// <summary>Paths as in <c>KUBECONFIG</c>, with <c>~/</c> for the home directory.</summary>
    private static ImmutableArray<string> Files(string? list, string folder) =>
    [
        .. (list ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries).Select(path => Path.GetFullPath(
            path.StartsWith("~/", StringComparison.Ordinal) ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), path[2..]) : path, folder)),
    ];
}
