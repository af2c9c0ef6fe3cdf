using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Agents;

/// <summary>Whole tasks in plain words, without a language model, against a real API server.</summary>
public sealed class KubernetesTaskTests(KubernetesCluster cluster) : IAsyncLifetime
{
    private readonly Fixture server = new();

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await cluster.StartAsync(Cancelled);
        server.Kubeconfig = cluster.Kubeconfig;
        await server.InitializeAsync();
    }

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task A_deployment_is_found_by_its_name_scaled_when_that_is_approved_and_the_outcome_told()
    {
        await using var space = await SpaceAsync("cart");
        var asked = await AskAsync("scale cart to 2", "scale");
        var item = Assert.Single(asked.GetProperty("result").GetProperty("approval_items").EnumerateArray());
        Assert.Equal(("kubernetes_scale_deployment", $"Deployment/{space.Name}/cart"), (item.GetProperty("action").GetString(), item.GetProperty("resource").GetString()));
        Assert.Contains("+  replicas: 2", item.GetProperty("preview").GetProperty("diff").GetString(), StringComparison.Ordinal);
        Assert.Equal(1, await ReplicasAsync(space, "cart"));

        var (_, decided) = await server.PostAsync("/workflow/approve/scale", """{"approved": true}""");

        var outcome = decided.GetProperty("outcome");
        Assert.Equal("success", outcome.GetProperty("status").GetString());
        var message = outcome.GetProperty("result").GetProperty("message").GetString()!;
        Assert.Contains($"Scaled `cart` in `{space.Name}` from 1 to 2 replicas.", message, StringComparison.Ordinal);
        Assert.Contains("complete, 2 of 2 pods are ready", message, StringComparison.Ordinal);
        Assert.Equal(2, await ReplicasAsync(space, "cart"));
    }

    [Fact]
    public async Task What_is_rejected_is_not_done_and_not_asked_again()
    {
        await using var space = await SpaceAsync("basket");
        var asked = await AskAsync("scale basket to 4", "reject");
        Assert.Equal("pending_approval", asked.GetProperty("status").GetString());

        var (_, decided) = await server.PostAsync("/workflow/approve/reject", """{"approved": false, "comment": "Not today."}""");

        var outcome = decided.GetProperty("outcome");
        Assert.Equal(("error", "rejected"), (outcome.GetProperty("status").GetString(), outcome.GetProperty("result").GetProperty("error").GetProperty("code").GetString()));
        Assert.Contains("Not today.", outcome.ToString(), StringComparison.Ordinal);
        Assert.Equal(1, await ReplicasAsync(space, "basket"));
    }

    [Fact]
    public async Task Other_arguments_are_made_once_and_not_asked_for_again_with_the_first_ones()
    {
        await using var space = await SpaceAsync("catalog");
        var asked = await AskAsync("scale catalog to 5", "edit");
        var item = Assert.Single(asked.GetProperty("result").GetProperty("approval_items").EnumerateArray());
        var arguments = JsonNode.Parse(item.GetProperty("arguments").GetRawText())!;
        arguments["replicas"] = 2;
        var edited = new JsonObject { ["approved"] = true, ["arguments"] = new JsonObject { [item.GetProperty("item_id").GetString()!] = arguments } };

        await server.PostAsync("/workflow/approve/edit", edited.ToJsonString());
        var (_, decided) = await server.PostAsync("/workflow/approve/edit", """{"approved": true}""");

        Assert.Equal("success", decided.GetProperty("outcome").GetProperty("status").GetString());
        Assert.Contains("to 2 replicas", decided.ToString(), StringComparison.Ordinal);
        Assert.Equal(2, await ReplicasAsync(space, "catalog"));
    }

    [Fact]
    public async Task Of_two_namespaces_the_person_says_which()
    {
        await using var first = await SpaceAsync("mirror");
        await using var second = await SpaceAsync("mirror");

        var answer = await AskAsync("scale mirror to 3", "which");

        Assert.Equal("error", answer.GetProperty("status").GetString());
        var message = answer.GetProperty("result").GetProperty("message").GetString()!;
        Assert.Contains($"`mirror` in `{first.Name}`, `mirror` in `{second.Name}`. Say which", message, StringComparison.Ordinal);
        var named = await AskAsync($"scale mirror to 3 in {second.Name}", "which");
        Assert.Equal($"Deployment/{second.Name}/mirror", named.GetProperty("result").GetProperty("approval_items")[0].GetProperty("resource").GetString());
    }

    [Theory]
    [InlineData("kubernetes_agent", "`ledger` in `{0}` is not healthy.", "Evidence: ", "Fix: ")]
    [InlineData("incident_agent", "**Incident, ", "ledger", "match")]
    public async Task Why_something_does_not_run_is_answered_with_its_cause_and_the_evidence(string agent, string start, params string[] said)
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync(Deployment("ledger", "nodeSelector: {disk: none-has-it}"), Cancelled);
        await cluster.Api.WaitUntilAsync(
            space.PathOf("apis/apps/v1", "deployments", "ledger"), state => (int?)state["status"]?["unavailableReplicas"] == 1, Cancelled);

        var (_, answer) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task = $"why is ledger not starting in {space.Name}?", agent_name = agent }));

        var message = answer.GetProperty("result").GetProperty("message").GetString()!;
        Assert.True(answer.GetProperty("status").GetString() == "success", answer.ToString());
        Assert.StartsWith(string.Format(CultureInfo.InvariantCulture, start, space.Name), message, StringComparison.Ordinal);
        Assert.All(said, text => Assert.Contains(text, message, StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_image_is_set_restarted_and_rolled_back_each_asked_first()
    {
        await using var space = await SpaceAsync("tariff");

        Assert.Contains("`registry.example/tariff:2.0.0` instead of `registry.example/tariff:1.0.0`", await DoAsync($"set image of tariff to registry.example/tariff:2.0.0 in {space.Name}", "tariff-1"), StringComparison.Ordinal);
        Assert.Contains($"Restarted `tariff` in `{space.Name}`, now revision 3.", await DoAsync($"restart tariff in {space.Name}", "tariff-2"), StringComparison.Ordinal);
        Assert.Contains("back from revision 3 to revision 1", await DoAsync($"roll back tariff to revision 1 in {space.Name}", "tariff-3"), StringComparison.Ordinal);

        Assert.Equal("registry.example/tariff:1.0.0", await ImageAsync(space, "tariff"));
    }

    [Fact]
    public async Task An_object_is_deleted_by_its_kind_and_name()
    {
        await using var space = await SpaceAsync("sweeper");
        await space.CreateAsync("{apiVersion: v1, kind: ConfigMap, metadata: {name: sweeper-old}}", Cancelled);

        Assert.Contains("Deleted `ConfigMap/sweeper-old`", await DoAsync($"delete the configmap sweeper-old in namespace {space.Name}", "sweep"), StringComparison.Ordinal);

        await cluster.Api.WaitUntilGoneAsync(space.PathOf("api/v1", "configmaps", "sweeper-old"), Cancelled);
    }

    [Fact]
    public async Task A_manifest_in_the_task_is_applied_and_its_pods_are_waited_for()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);

        var message = await DoAsync($"apply this to namespace {space.Name}\n```yaml\n{Deployment("novel")}\n```", "novel");

        Assert.Contains($"`Deployment/{space.Name}/novel`: created", message, StringComparison.Ordinal);
        Assert.Contains("complete, 1 of 1 pods are ready", message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_version_is_planned_checked_and_carried_out_by_approval_and_rolled_back()
    {
        await using var space = await SpaceAsync("ticket");

        var deployed = await DoAsync($"deploy version 2.0.0 of ticket to staging in namespace {space.Name}, watch each step for 2 seconds", "ticket-1", "deployment_agent");

        Assert.StartsWith("Deployed `registry.example/ticket:2.0.0` instead of `registry.example/ticket:1.0.0`", deployed, StringComparison.Ordinal);
        Assert.Contains("**The plan** `rolling-ticket-", deployed, StringComparison.Ordinal);
        Assert.Contains("**The preflight check:** ready", deployed, StringComparison.Ordinal);
        Assert.Equal("registry.example/ticket:2.0.0", await ImageAsync(space, "ticket"));

        await DoAsync($"roll back ticket in namespace {space.Name}", "ticket-2", "deployment_agent");
        Assert.Equal("registry.example/ticket:1.0.0", await ImageAsync(space, "ticket"));
    }

    [Fact]
    public async Task A_service_that_does_not_run_yet_is_not_invented()
    {
        await using var space = await SpaceAsync("present");
        var (_, answer) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task = "Deploy absent-service to Kubernetes staging environment" }));
        Assert.Equal("deployment_agent", answer.GetProperty("agent_used").GetString());
        Assert.Contains("name its image with the tag", answer.GetProperty("result").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_a_cluster_still_writes_manifests_and_says_what_to_set_for_the_rest()
    {
        await using var bare = new Fixture();
        await bare.InitializeAsync();

        var (_, made) = await bare.PostAsync("/agent/invoke", """{"task": "create a manifest for image ghcr.io/acme/checkout:1.4 on port 8080 with autoscaling", "agent_name": "kubernetes_agent"}""");
        var (_, asked) = await bare.PostAsync("/agent/invoke", """{"task": "scale checkout to 5 in staging", "agent_name": "kubernetes_agent"}""");

        Assert.Equal("success", made.GetProperty("status").GetString());
        Assert.Contains("`kubernetes/checkout.yaml`", made.GetProperty("result").GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Contains("HorizontalPodAutoscaler", made.GetProperty("result").GetProperty("yaml").GetString(), StringComparison.Ordinal);
        var error = asked.GetProperty("result").GetProperty("error");
        Assert.Equal(("not_configured", "KUBECONFIG"), (error.GetProperty("code").GetString(), error.GetProperty("setting").GetString()));
    }

    /// <summary>Asks, approves, and gives what is told in the end.</summary>
    private async Task<string> DoAsync(string task, string thread, string agent = "kubernetes_agent")
    {
        var asked = await AskAsync(task, thread, agent);
        Assert.True(asked.GetProperty("status").GetString() == "pending_approval", asked.ToString());
        var (_, decided) = await server.PostAsync($"/workflow/approve/{thread}", """{"approved": true}""");
        Assert.True(decided.GetProperty("outcome").GetProperty("status").GetString() == "success", decided.ToString());
        return decided.GetProperty("outcome").GetProperty("result").GetProperty("message").GetString()!;
    }

    private async Task<JsonElement> AskAsync(string task, string thread, string agent = "kubernetes_agent")
    {
        var (_, answer) = await server.PostAsync("/agent/invoke", JsonSerializer.Serialize(new { task, thread_id = thread, agent_name = agent }));
        return answer;
    }

    private async Task<KubernetesNamespace> SpaceAsync(string name)
    {
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync(Deployment(name), Cancelled);
        await cluster.Api.WaitUntilAsync(space.PathOf("apis/apps/v1", "deployments", name), state => (int?)state["status"]?["readyReplicas"] == 1, Cancelled);
        return space;
    }

    private async Task<int?> ReplicasAsync(KubernetesNamespace space, string name) =>
        (int?)(await cluster.Api.GetAsync(space.PathOf("apis/apps/v1", "deployments", name), Cancelled))["spec"]!["replicas"];

    private async Task<string?> ImageAsync(KubernetesNamespace space, string name) =>
        (string?)(await cluster.Api.GetAsync(space.PathOf("apis/apps/v1", "deployments", name), Cancelled))["spec"]!["template"]!["spec"]!["containers"]![0]!["image"];

    private static string Deployment(string name, string more = "terminationGracePeriodSeconds: 1") =>
        $$"""
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: {{name}} }
        spec:
          replicas: 1
          selector: {matchLabels: {app: {{name}} } }
          template:
            metadata: {labels: {app: {{name}} } }
            spec:
              {{more}}
              containers:
              - {name: app, image: 'registry.example/{{name}}:1.0.0'}
        """;

    private sealed class Fixture : ServerFixture
    {
        public string? Kubeconfig { get; set; }

        protected override OpsroomServerOptions Configure() => Kubeconfig is null ? DefaultOptions : DefaultOptions with
        {
            Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBECONFIG"] = Kubeconfig },
        };
    }
}
