using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tests.Tools.Kubernetes.Reading;

namespace Opsroom.Tests.Tools.Kubernetes.Generation;

/// <summary>What is generated, as a real API server judges it.</summary>
public sealed class GeneratedManifestTests(KubernetesCluster running)
{
    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_made_for_a_cluster_is_clean_by_its_versions_and_accepted_whole()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        var calls = new KubernetesCalls(running);
        foreach (var arguments in Requests().Select(each => With(each, "cluster", KubernetesCluster.Admin)))
        {
            var made = await calls.ResultAsync("kubernetes_generate_manifest", arguments);
            AssertClean(arguments, made.GetProperty("findings"));
            var yaml = made.GetProperty("yaml").GetString()!;
            var lint = await calls.ResultAsync("kubernetes_lint_manifest", new { manifest_content = yaml, cluster = KubernetesCluster.Admin });
            Assert.Equal("1.20", lint.GetProperty("kubernetes_version").GetString());
            AssertClean(arguments, lint.GetProperty("findings"));

            Assert.Empty(await RefusedAsync(space, arguments, yaml));
        }
    }

    [Fact]
    public async Task What_is_made_for_no_cluster_is_accepted_where_its_versions_are_served()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        var calls = new KubernetesCalls();
        foreach (var arguments in Requests())
        {
            var made = await calls.ResultAsync("kubernetes_generate_manifest", arguments);
            AssertClean(arguments, made.GetProperty("findings"));
            Assert.All(
                await RefusedAsync(space, arguments, made.GetProperty("yaml").GetString()!),
                each => Assert.True(each is "autoscaling/v2 HorizontalPodAutoscaler" or "policy/v1 PodDisruptionBudget" or "batch/v1 CronJob", each));
        }
    }

    [Fact]
    public async Task A_manifest_is_linted_by_what_the_cluster_serves()
    {
        await running.StartAsync(CancellationToken);
        const string Manifest = """
            apiVersion: policy/v1
            kind: PodDisruptionBudget
            metadata: {name: web, namespace: shop}
            spec: {maxUnavailable: 1, selector: {matchLabels: {app: web}}}
            ---
            apiVersion: monitoring.coreos.com/v1
            kind: ServiceMonitor
            metadata: {name: web, namespace: shop}
            spec: {selector: {matchLabels: {app: web}}}
            """;

        var lint = await new KubernetesCalls(running).ResultAsync("kubernetes_lint_manifest", new { manifest_content = Manifest, cluster = KubernetesCluster.Admin });

        var rules = lint.GetProperty("findings").EnumerateArray().Where(each => each.GetProperty("severity").GetString() == "error").Select(each => each.GetProperty("rule").GetString());
        Assert.Equal(["api-not-yet-served", "not-served-by-cluster"], rules);
    }

    /// <summary>Every workload with every way to reach and to scale it, once bare and once with all that can be given.</summary>
    private static IEnumerable<JsonObject> Requests()
    {
        foreach (var workload in (string[])["deployment", "stateful_set"])
        {
            foreach (var reach in (string[])["none", "port", "load_balancer", "ingress"])
            {
                foreach (var autoscale in (bool[])[false, true])
                {
                    foreach (var isFull in (bool[])[false, true])
                    {
                        yield return Request(workload, reach, autoscale, isFull);
                    }
                }
            }
        }

        yield return new JsonObject { ["name"] = "report", ["image"] = "registry.example/report:1.0.0", ["workload"] = "cron_job", ["schedule"] = "30 2 * * *" };
        yield return With(With(new JsonObject { ["name"] = "single", ["image"] = "registry.example/single:1.0.0" }, "replicas", 1), "environment", "dev");
    }

    private static JsonObject Request(string workload, string reach, bool autoscale, bool isFull)
    {
        var request = new JsonObject { ["name"] = "checkout", ["image"] = "registry.example/checkout:1.4.2", ["workload"] = workload, ["autoscale"] = autoscale };
        if (reach != "none")
        {
            request["port"] = 8080;
            request["service_type"] = reach == "load_balancer" ? "load_balancer" : "cluster_ip";
        }

        if (reach == "ingress")
        {
            request["ingress_host"] = "checkout.example.com";
        }

        if (!isFull)
        {
            return request;
        }

        (request["replicas"], request["environment"], request["cpu"], request["memory"]) = (4, "staging", "250m", "512Mi");
        request["env"] = new JsonObject { ["MODE"] = "yes", ["NOTE"] = "a: b # c" };
        request["config"] = new JsonObject { ["LEVEL"] = "1e3" };
        request["secrets"] = new JsonArray("database");
        if (reach != "none")
        {
            (request["health_path"], request["readiness_path"]) = ("/healthz", "/ready?full=1");
        }

        if (reach == "ingress")
        {
            request["ingress_class"] = "nginx";
        }

        if (workload == "stateful_set")
        {
            request["storage"] = "10Gi";
        }

        return request;
    }

    private static JsonObject With(JsonObject request, string name, JsonNode value)
    {
        var made = request.DeepClone().AsObject();
        made[name] = value;
        return made;
    }

    private static void AssertClean(JsonObject arguments, JsonElement findings) =>
        Assert.All(findings.EnumerateArray(), each => Assert.True(each.GetProperty("severity").GetString() == "info", $"{arguments.ToJsonString()}: {each.GetRawText()}"));

    /// <summary>A hook that only sleeps came with 1.30; an older server drops it and then misses what it should do.</summary>
    private static void LeaveOutWhatIsNewer(JsonObject made)
    {
        foreach (var container in made["spec"]?["template"]?["spec"]?["containers"]?.AsArray().OfType<JsonObject>() ?? [])
        {
            if (container["lifecycle"]?["preStop"]?["sleep"] is not null)
            {
                container.Remove("lifecycle");
            }
        }
    }

    /// <summary>Asks the server to take each object without keeping it: the versions and kinds that it does not serve come back, and what it refuses fails.</summary>
    private async Task<List<string>> RefusedAsync(KubernetesNamespace space, JsonObject arguments, string yaml)
    {
        var unserved = new List<string>();
        foreach (var made in ObjectYaml.Read(yaml))
        {
            made["metadata"]!["namespace"] = space.Name;
            LeaveOutWhatIsNewer(made);
            if (await running.Api.ResourceOfAsync(made, CancellationToken) is not { } resource)
            {
                unserved.Add($"{made["apiVersion"]} {made["kind"]}");
                continue;
            }

            var refused = await Record.ExceptionAsync(() => running.Api.PostAsync($"{resource.CollectionIn(space.Name)}?dryRun=All", made, CancellationToken));
            Assert.True(refused is null, $"{arguments.ToJsonString()}: {made["kind"]}: {refused?.Message}");
        }

        return unserved;
    }
}
