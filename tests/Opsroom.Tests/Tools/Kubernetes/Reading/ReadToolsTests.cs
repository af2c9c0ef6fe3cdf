using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;

namespace Opsroom.Tests.Tools.Kubernetes.Reading;

/// <summary>What the reading tools show of a real cluster.</summary>
public sealed class ReadToolsTests(KubernetesCluster running)
{
    private const string Web = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, labels: {app: web}}
        spec:
          replicas: 2
          selector: {matchLabels: {app: web}}
          template:
            metadata: {labels: {app: web}}
            spec:
              containers:
              - name: web
                image: registry.example/shop/web:1.4.2
                ports: [{name: http, containerPort: 8080}]
                env:
                - {name: DB_PASSWORD, value: correct-horse}
                - {name: COLOR, value: blue}
                - {name: ABSENT, valueFrom: {configMapKeyRef: {name: nowhere, key: x, optional: false}}}
        """;

    private const string Service = """
        apiVersion: v1
        kind: Service
        metadata: {name: web}
        spec: {selector: {app: web}, ports: [{name: http, port: 80, targetPort: http}]}
        """;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Deployments_pods_services_and_nodes_are_listed_as_kubectl_lists_them()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.CreateAsync(Web.Replace("name: ABSENT, valueFrom: {configMapKeyRef: {name: nowhere, key: x, optional: false}}", "name: NONE, value: ''", StringComparison.Ordinal), CancellationToken);
        await space.CreateAsync(Service, CancellationToken);
        await running.Api.WaitUntilAsync(space.PathOf("apis/apps/v1", "deployments", "web"), state => (int?)state["status"]?["readyReplicas"] == 2, CancellationToken);
        await running.Api.WaitUntilAsync(space.PathOf("api/v1", "endpoints", "web"), state => (state["subsets"]?[0]?["addresses"] as JsonArray)?.Count == 2, CancellationToken);
        var calls = new KubernetesCalls(running);

        var deployment = Only(await calls.ResultAsync("kubernetes_get_deployments", new { @namespace = space.Name }));
        Assert.Equal("2/2", Text(deployment, "ready"));
        Assert.Equal("RollingUpdate (max surge 25%, max unavailable 25%)", Text(deployment, "strategy"));
        Assert.Equal("registry.example/shop/web:1.4.2", deployment.GetProperty("images")[0].GetString());
        Assert.Equal(1, deployment.GetProperty("revision").GetInt32());
        Assert.Contains(deployment.GetProperty("conditions").EnumerateArray(), each => Text(each, "type") == "Available" && Text(each, "status") == "True");

        var pods = await calls.ResultAsync("kubernetes_get_pods", new { @namespace = space.Name, label_selector = "app=web", limit = 1 });
        Assert.True(pods.GetProperty("truncated").GetBoolean());
        Assert.Contains("label_selector", Text(pods, "hint"), StringComparison.Ordinal);
        var pod = Only(pods);
        Assert.Equal(("1/1", "Running"), (Text(pod, "ready"), Text(pod, "status")));
        Assert.StartsWith("ReplicaSet/web-", Text(pod, "owner"), StringComparison.Ordinal);
        Assert.Equal(0, pod.GetProperty("restarts").GetInt32());

        var service = Only(await calls.ResultAsync("kubernetes_get_services", new { @namespace = space.Name }));
        Assert.Equal("http 80→http/TCP", service.GetProperty("ports")[0].GetString());
        Assert.Equal((2, "app=web"), (service.GetProperty("ready_endpoints").GetInt32(), Text(service, "selector")));

        var nodes = (await calls.ResultAsync("kubernetes_get_nodes", new { @namespace = space.Name })).GetProperty("items").EnumerateArray().ToList();
        Assert.Equal(2, nodes.Where(node => Text(node, "name").StartsWith("node-", StringComparison.Ordinal)).Sum(node => node.GetProperty("pods").GetInt32()));
        Assert.Contains(nodes, node => Text(node, "status") == "Ready" && Text(node, "version").StartsWith("v1.20", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_object_is_described_with_what_is_related_and_without_secrets()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.CreateAsync(Web, CancellationToken);
        await space.CreateAsync(Service, CancellationToken);
        await space.CreateAsync("{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {password: correct-horse}}", CancellationToken);
        await running.Api.WaitUntilAsync(space.PathOf("apis/apps/v1", "deployments", "web"), state => (int?)state["status"]?["updatedReplicas"] == 2, CancellationToken);
        var calls = new KubernetesCalls(running);

        var described = await calls.ResultAsync("kubernetes_describe", new { kind = "deploy", name = "web", @namespace = space.Name });
        var related = described.GetProperty("related").EnumerateArray().Select(each => (Text(each, "relation"), Text(each, "object"))).ToList();
        Assert.Contains(("selected_by", $"Service/{space.Name}/web"), related);
        Assert.Contains(related, each => each.Item1 == "owns" && each.Item2.StartsWith($"ReplicaSet/{space.Name}/web-", StringComparison.Ordinal));
        Assert.Equal(2, related.Count(each => each.Item1 == "owns" && each.Item2.StartsWith("Pod/", StringComparison.Ordinal)));
        Assert.Contains(described.GetProperty("related").EnumerateArray(), each => Text(each, "object") == $"ConfigMap/{space.Name}/nowhere" && Text(each, "state") == "missing");
        Assert.DoesNotContain("correct-horse", described.ToString(), StringComparison.Ordinal);
        Assert.Contains("blue", described.GetProperty("object").ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("managedFields", described.ToString(), StringComparison.Ordinal);

        var secret = await calls.ResultAsync("kubernetes_describe", new { kind = "Secret", name = "login", @namespace = space.Name });
        Assert.Equal("***", secret.GetProperty("object").GetProperty("data").GetProperty("password").GetString());
        var missing = await calls.FailureAsync("kubernetes_describe", new { kind = "Secret", name = "other", @namespace = space.Name });
        Assert.Equal(FaultCodes.NotFound, missing.Code);
    }

    [Fact]
    public async Task Events_are_grouped_and_the_newest_comes_first()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await AddEventAsync(space, "one", "2026-01-01T10:00:00Z", 3, "Back-off restarting failed container");
        await AddEventAsync(space, "two", "2026-01-01T11:00:00Z", 2, "Back-off restarting failed container");
        await AddEventAsync(space, "three", "2026-01-01T10:30:00Z", 1, "Pulled");
        var calls = new KubernetesCalls(running);

        var events = await calls.ResultAsync("kubernetes_get_events", new { @namespace = space.Name, involved_object = "pod/web-1" });

        var items = events.GetProperty("items").EnumerateArray().ToList();
        Assert.Equal([5, 1], items.Select(each => each.GetProperty("count").GetInt32()));
        Assert.Equal($"Pod/{space.Name}/web-1", Text(items[0], "object"));
        Assert.Equal("2026-01-01T10:00:00.0000000+00:00", items[0].GetProperty("first_at").GetDateTimeOffset().ToString("O"));
        Assert.Equal(2, events.GetProperty("warnings").GetInt32());
        Assert.Empty((await calls.ResultAsync("kubernetes_get_events", new { @namespace = space.Name, involved_object = "Pod/other" })).GetProperty("items").EnumerateArray());
    }

    [Fact]
    public async Task Logs_of_a_pod_that_is_not_there_or_has_no_such_container_say_so()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.CreateAsync("{apiVersion: v1, kind: Pod, metadata: {name: one}, spec: {containers: [{name: app, image: registry.example/app:1}]}}", CancellationToken);
        var calls = new KubernetesCalls(running);

        Assert.Equal(FaultCodes.NotFound, (await calls.FailureAsync("kubernetes_get_logs", new { @namespace = space.Name, pod = "two" })).Code);
        var container = await calls.FailureAsync("kubernetes_get_logs", new { @namespace = space.Name, pod = "one", container = "web" });
        Assert.Equal(FaultCodes.InvalidArgument, container.Code);
        Assert.Contains("It has app", container.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_not_configured_is_answered_with_those_that_are()
    {
        await running.StartAsync(CancellationToken);
        var unknown = await new KubernetesCalls(running).FailureAsync("kubernetes_get_pods", new { cluster = "moon" });
        Assert.Equal(FaultCodes.InvalidArgument, unknown.Code);
        Assert.Contains("admin, viewer", unknown.Message, StringComparison.Ordinal);

        Assert.Equal(FaultCodes.NotConfigured, (await new KubernetesCalls().FailureAsync("kubernetes_get_pods", new { })).Code);
    }

    private static Task<JsonObject> AddEventAsync(KubernetesNamespace space, string name, string at, int count, string message) => space.CreateAsync(
        $$"""
        apiVersion: v1
        kind: Event
        metadata: {name: {{name}}}
        involvedObject: {apiVersion: v1, kind: Pod, namespace: {{space.Name}}, name: web-1}
        type: Warning
        reason: BackOff
        message: {{message}}
        count: {{count}}
        firstTimestamp: {{at}}
        lastTimestamp: {{at}}
        """,
        CancellationToken);

    private static JsonElement Only(JsonElement list) => Assert.Single(list.GetProperty("items").EnumerateArray());

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;
}
