using System.Text;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tests.Tools.Workspace;
using Opsroom.Tools;
using Opsroom.Tools.Deployments;

namespace Opsroom.Tests.Tools.Deployments.Planning;

/// <summary>Plans for deployments on a real API server.</summary>
public sealed class PlanningTests(KubernetesCluster cluster)
{
    private const string Next = "registry.example/web:1.1.0";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_environment_leads_to_the_deployment_and_the_plan_is_stored_as_it_is_answered()
    {
        await using var space = await SpaceAsync(replicas: 4);
        var workspace = Workspaces.With();
        var planned = await Tools(Mapped(space.Name, "staging")).AnswerAsync("plan_deployment", Arguments("web", "Staging", Next, "canary"), Cancelled, workspace);

        Assert.Equal(("admin", space.Name, "web", "web", Releases.Image, 4), ((string)planned["cluster"]!, (string)planned["namespace"]!, (string)planned["deployment"]!, (string)planned["container"]!, (string)planned["previous_image"]!, (int)planned["replicas"]!));
        Assert.True((bool)planned["executable"]!);
        Assert.Equal([10, 50], planned["weights"]!.AsArray().Select(weight => (int)weight!));
        Assert.Equal(["canary-10", "canary-50", "promote", "retire"], planned["steps"]!.AsArray().Select(step => (string)step!["name"]!));
        Assert.StartsWith("Run 1 of 4 pods (25 %) with registry.example/web:1.1.0, in web-canary.", (string)planned["steps"]![0]!["text"]!, StringComparison.Ordinal);
        Assert.StartsWith("Where a step fails or the run is stopped, web gets the image registry.example/web:1.0.0 and its 4 pods back", (string)planned["rollback"]!, StringComparison.Ordinal);

        var file = Assert.Single(workspace.StagedFiles);
        var stored = DeploymentPlanFile.Read(Encoding.UTF8.GetString((await workspace.ReadAsync(file.Path, Cancelled)).Value!.Bytes.Span)).Value!;
        Assert.Equal(((string)planned["plan_id"]!, (string)planned["path"]!), (stored.Id, stored.Path));
        Assert.StartsWith("canary-web-", stored.Id, StringComparison.Ordinal);
        Assert.NotNull(stored.Version);
        Assert.Equal(planned["risks"]!.AsArray().Count, stored.Risks.Length);
    }

    [Theory]
    [InlineData("rolling", "set-image verify")]
    [InlineData("blue-green", "create-green switch promote return")]
    public async Task Every_strategy_has_its_steps_and_its_way_back(string strategy, string steps)
    {
        await using var space = await SpaceAsync();
        await space.CreateAsync("""
            apiVersion: v1
            kind: Service
            metadata: {name: shopfront}
            spec: {selector: {app: web}, ports: [{port: 80}]}
            """, Cancelled);
        var planned = await Tools(Mapped(space.Name, "staging")).AnswerAsync("plan_deployment", Arguments("web", "staging", Next, strategy), Cancelled);
        Assert.Equal(steps, string.Join(' ', planned["steps"]!.AsArray().Select(step => (string)step!["name"]!)));
        Assert.Contains(Releases.Image, (string)planned["rollback"]!, StringComparison.Ordinal);
        Assert.Equal(strategy == "blue-green", planned["steps"]!.ToJsonString().Contains("the traffic of shopfront", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_service_is_also_found_by_a_label_and_by_what_its_Service_selects()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.CreateAsync(Releases.Deployment("web-v3").Replace("  name: web-v3\n", "  name: web-v3\n  labels: {app.kubernetes.io/name: web}\n", StringComparison.Ordinal), Cancelled);
        await space.CreateAsync("""
            apiVersion: v1
            kind: Service
            metadata: {name: shopfront}
            spec: {selector: {part-of: web}, ports: [{port: 80}]}
            """, Cancelled);
        foreach (var service in (string[])["web", "shopfront"])
        {
            var planned = await Tools(Mapped(space.Name, "staging")).AnswerAsync("plan_deployment", Arguments(service, "staging", Next), Cancelled);
            Assert.Equal("web-v3", (string)planned["deployment"]!);
        }
    }

    [Fact]
    public async Task What_could_be_meant_more_than_once_is_listed()
    {
        await using var space = await SpaceAsync();
        await using var other = await SpaceAsync();
        var failure = await FailAsync(Mapped(space.Name, "staging", other.Name), Arguments("web", "staging", Next));
        Assert.Contains($"Deployment/{space.Name}/web in cluster 'admin', Deployment/{other.Name}/web in cluster 'admin'", failure, StringComparison.Ordinal);

        var arguments = Arguments("web", "staging", Next);
        arguments["namespace"] = other.Name;
        var planned = await Tools(Mapped(space.Name, "staging", other.Name)).AnswerAsync("plan_deployment", arguments, Cancelled);
        Assert.Equal(other.Name, (string)planned["namespace"]!);
    }

    [Fact]
    public async Task A_stated_environment_selects_and_never_relabels()
    {
        await using var space = await SpaceAsync();
        var arguments = Arguments("web", "staging", Next);
        arguments["namespace"] = space.Name;
        Assert.Contains("is production by configuration, not staging", await FailAsync(Mapped(space.Name, "production"), arguments), StringComparison.Ordinal);

        // the usual short form is the same word
        arguments["environment"] = "prod";
        Assert.Equal(space.Name, (string)(await Tools(Mapped(space.Name, "production")).AnswerAsync("plan_deployment", arguments, Cancelled))["namespace"]!);
        arguments["environment"] = "staging";

        // where nobody has said what it is, it counts as production and the plan says so
        var planned = await Tools("rules: []").AnswerAsync("plan_deployment", arguments, Cancelled);
        Assert.Contains("it counts as production", planned["risks"]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_environment_that_nothing_is_mapped_to_is_told_how_to_map_it()
    {
        await using var space = await SpaceAsync();
        var failure = await FailAsync("rules: []", Arguments("web", "staging", Next));
        Assert.Contains("targets: [{system: kubernetes, name: ", failure, StringComparison.Ordinal);
        Assert.Contains("environment: staging}]", failure, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cluster_that_is_mapped_as_a_whole_is_searched_but_for_what_is_mapped_otherwise()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        await using var other = await cluster.CreateNamespaceAsync(Cancelled);
        var name = "only-" + space.Name;
        await space.CreateAsync(Releases.Deployment(name), Cancelled);
        await other.CreateAsync(Releases.Deployment(name), Cancelled);
        var policy = $$"""
            targets:
              - {system: kubernetes, name: admin, namespace: {{other.Name}}, environment: production}
              - {system: kubernetes, name: admin, environment: staging}
            """;
        var planned = await Tools(policy).AnswerAsync("plan_deployment", Arguments(name, "staging", Next), Cancelled);
        Assert.Equal(space.Name, (string)planned["namespace"]!);
    }

    [Theory]
    [InlineData("chekout", Next, "rolling", null, "not_found", "There is web")]
    [InlineData("web", Releases.Image, "rolling", null, "invalid_argument", "runs registry.example/web:1.0.0 already")]
    [InlineData("web", "https://registry.example/Web", "rolling", null, "invalid_argument", "is not the name of an image")]
    [InlineData("web", Next, "rolling", "[10]", "invalid_argument", "leave them out")]
    [InlineData("web", Next, "canary", "[50, 10]", "invalid_argument", "each larger than the one before")]
    [InlineData("web", Next, "canary", "[100]", "invalid_argument", "from 1 to 99")]
    public async Task What_cannot_be_planned_is_said(string service, string image, string strategy, string? weights, string code, string words)
    {
        await using var space = await SpaceAsync();
        var arguments = Arguments(service == "chekout" ? "wed" : service, "staging", image, strategy);
        if (weights is not null)
        {
            arguments["weights"] = JsonNode.Parse(weights);
        }

        var outcome = await Tools(Mapped(space.Name, "staging")).CallAsync("plan_deployment", arguments, Cancelled);
        Assert.Equal(code, outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.Contains(words, outcome.Result.GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_cluster_the_plan_has_what_is_known_and_says_what_to_configure()
    {
        var workspace = Workspaces.With();
        var planned = await Releases.Tools(null, policy: Mapped("shop", "staging")).AnswerAsync("plan_deployment", Arguments("checkout", "staging", "acme/checkout:latest", "canary"), Cancelled, workspace);
        Assert.False((bool)planned["executable"]!);
        Assert.Equal(("shop", "KUBECONFIG"), ((string)planned["namespace"]!, (string)planned["setting"]!));
        Assert.Contains("Not looked at: which image", (string)planned["not_seen"]!, StringComparison.Ordinal);
        Assert.Equal(["canary-10", "canary-50", "promote", "retire"], planned["steps"]!.AsArray().Select(step => (string)step!["name"]!));
        Assert.Contains("The tag latest moves", planned["risks"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Null(DeploymentPlanFile.Read(Encoding.UTF8.GetString((await workspace.ReadAsync((string)planned["path"]!, Cancelled)).Value!.Bytes.Span)).Value!.Version);

        await cluster.StartAsync(Cancelled);
        var refused = await Tools("rules: []").Find("execute_deployment")!.PlanAsync(
            Samples.Json(new JsonObject { ["plan_id"] = (string)planned["plan_id"]! }.ToJsonString()), Samples.Context(workspace), Cancelled);
        Assert.Equal(FaultCodes.Conflict, refused.Failure!.Code);
        Assert.Contains("made without a look at a cluster", refused.Failure.Message, StringComparison.Ordinal);
    }

    private async Task<KubernetesNamespace> SpaceAsync(int replicas = 2)
    {
        var space = await cluster.CreateNamespaceAsync(Cancelled);
        await space.RunningAsync(cluster, Releases.Deployment("web", replicas), Cancelled);
        return space;
    }

    private ToolCatalog Tools(string policy) => Releases.Tools(cluster, policy: policy);

    private async Task<string> FailAsync(string policy, JsonObject arguments)
    {
        var outcome = await Tools(policy).CallAsync("plan_deployment", arguments, Cancelled);
        Assert.Equal("invalid_argument", outcome.Result.GetProperty("error").GetProperty("code").GetString());
        return outcome.Result.GetProperty("message").GetString()!;
    }

    private static string Mapped(string space, string environment, string? other = null) =>
        $"targets: [{{system: kubernetes, name: admin, namespace: {space}, environment: {environment}}}{(other is null ? "" : $", {{system: kubernetes, name: admin, namespace: {other}, environment: {environment}}}")}]";

    private static JsonObject Arguments(string service, string environment, string image, string strategy = "rolling") =>
        new() { ["service"] = service, ["environment"] = environment, ["image"] = image, ["strategy"] = strategy };
}
