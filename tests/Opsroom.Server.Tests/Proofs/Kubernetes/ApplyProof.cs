using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Manifests of several objects on a real API server, from the call to the last object and back.</summary>
public sealed class ApplyProof(KubernetesCluster cluster)
{
    private const string Tool = "kubernetes_apply";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_definition_its_namespace_and_what_needs_them_are_applied_together_and_taken_back_together()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var (space, group) = ($"{site.Space.Name}-inner", $"{site.Space.Name}.example");
        var arguments = new JsonObject
        {
            ["manifest_content"] = $$"""
                apiVersion: {{group}}/v1
                kind: Gear
                metadata: {name: one, namespace: {{space}} }
                spec: {teeth: 12}
                ---
                apiVersion: v1
                kind: ConfigMap
                metadata: {name: settings, namespace: {{space}} }
                data: {level: info}
                ---
                apiVersion: v1
                kind: Namespace
                metadata: {name: {{space}} }
                ---
                apiVersion: apiextensions.k8s.io/v1
                kind: CustomResourceDefinition
                metadata: {name: gears.{{group}} }
                spec:
                  group: {{group}}
                  scope: Namespaced
                  names: {kind: Gear, plural: gears, singular: gear}
                  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, x-kubernetes-preserve-unknown-fields: true} } }]
                """,
        };
        var result = await site.ChangeAsync(Tool, arguments.DeepClone().AsObject(), "together", Cancelled);
        Assert.True((bool)result["complete"]!, result.ToJsonString());
        Assert.Equal(
            [($"Namespace/{space}", "created"), ($"CustomResourceDefinition/gears.{group}", "created"), ($"ConfigMap/{space}/settings", "created"), ($"Gear/{space}/one", "created")],
            result["applied"]!.AsArray().Select(each => ((string)each!["object"]!, (string)each["outcome"]!)));
        Assert.Equal(12, (int)(await site.Api.GetAsync($"/apis/{group}/v1/namespaces/{space}/gears/one", Cancelled))["spec"]!["teeth"]!);

        // the same again is answered without anybody being asked
        var again = await site.Client.CallAsync(Tool, arguments, "together", Cancelled);
        Assert.Equal("success", again.Status);
        Assert.Empty(await site.Client.PendingAsync("together", Cancelled));

        await UndoAsync(site, "together", whole: true);
        await site.Api.WaitUntilGoneAsync($"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/gears.{group}", Cancelled);
        await site.Api.WaitUntilGoneAsync($"/api/v1/namespaces/{space}", Cancelled);
    }

    [Fact]
    public async Task What_a_set_no_longer_has_is_pruned_and_comes_back_with_the_undo()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.ChangeAsync(Tool, Set(site, "one", "two", "three"), "set", Cancelled);
        var arguments = Set(site, "one", "four");
        arguments["prune"] = true;
        var result = await site.ChangeAsync(Tool, arguments, "set", Cancelled, risk: "destroy");
        Assert.Equal(["unchanged", "created", "deleted", "deleted"], result["applied"]!.AsArray().Select(each => (string)each!["outcome"]!));
        Assert.Equal(["four", "one"], await NamesAsync(site));

        await UndoAsync(site, "set", whole: true);
        Assert.Equal(["one", "three", "two"], await NamesAsync(site));
    }

    [Fact]
    public async Task One_object_of_several_is_taken_back_by_itself()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        await site.ChangeAsync(Tool, Set(site, "one", "two"), "single", Cancelled);
        await UndoAsync(site, "single", whole: false);
        Assert.Equal(["one"], await NamesAsync(site));
    }

    [Fact]
    public async Task What_fails_half_way_says_what_was_made_and_that_is_taken_back()
    {
        await using var site = await ClusterSite.OpenAsync(cluster, Cancelled);
        var item = await site.AskAsync(Tool, Set(site, "one", "two", "three"), "half", Cancelled);
        await site.Space.CreateAsync($"apiVersion: v1\nkind: ResourceQuota\nmetadata: {{name: few}}\nspec: {{hard: {{count/configmaps: \"{await AllAsync(site) + 1}\"}} }}\n", Cancelled);
        await site.Api.WaitUntilAsync(site.Space.PathOf("api/v1", "resourcequotas", "few"), quota => quota["status"]?["used"]?["count/configmaps"] is not null, Cancelled);

        var result = await site.ApproveAsync("half", item, Cancelled);
        Assert.False((bool)result["complete"]!);
        Assert.Single(result["applied"]!.AsArray());
        Assert.Contains("quota", (string)result["failed"]!, StringComparison.Ordinal);
        Assert.Single(result["not_applied"]!.AsArray());
        await UndoAsync(site, "half", whole: true);
        Assert.Empty(await NamesAsync(site));
    }

    private static JsonObject Set(ClusterSite site, params string[] names) => new()
    {
        ["manifest_content"] = string.Join("---\n", names.Select(name => $"apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {name}, labels: {{app: proof}} }}\ndata: {{name: {name} }}\n")),
        ["namespace"] = site.Space.Name,
        ["apply_set"] = site.Space.Name,
    };

    private static async Task<IEnumerable<string>> NamesAsync(ClusterSite site) =>
        (await site.Api.GetAsync($"{site.Space.PathOf("api/v1", "configmaps")}?labelSelector=app%3Dproof", Cancelled))["items"]!.AsArray()
            .Select(each => (string)each!["metadata"]!["name"]!).Order(StringComparer.Ordinal);

    private static async Task<int> AllAsync(ClusterSite site) => (await site.Api.GetAsync(site.Space.PathOf("api/v1", "configmaps"), Cancelled))["items"]!.AsArray().Count;

    /// <param name="whole">Whether the apply is taken back, or the last of its calls.</param>
    private static async Task UndoAsync(ClusterSite site, string thread, bool whole)
    {
        var journal = await site.Client.JournalAsync(thread, Cancelled);
        var finished = journal.Where(@event => (string?)@event["kind"] == "tool_finished").Select(@event => (string)@event["call_id"]!).ToList();
        var run = journal.Last(@event => (string?)@event["kind"] == "tool_started" && (string?)@event["tool"] == Tool);
        var undone = await site.Client.PostAsync($"/threads/{thread}/undo", new { call_id = whole ? (string)run["call_id"]! : finished[^2] }, Cancelled);
        Assert.True((int)undone.Code is >= 200 and < 300, undone.ToString());
        await site.Client.RestAsync(thread, Cancelled);
        await site.ApproveAsync(thread, Assert.Single(await site.Client.PendingAsync(thread, Cancelled)), Cancelled);
    }
}
