using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Kubernetes.Fakes;
using Opsroom.Tests.Tools.Kubernetes.Reading;

namespace Opsroom.Tests.Tools.Kubernetes.Diagnosis;

/// <summary>The diagnosis of what runs.</summary>
public sealed class LiveDiagnosisTests(KubernetesCluster running)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_service_that_selects_nothing_is_found_in_a_live_cluster()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.CreateAsync(
            "{apiVersion: v1, kind: Pod, metadata: {name: one, labels: {app: website}}, spec: {containers: [{name: app, image: 'registry.example/app:1', ports: [{containerPort: 8080}]}]}}", CancellationToken);
        await space.CreateAsync("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {selector: {app: web}, ports: [{port: 80, targetPort: 8080}]}}", CancellationToken);
        await running.Api.WaitUntilAsync(space.PathOf("api/v1", "pods", "one"), state => (string?)state["status"]?["phase"] == "Running", CancellationToken);

        var result = await new KubernetesCalls(running).ResultAsync("kubernetes_diagnose", new { @namespace = space.Name });

        // nodes are everybody's, and other tests have such as are ill
        var found = result.GetProperty("findings").EnumerateArray().Where(each => each.GetProperty("severity").GetString() != "info").Select(each => each.GetProperty("object").GetString()!)
            .Where(each => !each.StartsWith("Node/", StringComparison.Ordinal));
        Assert.Equal($"Service/{space.Name}/web", found.First());
        Assert.False(result.GetProperty("healthy").GetBoolean());
        Assert.False(result.TryGetProperty("not_seen", out _));
    }

    [Fact]
    public async Task The_last_words_of_a_container_that_crashed_are_evidence()
    {
        await using var fake = await FakeKubernetes.StartNewAsync(TimeProvider.System, CancellationToken);
        var file = Path.Combine(Path.GetTempPath(), $"kubeconfig-{Guid.NewGuid():N}");
        await File.WriteAllTextAsync(file, fake.Kubeconfig, CancellationToken);
        fake.Load("""
            apiVersion: v1
            kind: Pod
            metadata: {name: web-1, namespace: shop}
            spec: {containers: [{name: web, image: 'registry.example/web:1'}]}
            status:
              phase: Running
              containerStatuses:
              - name: web
                ready: false
                restartCount: 7
                image: registry.example/web:1
                state: {waiting: {reason: CrashLoopBackOff}}
                lastState: {terminated: {exitCode: 1, reason: Error}}
            """);
        fake.Log("shop", "web-1", "web", [new FakeLogLine(DateTimeOffset.UnixEpoch, "FATAL: environment variable DATABASE_URL is not set")], isPrevious: true);

        var result = await new KubernetesCalls(file).ResultAsync("kubernetes_diagnose", new { @namespace = "shop" });
        File.Delete(file);

        Assert.Contains("DATABASE_URL", result.GetProperty("findings")[0].GetRawText(), StringComparison.Ordinal);
    }
}
