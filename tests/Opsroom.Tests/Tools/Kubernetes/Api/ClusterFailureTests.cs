using Opsroom.TestKit.Kubernetes.Fakes;
using Opsroom.TestKit.Models;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Api;

namespace Opsroom.Tests.Tools.Kubernetes.Api;

/// <summary>What goes wrong between the client and a cluster.</summary>
public sealed class ClusterFailureTests : IAsyncDisposable
{
    private const string ConfigMap = "{apiVersion: v1, kind: ConfigMap, metadata: {name: settings, namespace: shop}, data: {color: blue}}";

    private readonly string file = Path.Combine(Path.GetTempPath(), $"kubeconfig-{Guid.NewGuid():N}");
    private FakeKubernetes? fake;

    /// <summary>Waits pass at once; the time that an answer may take does not.</summary>
    private SkippingTimeProvider Time { get; } = new() { LongestSkip = TimeSpan.FromSeconds(25) };

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_is_tried_again_after_the_time_that_the_server_names_and_a_write_is_not()
    {
        var (server, cluster) = await StartAsync();
        var resource = await cluster.ResolvedAsync("configmap");
        server.Fail(new FakeKubernetesFault(request => request.Path.Contains("/configmaps", StringComparison.Ordinal)) { Refusal = FakeRefusal.TooManyRequests(7), IsOnce = true });
        SomeClusters.Value(await cluster.ListAsync(resource, new ListQuery { Namespace = "shop" }, CancellationToken));
        Assert.Contains(TimeSpan.FromSeconds(7), Time.Delays);

        server.Fail(new FakeKubernetesFault(request => request.IsWrite) { Refusal = FakeRefusal.Unavailable });
        var refused = await cluster.CreateAsync(resource, "shop", SomeClusters.Read(ConfigMap), new WriteOptions(), CancellationToken);
        Assert.Equal(FaultCodes.Unreachable, refused.Failure!.Code);
        Assert.Single(server.Writes);
    }

    [Fact]
    public async Task Credentials_that_are_refused_are_read_anew_and_then_named()
    {
        var (server, cluster) = await StartAsync();
        server.Fail(new FakeKubernetesFault(_ => true) { Refusal = FakeRefusal.Unauthorized, IsOnce = true });
        SomeClusters.Value(await cluster.DiscoverAsync(CancellationToken));

        await File.WriteAllTextAsync(file, server.Kubeconfig.Replace(server.Token, "expired", StringComparison.Ordinal), CancellationToken);
        var expired = await cluster.GetAsync("configmap", "shop", "settings", CancellationToken);
        Assert.Equal(FaultCodes.Denied, expired.Failure!.Code);
        Assert.Contains("context 'fake'", expired.Failure.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(server.Token, expired.Failure.Message, StringComparison.Ordinal);

        await File.WriteAllTextAsync(file, server.Kubeconfig, CancellationToken);
        Assert.Equal(FaultCodes.NotFound, (await cluster.GetAsync("configmap", "shop", "settings", CancellationToken)).Failure!.Code);
    }

    [Fact]
    public async Task A_server_that_is_not_there_is_named_with_its_address()
    {
        var (server, cluster) = await StartAsync();
        await server.DisposeAsync();

        var failure = (await cluster.DiscoverAsync(CancellationToken)).Failure!;

        Assert.Equal(FaultCodes.Unreachable, failure.Code);
        Assert.Contains("127.0.0.1", failure.Message, StringComparison.Ordinal);
        Assert.Equal("KUBECONFIG", failure.Setting);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_names_the_setting()
    {
        var (server, cluster) = await StartAsync();
        var never = new TaskCompletionSource();
        server.Fail(new FakeKubernetesFault(_ => true) { Until = never.Task });
        var asked = cluster.DiscoverAsync(CancellationToken);
        await server.WaitForRequestsAsync(1, CancellationToken);
        Time.Advance(TimeSpan.FromSeconds(31));

        var failure = (await asked).Failure!;
        never.SetResult();

        Assert.Equal((FaultCodes.Timeout, "Kubernetes:RequestTimeout"), (failure.Code, failure.Setting));
    }

    [Fact]
    public async Task The_newest_lines_of_a_log_are_kept()
    {
        var (server, cluster) = await StartAsync();
        server.Load("{apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop}, spec: {containers: [{name: web, image: registry.example/web:1}]}}");
        server.Log("shop", "web-1", "web", Enumerable.Range(0, 5_000).Select(i => new FakeLogLine(Time.GetUtcNow(), $"line {i} {new string('x', 100)}")));

        var cut = SomeClusters.Value(await cluster.LogsAsync("shop", "web-1", new LogQuery { MostCharacters = 10_000 }, CancellationToken));
        Assert.True(cut.IsTruncated);
        Assert.StartsWith("line 4999 ", cut.Lines[^1], StringComparison.Ordinal);
        Assert.True(cut.Lines.Sum(line => line.Length + 1) <= 10_000);

        var last = SomeClusters.Value(await cluster.LogsAsync("shop", "web-1", new LogQuery { TailLines = 2 }, CancellationToken));
        Assert.False(last.IsTruncated);
        Assert.Equal(2, last.Lines.Length);
    }

    [Fact]
    public async Task A_cluster_for_some_namespaces_shows_no_others()
    {
        fake = await FakeKubernetes.StartNewAsync(Time, CancellationToken);
        await File.WriteAllTextAsync(file, fake.Kubeconfig, CancellationToken);
        fake.Load(ConfigMap);
        fake.Load(ConfigMap.Replace("shop", "bank", StringComparison.Ordinal));
        var options = new Opsroom.Tools.Kubernetes.KubernetesOptions { Clusters = [new("main") { Kubeconfig = [file], Namespaces = ["shop"] }] };
        Assert.Empty(options.Validate());
        var cluster = SomeClusters.Value(new ClusterDirectory(options, Time).Find(null));

        Assert.Equal("shop", Assert.Single(SomeClusters.Value(await cluster.ListAsync("configmaps", new ListQuery(), CancellationToken)).Items).Namespace);
        Assert.Equal(FaultCodes.Denied, (await cluster.GetAsync("configmaps", "bank", "settings", CancellationToken)).Failure!.Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await cluster.GetAsync("configmaps", "shop", "../../bank/configmaps/settings", CancellationToken)).Failure!.Code);
    }

    public async ValueTask DisposeAsync()
    {
        File.Delete(file);
        if (fake is not null)
        {
            await fake.DisposeAsync();
        }
    }

    private async Task<(FakeKubernetes Server, Cluster Cluster)> StartAsync()
    {
        fake = await FakeKubernetes.StartNewAsync(Time, CancellationToken);
        await File.WriteAllTextAsync(file, fake.Kubeconfig, CancellationToken);
        return (fake, SomeClusters.Value(new ClusterDirectory(SomeClusters.Options(file), Time).Find(null)));
    }
}
