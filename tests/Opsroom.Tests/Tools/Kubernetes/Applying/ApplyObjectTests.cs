using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Tests.Tools.Kubernetes.Applying;

/// <summary>Applying one object on a real API server, call by call as the runner makes them.</summary>
public sealed class ApplyObjectTests(KubernetesCluster cluster)
{
    private const string Settings = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, labels: {app: web}}
        data: {level: info, mode: "yes"}
        """;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_object_is_created_once_and_taken_back()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        var plan = await calls.PlanAsync(Settings);
        Assert.Equal($"Create ConfigMap/{space.Name}/settings in cluster 'admin'.", plan.Preview.Summary);
        Assert.Contains("+  level: info", plan.Preview.Diff, StringComparison.Ordinal);
        Assert.False(await ExistsAsync(space));

        var change = new ChangeInHand("run-1.call-1", plan.IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await calls.VerifyAsync(Settings, change));
        Assert.Equal("created", (string)(await calls.CallAsync(Settings, change))["outcome"]!);
        var live = await ReadAsync(space);
        Assert.Equal("yes", (string)live["data"]!["mode"]!);
        var manager = Assert.Single(live["metadata"]!["managedFields"]!.AsArray())!;
        Assert.Equal(("opsroom", "Apply"), ((string)manager["manager"]!, (string)manager["operation"]!));
        Assert.IsType<Verification.Made>(await calls.VerifyAsync(Settings, change));
        Assert.Equal("unchanged", (string)JsonNode.Parse((await calls.PlanAsync(Settings)).Answer!.Value.GetRawText())!["outcome"]!);

        // the same attempt that comes late changes nothing of what has been made of it since
        await cluster.Api.MergeAsync(PathOf(space), new JsonObject { ["data"] = new JsonObject { ["level"] = "debug" } }, Cancelled);
        await calls.CallAsync(Settings, change);
        Assert.Equal("debug", (string)(await ReadAsync(space))["data"]!["level"]!);

        var back = await calls.PlanAsync(plan.Undo!.Arguments, plan.Undo.Tool);
        var undo = new ChangeInHand("run-1.call-2", back.IntentVersion, 1);
        Assert.IsType<Verification.NotMade>(await calls.VerifyAsync(plan.Undo.Arguments, undo, plan.Undo.Tool));
        await calls.CallAsync(plan.Undo.Arguments, undo, plan.Undo.Tool);
        Assert.False(await ExistsAsync(space));
        Assert.IsType<Verification.Made>(await calls.VerifyAsync(plan.Undo.Arguments, undo, plan.Undo.Tool));
    }

    [Fact]
    public async Task What_a_manifest_leaves_out_is_taken_away_and_comes_back_with_the_undo()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        await calls.MakeAsync(Settings, "run-1.call-1");
        const string Other = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {level: debug, colour: red}
            """;
        var plan = await calls.PlanAsync(Other);
        var changed = plan.Preview.Diff!.Split('\n').Where(line => line is ['+' or '-', ..]).ToList();
        Assert.Equal(["+  colour: red", "+  level: debug", "-    app: web", "-  labels:", "-  level: info", "-  mode: \"yes\""], changed.Order(StringComparer.Ordinal));

        await calls.CallAsync(Other, new ChangeInHand("run-1.call-2", plan.IntentVersion, 1));
        var live = await ReadAsync(space);
        Assert.Equal(["colour", "level"], live["data"]!.AsObject().Select(pair => pair.Key));
        Assert.Null(live["metadata"]!["labels"]);

        var back = await calls.PlanAsync(plan.Undo!.Arguments, plan.Undo.Tool);
        await calls.CallAsync(plan.Undo.Arguments, new ChangeInHand("run-1.call-3", back.IntentVersion, 1), plan.Undo.Tool);
        live = await ReadAsync(space);
        Assert.Equal("""{"level":"info","mode":"yes"}""", live["data"]!.ToJsonString());
        Assert.Equal("web", (string)live["metadata"]!["labels"]!["app"]!);
    }

    [Fact]
    public async Task Fields_of_others_are_a_conflict_that_names_them_until_they_are_taken_over()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        await calls.MakeAsync(Settings, "run-1.call-1");
        await cluster.Api.MergeAsync($"{PathOf(space)}?fieldManager=someone", new JsonObject { ["data"] = new JsonObject { ["level"] = "debug" } }, Cancelled);

        var refused = await calls.FailureAsync(Settings);
        Assert.Equal(FaultCodes.Conflict, refused.Code);
        Assert.Contains("'someone' has .data.level", refused.Message, StringComparison.Ordinal);

        var plan = await calls.PlanAsync(Settings, force: true);
        Assert.Contains("'someone' has .data.level", plan.Preview.Summary, StringComparison.Ordinal);
        Assert.Equal("someone", plan.Preview.Details!.Value.GetProperty("taken_over")[0].GetProperty("manager").GetString());
        await calls.CallAsync(calls.Arguments(Settings, force: true), new ChangeInHand("run-1.call-2", plan.IntentVersion, 1));
        Assert.Equal("info", (string)(await ReadAsync(space))["data"]!["level"]!);

        var back = await calls.PlanAsync(plan.Undo!.Arguments, plan.Undo.Tool);
        await calls.CallAsync(plan.Undo.Arguments, new ChangeInHand("run-1.call-3", back.IntentVersion, 1), plan.Undo.Tool);
        Assert.Equal("debug", (string)(await ReadAsync(space))["data"]!["level"]!);
    }

    [Fact]
    public async Task What_was_changed_since_it_was_decided_is_left_alone()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        var create = await calls.PlanAsync(Settings);
        await space.CreateAsync(Settings.Replace("info", "other", StringComparison.Ordinal), Cancelled);
        Assert.Contains("conflict", (await calls.OutcomeAsync(Settings, new ChangeInHand("run-1.call-1", create.IntentVersion, 1))).Result.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("other", (string)(await ReadAsync(space))["data"]!["level"]!);

        var plan = await calls.PlanAsync(Settings, force: true);
        await cluster.Api.MergeAsync(PathOf(space), new JsonObject { ["data"] = new JsonObject { ["level"] = "third" } }, Cancelled);
        var outcome = await calls.OutcomeAsync(calls.Arguments(Settings, force: true), new ChangeInHand("run-1.call-2", plan.IntentVersion, 1));
        Assert.Equal("conflict", outcome.Result.GetProperty("error").GetProperty("code").GetString());
        Assert.IsType<Verification.Unclear>(await calls.VerifyAsync(calls.Arguments(Settings, force: true), new ChangeInHand("run-1.call-2", plan.IntentVersion, 1)));
        Assert.Equal("third", (string)(await ReadAsync(space))["data"]!["level"]!);
    }

    [Fact]
    public async Task A_field_that_the_manifest_does_not_touch_may_move()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        await space.CreateAsync(Settings, Cancelled);
        const string Level = """
            apiVersion: v1
            kind: ConfigMap
            metadata: {name: settings}
            data: {extra: new}
            """;
        var plan = await calls.PlanAsync(Level);
        await cluster.Api.MergeAsync(PathOf(space), new JsonObject { ["data"] = new JsonObject { ["mode"] = "no" } }, Cancelled);
        await calls.CallAsync(Level, new ChangeInHand("run-1.call-1", plan.IntentVersion, 1));
        Assert.Equal("""{"extra":"new","level":"info","mode":"no"}""", (await ReadAsync(space))["data"]!.ToJsonString());
    }

    [Fact]
    public async Task Values_of_secrets_are_not_shown_and_their_change_is()
    {
        await using var space = await cluster.CreateNamespaceAsync(Cancelled);
        var calls = new ApplyCalls(cluster, space);
        const string Secret = """
            apiVersion: v1
            kind: Secret
            metadata: {name: keys}
            stringData: {password: first-value, user: shop}
            """;
        await calls.MakeAsync(Secret, "run-1.call-1");
        var plan = await calls.PlanAsync(Secret.Replace("first", "second", StringComparison.Ordinal));
        Assert.Contains("+  password: \"*** (changed)\"", plan.Preview.Diff, StringComparison.Ordinal);
        Assert.DoesNotContain(Convert.ToBase64String("second-value"u8), System.Text.Json.JsonSerializer.Serialize(plan.Preview), StringComparison.Ordinal);
        Assert.DoesNotContain("second-value", System.Text.Json.JsonSerializer.Serialize(plan.Preview), StringComparison.Ordinal);

        await calls.CallAsync(Secret.Replace("first", "second", StringComparison.Ordinal), new ChangeInHand("run-1.call-2", plan.IntentVersion, 1));
        Assert.Equal(Convert.ToBase64String("second-value"u8), (string)(await cluster.Api.GetAsync(space.PathOf("api/v1", "secrets", "keys"), Cancelled))["data"]!["password"]!);
        var back = await calls.PlanAsync(plan.Undo!.Arguments, plan.Undo.Tool);
        await calls.CallAsync(plan.Undo.Arguments, new ChangeInHand("run-1.call-3", back.IntentVersion, 1), plan.Undo.Tool);
        Assert.Equal(Convert.ToBase64String("first-value"u8), (string)(await cluster.Api.GetAsync(space.PathOf("api/v1", "secrets", "keys"), Cancelled))["data"]!["password"]!);
    }

    private static string PathOf(KubernetesNamespace space) => space.PathOf("api/v1", "configmaps", "settings");

    private Task<JsonObject> ReadAsync(KubernetesNamespace space) => cluster.Api.GetAsync(PathOf(space), Cancelled);

    private async Task<bool> ExistsAsync(KubernetesNamespace space) =>
        (await cluster.Api.GetAsync(space.PathOf("api/v1", "configmaps"), Cancelled))["items"]!.AsArray().Any(each => (string)each!["metadata"]!["name"]! == "settings");
}
