using System.Text.RegularExpressions;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Kubernetes.Snapshots;

namespace Opsroom.Tests.Clusters;

/// <summary>Every case of <c>evals/kubernetes</c> can be shown by a real API server.</summary>
public sealed partial class SnapshotClusterTests(SnapshotCluster cluster)
{
    /// <summary>Fields that Kubernetes 1.20 does not have, or that its API server keeps up to date by itself.</summary>
    private static readonly HashSet<string> Beyond = new(StringComparer.Ordinal)
    {
        "APIService status.conditions.message",
        "APIService status.conditions.reason",
        "CronJob status.lastSuccessfulTime",
        "Deployment spec.template.spec.initContainers.restartPolicy",
        "Job spec.completionMode",
        "Job status.ready",
        "Pod spec.initContainers.restartPolicy",
        "PodDisruptionBudget status.conditions",
        "ReplicaSet spec.template.spec.initContainers.restartPolicy",
        "Service spec.internalTrafficPolicy",
        "Service spec.ipFamilies",
        "Service spec.ipFamilyPolicy",
        "StatefulSet status.availableReplicas",
    };

    private static string Cases => Path.Combine(AjvJudge.RepositoryRoot, "evals", "kubernetes");

    public static TheoryData<string> Names => [.. Directory.EnumerateDirectories(Cases).Select(path => Path.GetFileName(path)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_case_is_shown_as_it_was(string name)
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var yaml = await ReadAsync(name, cancellationToken);
        await using var shown = await cluster.LoadAsync(yaml, cancellationToken);

        Assert.All(shown.Skipped, each => Assert.StartsWith("The API server does not serve networking.k8s.io/v1 ", each.Reason, StringComparison.Ordinal));
        Assert.All(shown.Changed, each => Assert.Contains(FieldOf(each), Beyond));
        var given = ObjectYaml.Read(yaml).Where(each => (string)each["kind"]! == "Pod").Select(each => (string)each["metadata"]!["uid"]!);
        var pods = (await shown.Api.GetAsync("/api/v1/pods", cancellationToken))["items"]!.AsArray().Select(each => (string)each!["metadata"]!["uid"]!);
        Assert.Equal(given.Order(StringComparer.Ordinal), pods.Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Nothing_is_left_of_a_snapshot_that_was_disposed_of()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var yaml = await ReadAsync("namespace-stuck-terminating", cancellationToken);
        await (await cluster.LoadAsync(yaml, cancellationToken)).DisposeAsync();

        await using var shown = await cluster.LoadAsync("", cancellationToken);
        // the server makes its own service again in its own time
        await shown.Api.WaitUntilAsync("/api/v1/namespaces/default/services/kubernetes", _ => true, cancellationToken);
        foreach (var resource in (string[])["pods", "nodes", "events", "services"])
        {
            var left = (await shown.Api.GetAsync($"/api/v1/{resource}", cancellationToken))["items"]!.AsArray().Select(each => (string)each!["metadata"]!["name"]!);
            Assert.Equal(resource == "services" ? ["kubernetes"] : [], left);
        }

        var spaces = (await shown.Api.GetAsync("/api/v1/namespaces", cancellationToken))["items"]!.AsArray().Select(each => (string)each!["metadata"]!["name"]!);
        Assert.Equal(["default", "kube-node-lease", "kube-public", "kube-system"], spaces.Order(StringComparer.Ordinal));
    }

    private static Task<string> ReadAsync(string name, CancellationToken cancellationToken) => File.ReadAllTextAsync(Path.Combine(Cases, name, "objects.yaml"), cancellationToken);

    // an object's name and a path, without the names and numbers in them
    private static string FieldOf(string changed) => Numbers().Replace($"{changed[..changed.IndexOf('/', StringComparison.Ordinal)]} {changed.Split(' ')[1]}", "");

    [GeneratedRegex(@"\[\d+\]", RegexOptions.None, 1000)]
    private static partial Regex Numbers();
}
