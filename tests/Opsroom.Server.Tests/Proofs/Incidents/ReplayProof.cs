using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Kubernetes.Fakes;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Incidents;

/// <summary>What was saved on one server is replayed on another, which has a data folder and keys of its own and no backend, to the same verdict and causes.</summary>
public sealed class ReplayProof
{
    private const string Manifest = "manifest.json";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Recorded_evidence_that_was_saved_again_is_replayed_elsewhere_word_for_word()
    {
        var (here, saved) = await SaveAsync();
        Assert.Equal("incident", here.Verdict);
        await using var elsewhere = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(elsewhere.Server.Address);

        var there = await client.InvestigateAsync("copy", saved, Cancelled);
        Assert.Equal((here.Verdict, Text(here.Ranking)), (there.Verdict, Text(there.Ranking)));
        Assert.Equal(Quotes(here), Quotes(there));
    }

    [Fact]
    public async Task A_live_investigation_is_replayed_elsewhere_to_the_same_verdict_and_causes()
    {
        var (here, saved) = await SaveLiveAsync();
        Assert.Equal("incident", here.Verdict);
        Assert.Contains(here.Causes, cause => cause.ToJsonString().Contains("registry.example/shop:9.9.9", StringComparison.Ordinal));

        await using var elsewhere = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(elsewhere.Server.Address);
        var there = await client.InvestigateAsync("copy", saved, Cancelled);
        Assert.Equal((here.Verdict, Text(here.Ranking)), (there.Verdict, Text(there.Ranking)));
    }

    [Theory]
    [InlineData("one byte of a log")]
    [InlineData("a line is added to a note")]
    [InlineData("a file is missing")]
    [InlineData("the manifest loses what it says of a file")]
    public async Task A_bundle_that_was_tampered_with_is_refused(string how)
    {
        var (_, saved) = await SaveAsync();
        var tampered = Tamper(saved, how);
        await using var elsewhere = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(elsewhere.Server.Address);

        await client.HandInAsync("copy", "bundle", tampered, Cancelled);
        var answer = await client.CallAsync("copy", new { bundle_path = "bundle" }, Cancelled);
        Assert.True(answer.Status == "error", $"{how}: {answer}");
        Assert.False(string.IsNullOrWhiteSpace(answer.Message), answer.ToString());
        Assert.DoesNotContain("root_causes", answer.Body.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_was_fitted_to_what_was_changed_is_refused_where_it_was_signed()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(server.Server.Address);
        var saved = await SaveAsync(client);
        await client.HandInAsync("same", "bundle", saved.Saved, Cancelled);
        Investigation.Of(await client.CallAsync("same", new { bundle_path = "bundle" }, Cancelled));
        await client.HandInAsync("copy", "bundle", Tamper(saved.Saved, "the manifest is told the hash of what was changed"), Cancelled);
        var answer = await client.CallAsync("copy", new { bundle_path = "bundle" }, Cancelled);
        Assert.True(answer.Status == "error", answer.ToString());
    }

    private static RecordedEvidence Tamper(RecordedEvidence saved, string how)
    {
        var log = saved.Files.Keys.First(path => path.StartsWith("logs/", StringComparison.Ordinal));
        var changed = saved.With(log, saved.Text(log).Replace("segment-00417", "segment-00418", StringComparison.Ordinal));
        Assert.NotEqual(saved.Text(log), changed.Text(log));
        switch (how)
        {
            case "one byte of a log":
                return changed;
            case "a line is added to a note":
                var note = saved.Files.Keys.First(path => path.StartsWith("notes/", StringComparison.Ordinal));
                return saved.With(note, saved.Text(note) + "all is well\n");
            case "a file is missing":
                return saved.Without(log);
            case "the manifest is told the hash of what was changed":
                var told = saved.Text(Manifest).Replace(Hash(saved.Files[log]), Hash(changed.Files[log]), StringComparison.OrdinalIgnoreCase);
                Assert.NotEqual(saved.Text(Manifest), told);
                return changed.With(Manifest, told);
            default:
                var manifest = JsonNode.Parse(saved.Text(Manifest))!;
                Assert.True(Forget(manifest, Hash(saved.Files[log])), manifest.ToJsonString());
                return changed.With(Manifest, manifest.ToJsonString());
        }
    }

    /// <summary>Takes a hash out of a manifest, wherever it stands.</summary>
    private static bool Forget(JsonNode node, string hash)
    {
        if (node is JsonArray array)
        {
            return array.Any(element => element is not null && Forget(element, hash));
        }

        if (node is not JsonObject map)
        {
            return false;
        }

        var listed = map.FirstOrDefault(pair => pair.Value is JsonValue value && value.TryGetValue<string>(out var text) && text.Contains(hash, StringComparison.OrdinalIgnoreCase)).Key;
        return listed is not null ? map.Remove(listed) : map.Any(pair => pair.Value is not null && Forget(pair.Value, hash));
    }

    private static async Task<(Investigation Here, RecordedEvidence Saved)> SaveAsync()
    {
        await using var server = await ScriptedServer.StartAsync();
        using var client = new IncidentClient(server.Server.Address);
        return await SaveAsync(client);
    }

    private static async Task<(Investigation Here, RecordedEvidence Saved)> SaveAsync(IncidentClient client)
    {
        var here = await client.InvestigateAsync("original", RecordedEvidence.OfAFullVolume(), Cancelled, "saved");
        var saved = await client.FetchAsync("original", "saved", Cancelled);
        Assert.Contains(Manifest, saved.Files.Keys);
        return (here, saved);
    }

    private static async Task<(Investigation Here, RecordedEvidence Saved)> SaveLiveAsync()
    {
        await using var fake = await BrokenClusterAsync();
        await using var server = await ScriptedServer.StartAsync(options =>
        {
            var clusters = Path.Combine(options.WorkingDirectory!, "clusters-of-the-proof.yaml");
            File.WriteAllText(clusters, fake.Kubeconfig);
            return options with { Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["KUBECONFIG"] = clusters } };
        });
        using var client = new IncidentClient(server.Server.Address);
        var answer = await client.CallAsync("original", new { description = "The shop does not start.", @namespace = "shop", save_bundle_to = "saved" }, Cancelled);
        return (Investigation.Of(answer), await client.FetchAsync("original", "saved", Cancelled));
    }

    private static async Task<FakeKubernetes> BrokenClusterAsync()
    {
        var fake = await FakeKubernetes.StartNewAsync(TimeProvider.System, Cancelled);
        fake.Load("""
            apiVersion: v1
            kind: Namespace
            metadata: {name: shop}
            ---
            apiVersion: apps/v1
            kind: Deployment
            metadata: {name: shop, namespace: shop, generation: 3}
            spec:
              replicas: 1
              selector: {matchLabels: {app: shop} }
              template:
                metadata: {labels: {app: shop} }
                spec: {containers: [{name: shop, image: 'registry.example/shop:9.9.9'}]}
            status: {observedGeneration: 3, replicas: 1, updatedReplicas: 1, unavailableReplicas: 1}
            ---
            apiVersion: v1
            kind: Pod
            metadata: {name: shop-6d5f7c8b9-x2k4p, namespace: shop, labels: {app: shop} }
            spec: {nodeName: node-1, containers: [{name: shop, image: 'registry.example/shop:9.9.9'}]}
            status:
              phase: Pending
              conditions: [{type: Ready, status: 'False', reason: ContainersNotReady, message: 'containers with unready status: [shop]'}]
              containerStatuses:
                - name: shop
                  image: registry.example/shop:9.9.9
                  imageID: ''
                  ready: false
                  restartCount: 0
                  state: {waiting: {reason: ImagePullBackOff, message: 'Back-off pulling image "registry.example/shop:9.9.9": not found'} }
            """);
        return fake;
    }

    private static string Text(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Quotes(Investigation investigation) =>
        Text(investigation.Evidence.Select(piece => $"{piece["source"]} {piece["location"]} {piece["sha256"]} {piece["quote"]}").Order(StringComparer.Ordinal));

    private static string Hash(byte[] bytes) => Convert.ToHexStringLower(SHA256.HashData(bytes));
}
