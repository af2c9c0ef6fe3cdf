using Opsroom.TestKit.Kubernetes;
using Opsroom.Tools;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tests.Tools.Kubernetes.Api;

/// <summary>The client against a real API server.</summary>
public sealed class ClusterTests(KubernetesCluster running)
{
    private const string ConfigMap = """
        apiVersion: v1
        kind: ConfigMap
        metadata: {name: settings, labels: {app: web}}
        data: {color: blue, size: "1"}
        """;

    private static CancellationToken CancellationToken => TestContext.Current.CancellationToken;

    [Fact]
    public async Task It_knows_what_the_server_serves_by_every_name_that_people_use()
    {
        await running.StartAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);

        var catalog = SomeClusters.Value(await cluster.DiscoverAsync(CancellationToken));

        Assert.Equal("1.20", catalog.Version.ToString());
        Assert.All(["Deployment", "deployments", "deploy", "DEPLOYMENT", "deployments.apps", "deployments.v1.apps"], name => Assert.Equal("apps/v1", catalog.Find(name)!.ApiVersion));
        Assert.Equal("v1", catalog.Find("events")!.ApiVersion);
        Assert.Equal("networking.k8s.io/v1", catalog.Find("ing")!.ApiVersion);
        Assert.Equal("autoscaling/v2beta2", catalog.FindFirst("HorizontalPodAutoscaler", "autoscaling/v2", "autoscaling/v2beta2")!.ApiVersion);
        Assert.True(catalog.Serves("policy/v1beta1", "PodDisruptionBudget"));
        Assert.False(catalog.Serves("policy/v1", "PodDisruptionBudget"));
        Assert.False(catalog.Find("nodes")!.IsNamespaced);
        var unknown = await cluster.ResolveAsync("cronjob", "batch/v1", CancellationToken);
        Assert.Equal(FaultCodes.InvalidArgument, unknown.Failure!.Code);
        Assert.Contains("batch/v1beta1", unknown.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_applied_is_there_and_another_managers_field_is_a_conflict_until_forced()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);
        var resource = await cluster.ResolvedAsync("cm");

        var dry = SomeClusters.Value(await cluster.ApplyAsync(resource, space.Name, SomeClusters.Read(ConfigMap), new WriteOptions { DryRun = true }, CancellationToken));
        Assert.Equal("blue", dry.Object.Body.TextAt("data", "color"));
        Assert.Equal(FaultCodes.NotFound, (await cluster.GetAsync(resource, space.Name, "settings", CancellationToken)).Failure!.Code);

        SomeClusters.Value(await cluster.ApplyAsync(resource, space.Name, SomeClusters.Read(ConfigMap), new WriteOptions(), CancellationToken));
        await running.Api.MergeAsync(space.PathOf("api/v1", "configmaps", "settings") + "?fieldManager=somebody", new() { ["data"] = new System.Text.Json.Nodes.JsonObject { ["color"] = "red" } }, CancellationToken);
        var again = await cluster.ApplyAsync(resource, space.Name, SomeClusters.Read(ConfigMap), new WriteOptions(), CancellationToken);
        Assert.Equal(FaultCodes.Conflict, again.Failure!.Code);
        Assert.Contains("somebody", again.Failure.Message, StringComparison.Ordinal);

        var forced = SomeClusters.Value(await cluster.ApplyAsync(resource, space.Name, SomeClusters.Read(ConfigMap), new WriteOptions { Force = true }, CancellationToken));
        Assert.Equal("blue", forced.Object.Body.TextAt("data", "color"));
    }

    [Theory]
    [InlineData(PatchKind.Merge)]
    [InlineData(PatchKind.Json)]
    [InlineData(PatchKind.Strategic)]
    internal async Task A_patch_is_refused_when_the_object_is_another_than_was_seen(PatchKind kind)
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);
        var resource = await cluster.ResolvedAsync("configmap");
        var seen = SomeClusters.Value(await cluster.CreateAsync(resource, space.Name, SomeClusters.Read(ConfigMap), new WriteOptions(), CancellationToken));
        Assert.True(seen.IsCreated);
        YamlNode patch = kind == PatchKind.Json
            ? new YamlList([new YamlMap().Add("op", "replace").Add("path", "/data/color").Add("value", "green")])
            : new YamlMap().Add("data", new YamlMap().Add("color", "green"));
        var bound = new WriteOptions { Precondition = new(seen.Object.Uid, seen.Object.Body.TextAt("metadata", "resourceVersion")) };

        var patched = SomeClusters.Value(await cluster.PatchAsync(resource, space.Name, "settings", kind, patch, bound, CancellationToken));
        Assert.Equal("green", patched.Object.Body.TextAt("data", "color"));
        var late = await cluster.PatchAsync(resource, space.Name, "settings", kind, patch, bound, CancellationToken);
        Assert.Equal(FaultCodes.Conflict, late.Failure!.Code);

        var other = await cluster.DeleteAsync(resource, space.Name, "settings", new WriteOptions { Precondition = new("00000000-0000-0000-0000-000000000000") }, CancellationToken);
        Assert.Equal(FaultCodes.Conflict, other.Failure!.Code);
        SomeClusters.Value(await cluster.DeleteAsync(resource, space.Name, "settings", new WriteOptions { Precondition = new(seen.Object.Uid) }, CancellationToken));
        Assert.Equal(FaultCodes.NotFound, (await cluster.GetAsync("cm", space.Name, "settings", CancellationToken)).Failure!.Code);
    }

    [Fact]
    public async Task A_list_goes_on_page_by_page_and_says_when_it_was_cut()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);
        var resource = await cluster.ResolvedAsync("configmap");
        for (var i = 0; i < 255; i++)
        {
            await space.CreateAsync($"{{apiVersion: v1, kind: ConfigMap, metadata: {{name: many-{i}, labels: {{set: many}}}}}}", CancellationToken);
        }

        var all = SomeClusters.Value(await cluster.ListAsync(resource, new ListQuery { Namespace = space.Name, LabelSelector = "set=many" }, CancellationToken));
        Assert.Equal(255, all.Items.Length);
        Assert.False(all.IsTruncated);
        Assert.All(all.Items, item => Assert.Equal(("ConfigMap", "v1"), (item.Kind, item.ApiVersion)));
        var cut = SomeClusters.Value(await cluster.ListAsync(resource, new ListQuery { Namespace = space.Name, LabelSelector = "set=many", MostItems = 252 }, CancellationToken));
        Assert.Equal(252, cut.Items.Length);
        Assert.True(cut.IsTruncated);
    }

    [Fact]
    public async Task A_watch_tells_what_changes()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);
        var resource = await cluster.ResolvedAsync("configmap");
        await space.CreateAsync(ConfigMap, CancellationToken);
        var seen = new List<WatchChange>();

        await foreach (var each in cluster.WatchAsync(resource, space.Name, "metadata.name=settings", null, null, TimeSpan.FromMinutes(1), CancellationToken))
        {
            Assert.Null(each.Failure);
            seen.Add(each.Change);
            if (each.Change == WatchChange.Added)
            {
                await cluster.DeleteAsync(resource, space.Name, "settings", new WriteOptions(), CancellationToken);
            }
            else if (each.Change == WatchChange.Deleted)
            {
                break;
            }
        }

        Assert.Equal([WatchChange.Added, WatchChange.Deleted], seen.Where(change => change != WatchChange.Bookmark));
        var old = await FirstAsync(cluster.WatchAsync(resource, space.Name, null, null, "1", TimeSpan.FromMinutes(1), CancellationToken));
        Assert.True(old.Failure is null or { Code: FaultCodes.Conflict }, old.Failure?.Message);
    }

    [Fact]
    public async Task A_refusal_names_what_rbac_refused_and_the_rule_that_would_allow_it()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.AllowViewerAsync("apps", ["deployments"], ["list"], CancellationToken);
        using var cluster = SomeClusters.Of(running, KubernetesCluster.Viewer);

        Assert.Empty(SomeClusters.Value(await cluster.ListAsync("deployments", new ListQuery { Namespace = space.Name }, CancellationToken)).Items);
        var refused = await cluster.ListAsync("replicasets", new ListQuery { Namespace = space.Name }, CancellationToken);
        Assert.Equal(FaultCodes.Denied, refused.Failure!.Code);
        Assert.Contains($"list replicasets in namespace {space.Name}", refused.Failure.Message, StringComparison.Ordinal);
        Assert.Contains("""{"apiGroups": ["apps"], "resources": ["replicasets"], "verbs": ["list"]}""", refused.Failure.Message, StringComparison.Ordinal);

        var snapshot = SomeClusters.Value(await cluster.SnapshotAsync(space.Name, CancellationToken));
        Assert.True(snapshot.Objects.Knows("Deployment"));
        Assert.False(snapshot.Objects.Knows("Secret"));
        Assert.Contains(snapshot.Missing, each => each.Kind == "Pod" && !each.IsPartial);
    }

    [Fact]
    public async Task An_invalid_object_is_refused_with_the_fields_that_are_wrong()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        using var cluster = SomeClusters.Of(running);

        var refused = await cluster.CreateAsync(
            await cluster.ResolvedAsync("service"), space.Name, SomeClusters.Read("{apiVersion: v1, kind: Service, metadata: {name: web}, spec: {ports: [{port: 99999}]}}"), new WriteOptions(), CancellationToken);

        Assert.Equal(FaultCodes.InvalidArgument, refused.Failure!.Code);
        Assert.Contains("spec.ports[0].port", refused.Failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_snapshot_has_secrets_with_their_keys_only()
    {
        await using var space = await running.CreateNamespaceAsync(CancellationToken);
        await space.CreateAsync("{apiVersion: v1, kind: Secret, metadata: {name: login}, stringData: {password: correct-horse}}", CancellationToken);
        using var cluster = SomeClusters.Of(running);

        var snapshot = SomeClusters.Value(await cluster.SnapshotAsync(space.Name, CancellationToken));

        var secret = snapshot.Objects.Find("Secret", space.Name, "login")!;
        Assert.Equal(SecretMask.Mask, secret.Body.TextAt("data", "password"));
        Assert.True(snapshot.Objects.Of("Node").Count >= 2);
        Assert.True(snapshot.Objects.Knows("Gateway"));
        Assert.Empty(snapshot.Missing);
    }

    private static async Task<WatchEvent> FirstAsync(IAsyncEnumerable<WatchEvent> events)
    {
        await foreach (var each in events)
        {
            return each;
        }

        throw new InvalidOperationException("The watch ended without an event.");
    }
}
