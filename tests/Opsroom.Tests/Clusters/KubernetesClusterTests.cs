using System.Net;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Tests.Clusters;

/// <summary>What tests may rely on of the cluster that they are given.</summary>
public sealed class KubernetesClusterTests(KubernetesCluster cluster)
{
    /// <summary>The state and the address as <c>/proc/net/tcp</c> writes them.</summary>
    private const string Listens = "0A";
    private const string Loopback = "0100007F";

    private const string Deployment = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - {name: web, image: 'registry.example/web:1.0.0'}
        """;

    [Fact]
    public async Task A_deployment_becomes_ready_and_goes_with_its_namespace()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        string space;
        await using (var made = await cluster.CreateNamespaceAsync(cancellationToken))
        {
            space = made.Name;
            await made.CreateAsync(Deployment, cancellationToken);
            var web = await cluster.Api.WaitUntilAsync(
                made.PathOf("apis/apps/v1", "deployments", "web"), state => (int?)state["status"]?["readyReplicas"] == 2, cancellationToken);
            Assert.Equal(2, (int)web["status"]!["updatedReplicas"]!);
        }

        await cluster.Api.WaitUntilGoneAsync($"/api/v1/namespaces/{space}", cancellationToken);
    }

    [Fact]
    public async Task The_viewer_may_do_what_a_test_allows()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        await using var made = await cluster.CreateNamespaceAsync(cancellationToken);
        using var viewer = new KubernetesApi(cluster.Kubeconfig, KubernetesCluster.Viewer);
        var pods = made.PathOf("api/v1", "pods");
        var refused = await Assert.ThrowsAsync<KubernetesRefusedException>(() => viewer.GetAsync(pods, cancellationToken));
        Assert.Equal(HttpStatusCode.Forbidden, refused.Status);

        await made.AllowViewerAsync("", ["pods"], ["list"], cancellationToken);
        Assert.Empty((await viewer.GetAsync(pods, cancellationToken))["items"]!.AsArray());
    }

    [Fact]
    public async Task Everything_listens_on_loopback_only()
    {
        await cluster.StartAsync(TestContext.Current.CancellationToken);
        var processes = Directory.EnumerateFiles(Path.GetDirectoryName(cluster.Kubeconfig)!, "*.pid").Select(File.ReadAllText).Select(pid => pid.Trim()).ToList();
        Assert.Equal(6, processes.Count);
        var sockets = processes.SelectMany(pid => Directory.EnumerateFiles($"/proc/{pid}/fd")).Select(path => new FileInfo(path).LinkTarget).ToHashSet(StringComparer.Ordinal);
        var listening = from table in new[] { "/proc/net/tcp", "/proc/net/tcp6" }
                        from line in File.ReadLines(table).Skip(1)
                        let fields = line.Split(' ', StringSplitOptions.RemoveEmptyEntries)
                        where fields[3] == Listens && sockets.Contains($"socket:[{fields[9]}]")
                        select fields[1].Split(':')[0];
        Assert.All(listening.ToList(), address => Assert.Equal(Loopback, address));
    }
}
