using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>A namespace of a real cluster, and a server in a process of its own that may change it. The server is only ever ended by <c>kill -9</c>.</summary>
internal sealed partial class ClusterSite : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-cluster-");
    private readonly int port = FreePort.Take();
    private readonly KubernetesCluster cluster;
    private OpsroomProcess? process;

    private ClusterSite(KubernetesCluster cluster, KubernetesNamespace space)
    {
        (this.cluster, Space) = (cluster, space);
        Client = new ApprovalClient(new Uri($"http://127.0.0.1:{port}"));
    }

    public KubernetesNamespace Space { get; }

    /// <summary>The tests' own client of the cluster.</summary>
    public KubernetesApi Api => cluster.Api;

    public ApprovalClient Client { get; }

    /// <summary>Where the server works; what it keeps is below it.</summary>
    public string Folder => folder.FullName;

    /// <summary>What the process that runs wrote.</summary>
    public string Output => process?.Output ?? "";

    /// <summary>Makes a namespace and starts a server.</summary>
    public static async Task<ClusterSite> OpenAsync(KubernetesCluster cluster, CancellationToken cancellationToken)
    {
        var site = new ClusterSite(cluster, await cluster.CreateNamespaceAsync(cancellationToken));
        try
        {
            await site.StartAsync(wish: null, cancellationToken);
            return site;
        }
        catch
        {
            await site.DisposeAsync();
            throw;
        }
    }

    /// <summary>Starts the server, after killing the one that runs.</summary>
    /// <param name="wish">What it dies of; null lets it live.</param>
    public async Task StartAsync(DeathWish? wish, CancellationToken cancellationToken)
    {
        await KillAsync(cancellationToken);
        var environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBECONFIG"] = cluster.Kubeconfig };
        if (wish is null)
        {
            process = OpsroomProcess.Serve(Folder, port, environment);
        }
        else
        {
            environment[DeathWish.Variable] = wish.ToString();
            environment[OutsideHost.PortVariable] = port.ToString(CultureInfo.InvariantCulture);
            environment[OutsideHost.OutsideVariable] = "http://127.0.0.1:9"; // it has tools for another system too, which nobody uses here
            Directory.CreateDirectory(Path.Combine(Folder, OutsideHost.AgentsFolder));
            process = OpsroomProcess.ServeOutside(Folder, environment);
        }

        await process.WaitForPortAsync(port, cancellationToken);
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (process is not null)
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
            await process.DisposeAsync();
            process = null;
        }
    }

    /// <summary>Sends the signal, and does not wait until the process is gone.</summary>
    public void Strike() => process?.Kill();

    /// <summary>Waits until the process has ended by itself, or by <see cref="Strike"/>.</summary>
    public Task WaitForDeathAsync(CancellationToken cancellationToken) => process!.WaitForExitAsync(cancellationToken);

    /// <summary>What the server says of a tool.</summary>
    public async Task<JsonObject> ToolAsync(string name, CancellationToken cancellationToken) => (await Client.GetAsync($"/tools/{name}", cancellationToken)).Body;

    /// <summary>The files below the server's folder in which one of the texts stands in clear, or as base64 writes it.</summary>
    public async Task<IReadOnlyList<string>> FindAsync(IEnumerable<string> texts, CancellationToken cancellationToken)
    {
        var forms = texts.SelectMany(text => (byte[][])[[.. text.Select(sign => (byte)sign)], [.. Base64(text).Select(sign => (byte)sign)]]).ToList();
        var places = new List<string>();
        foreach (var file in folder.EnumerateFiles("*", SearchOption.AllDirectories).Where(file => file.Length > 0))
        {
            var content = await File.ReadAllBytesAsync(file.FullName, cancellationToken);
            if (forms.Exists(form => content.AsSpan().IndexOf(form) >= 0))
            {
                places.Add(file.FullName);
            }
        }

        return places;
    }

    public static string Base64(string text) => Convert.ToBase64String([.. text.Select(sign => (byte)sign)]);

    public async ValueTask DisposeAsync()
    {
        await KillAsync(CancellationToken.None);
        Client.Dispose();
        await Space.DisposeAsync();
        folder.Delete(recursive: true);
    }
}
