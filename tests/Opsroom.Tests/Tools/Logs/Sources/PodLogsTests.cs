using Opsroom.TestKit.Kubernetes.Fakes;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Logs.Sources;
using static Opsroom.Tests.Tools.Logs.LogSearchFixture;

namespace Opsroom.Tests.Tools.Logs.Sources;

public sealed class PodLogsTests : IAsyncLifetime
{
    private readonly string file = Path.GetTempFileName();
    private FakeKubernetes fake = null!;

    public async ValueTask InitializeAsync()
    {
        fake = await FakeKubernetes.StartNewAsync(Clock, TestContext.Current.CancellationToken);
        await File.WriteAllTextAsync(file, fake.Kubeconfig, TestContext.Current.CancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await fake.DisposeAsync();
        File.Delete(file);
    }

    [Fact]
    public async Task Pods_of_a_service_are_found_by_label_owner_and_namespace()
    {
        Pod("shop", "checkout-6d5f-x2k4q", "labels: {app: checkout}");
        Pod("shop", "checkout-7aaa-b3c4d", "ownerReferences: [{apiVersion: apps/v1, kind: ReplicaSet, name: checkout-7aaa, uid: u1, controller: true}]");
        Pod("shop", "checkout-api-1", "labels: {app: checkout-api}");
        Pod("bank", "checkout-0", "labels: {app.kubernetes.io/name: checkout}");
        foreach (var (space, pod) in new[] { ("shop", "checkout-6d5f-x2k4q"), ("shop", "checkout-7aaa-b3c4d"), ("shop", "checkout-api-1"), ("bank", "checkout-0") })
        {
            fake.Log(space, pod, "main", [Line(-90, "ERROR too old"), Line(-10, $"ERROR {pod} failed"), Line(-9, "\tat a.B.c(B.java:1)"), Line(-5, "INFO fine")]);
        }

        var all = await FindAsync(Logs(), "failed", "checkout", "error");
        Assert.Equal(
            ["Pod/bank/checkout-0/main", "Pod/shop/checkout-6d5f-x2k4q/main", "Pod/shop/checkout-7aaa-b3c4d/main"], all.Entries.Select(entry => entry.Where).Order(StringComparer.Ordinal));
        Assert.All(all.Entries, entry => Assert.Equal((Noon.AddMinutes(-10), "at a.B.c(B.java:1)"), (entry.Time!.Value, entry.Detail!.Split('\t')[^1])));

        Assert.Equal(["Pod/bank/checkout-0/main"], (await FindAsync(Logs(), "failed", "bank/checkout")).Entries.Select(entry => entry.Where));
    }

    [Fact]
    public async Task The_run_before_a_restart_is_searched_too()
    {
        Pod("shop", "web-1", "labels: {app: web}", "status: {containerStatuses: [{name: main, restartCount: 3, ready: false, state: {waiting: {reason: CrashLoopBackOff}}, lastState: {terminated: {exitCode: 1, finishedAt: '2026-03-01T11:58:00Z'}}}]}");
        fake.Log("shop", "web-1", "main", [Line(-3, "panic: no configuration")], isPrevious: true);

        var entry = Assert.Single((await FindAsync(Logs(), "*", "web")).Entries);

        Assert.Equal(("Pod/shop/web-1/main (run before)", "no configuration"), (entry.Where, entry.Message));
    }

    [Fact]
    public async Task One_log_that_cannot_be_read_is_said_beside_the_others()
    {
        Pod("shop", "web-1", "labels: {app: web}");
        Pod("shop", "web-2", "labels: {app: web}");
        fake.Log("shop", "web-1", "main", [Line(-3, "hello")]);
        fake.Fail(new FakeKubernetesFault(request => request.Path.Contains("/web-2/log", StringComparison.Ordinal)) { Refusal = FakeRefusal.Unauthorized });

        var answer = await FindAsync(Logs(), "*", "web");

        Assert.Single(answer.Entries);
        Assert.Contains(answer.Notes, note => note.Contains("refused the credentials", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_without_pods_is_said()
    {
        var failure = (await AskAsync([Logs()], "*", "ghost")).Failure!;

        Assert.Equal("not_found", failure.Code);
        Assert.Contains("'ghost'", failure.Message, StringComparison.Ordinal);
    }

    private PodLogs Logs() => new(new ClusterDirectory(new KubernetesOptions { Kubeconfig = [file] }, Clock), Clock);

    private void Pod(string space, string name, string metadata, string status = "") => fake.Load($$"""
        apiVersion: v1
        kind: Pod
        metadata: {name: {{name}}, namespace: {{space}}, {{metadata}}}
        spec: {containers: [{name: main, image: 'registry.example/x:1'}]}
        {{status}}
        """);

    private static FakeLogLine Line(int minutes, string text) => new(Noon.AddMinutes(minutes), text);
}
