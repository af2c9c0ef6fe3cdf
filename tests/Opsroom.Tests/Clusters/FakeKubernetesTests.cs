using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Opsroom.TestKit.Kubernetes.Fakes;

namespace Opsroom.Tests.Clusters;

/// <summary>The fake API server answers as the real one does where the two meet.</summary>
public sealed class FakeKubernetesTests : IAsyncLifetime
{
    private const string Deployments = "/apis/apps/v1/namespaces/shop/deployments";
    private const string Objects = """
        apiVersion: apps/v1
        kind: Deployment
        metadata: {name: web, namespace: shop, labels: {app: web, tier: front}}
        spec: {replicas: 2, template: {spec: {containers: [{name: web, image: 'web:1'}, {name: proxy, image: 'proxy:1'}]}}}
        status: {readyReplicas: 2}
        ---
        apiVersion: v1
        kind: List
        items:
        - {apiVersion: v1, kind: Pod, metadata: {name: web-1, namespace: shop, labels: {app: web}}, spec: {nodeName: n1, containers: [{name: web}, {name: proxy}]}}
        - {apiVersion: v1, kind: Pod, metadata: {name: db-0, namespace: shop, labels: {app: db}}, spec: {nodeName: n2, containers: [{name: db}]}}
        """;

    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private FakeKubernetes fake = null!;
    private HttpClient http = null!;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        fake = await FakeKubernetes.StartNewAsync(time, Cancelled);
        fake.Load(Objects);
        http = new HttpClient { BaseAddress = fake.Address };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", fake.Token);
    }

    public async ValueTask DisposeAsync()
    {
        http.Dispose();
        await fake.DisposeAsync();
    }

    [Theory]
    [InlineData("labelSelector=app%3Dweb", "web-1")]
    [InlineData("labelSelector=app%20in%20(db,cache)", "db-0")]
    [InlineData("labelSelector=app!%3Dweb", "db-0")]
    [InlineData("labelSelector=!app", "")]
    [InlineData("fieldSelector=spec.nodeName%3Dn1,metadata.namespace%3Dshop", "web-1")]
    public async Task Lists_are_selected(string query, string expected) =>
        Assert.Equal(expected, string.Join(' ', (await GetAsync($"/api/v1/pods?{query}"))["items"]!.AsArray().Select(item => (string)item!["metadata"]!["name"]!)));

    [Fact]
    public async Task A_long_list_comes_in_parts_until_its_mark_expires()
    {
        var first = await GetAsync("/api/v1/namespaces/shop/pods?limit=1");
        Assert.Equal(1, (int)first["metadata"]!["remainingItemCount"]!);
        var mark = Uri.EscapeDataString((string)first["metadata"]!["continue"]!);
        var second = await GetAsync($"/api/v1/namespaces/shop/pods?limit=1&continue={mark}");
        Assert.Equal("web-1", (string)second["items"]![0]!["metadata"]!["name"]!);
        Assert.Null(second["metadata"]!["continue"]);

        fake.ForgetHistory();
        Assert.Equal("Expired", (string)(await GetAsync($"/api/v1/namespaces/shop/pods?limit=1&continue={mark}", HttpStatusCode.Gone))["reason"]!);
    }

    [Fact]
    public async Task A_write_on_an_old_version_is_refused_and_a_dry_run_changes_nothing()
    {
        var web = await GetAsync($"{Deployments}/web");
        var patch = new JsonObject { ["metadata"] = new JsonObject { ["resourceVersion"] = (string)web["metadata"]!["resourceVersion"]! }, ["spec"] = new JsonObject { ["replicas"] = 5 } };
        var dry = await SendAsync(HttpMethod.Patch, $"{Deployments}/web?dryRun=All", patch.ToJsonString(), "application/merge-patch+json");
        Assert.Equal(5, (int)dry["spec"]!["replicas"]!);
        Assert.Equal(2, (int)fake.Find("Deployment", "shop", "web")!["spec"]!["replicas"]!);

        await SendAsync(HttpMethod.Patch, $"{Deployments}/web", patch.ToJsonString(), "application/merge-patch+json");
        var late = await SendAsync(HttpMethod.Patch, $"{Deployments}/web", patch.ToJsonString(), "application/merge-patch+json", HttpStatusCode.Conflict);
        Assert.Contains("the object has been modified", (string)late["message"]!, StringComparison.Ordinal);
        Assert.Equal(2, fake.Writes.Count);

        var delete = new JsonObject { ["preconditions"] = new JsonObject { ["resourceVersion"] = "1" } };
        await SendAsync(HttpMethod.Delete, $"{Deployments}/web", delete.ToJsonString(), "application/json", HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task An_apply_merges_by_key_and_names_who_manages_what_it_would_change()
    {
        const string Image = """{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"web"},"spec":{"template":{"spec":{"containers":[{"name":"web","image":"web:2"}]}}}}""";
        const string Apply = "application/apply-patch+yaml";
        var applied = await SendAsync(HttpMethod.Patch, $"{Deployments}/web?fieldManager=one", Image, Apply);
        Assert.Equal(["web:2", "proxy:1"], applied["spec"]!["template"]!["spec"]!["containers"]!.AsArray().Select(each => (string)each!["image"]!));
        Assert.Equal(2, (int)applied["status"]!["readyReplicas"]!);

        var refused = await SendAsync(HttpMethod.Patch, $"{Deployments}/web?fieldManager=two", Image.Replace("web:2", "web:3", StringComparison.Ordinal), Apply, HttpStatusCode.Conflict);
        Assert.Equal("""Apply failed with 1 conflict: conflict with "one" using apps/v1: .spec.template.spec.containers[name="web"].image""", (string)refused["message"]!);
        await SendAsync(HttpMethod.Patch, $"{Deployments}/web?fieldManager=two&force=true", Image.Replace("web:2", "web:3", StringComparison.Ordinal), Apply);
        await SendAsync(HttpMethod.Patch, $"{Deployments}/web?fieldManager=one", Image, Apply, HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task Logs_are_cut_as_asked_and_say_which_container_is_meant()
    {
        fake.Log("shop", "web-1", "web", Enumerable.Range(1, 100_000).Select(number => new FakeLogLine(time.GetUtcNow().AddSeconds(number - 100_000), $"line {number}")));
        const string Log = "/api/v1/namespaces/shop/pods/web-1/log";
        Assert.Equal("line 99999\nline 100000\n", await http.GetStringAsync($"{Log}?container=web&tailLines=2", Cancelled));
        Assert.Equal("line 99999\nline 100000\n", await http.GetStringAsync($"{Log}?container=web&sinceSeconds=1", Cancelled));
        Assert.Equal("line", await http.GetStringAsync($"{Log}?container=web&limitBytes=4", Cancelled));
        Assert.Contains("choose one of: [web proxy]", (string)(await GetAsync(Log, HttpStatusCode.BadRequest))["message"]!, StringComparison.Ordinal);
        Assert.Contains("previous terminated container", (string)(await GetAsync($"{Log}?container=web&previous=true", HttpStatusCode.BadRequest))["message"]!, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_watch_tells_what_is_there_and_what_changes()
    {
        using var response = await http.GetAsync($"{Deployments}?watch=true", HttpCompletionOption.ResponseHeadersRead, Cancelled);
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(Cancelled), Encoding.UTF8);
        Assert.Equal("ADDED", (string)JsonNode.Parse((await reader.ReadLineAsync(Cancelled))!)!["type"]!);
        fake.Change("Deployment", "shop", "web", web => web["spec"]!["replicas"] = 3);
        var change = JsonNode.Parse((await reader.ReadLineAsync(Cancelled))!)!;
        Assert.Equal(("MODIFIED", 3), ((string)change["type"]!, (int)change["object"]!["spec"]!["replicas"]!));
    }

    [Fact]
    public async Task It_refuses_and_waits_as_a_test_chooses()
    {
        fake.Deny("list", "pods", "shop");
        Assert.Equal(
            $"pods is forbidden: User \"{fake.User}\" cannot list resource \"pods\" in API group \"\" in the namespace \"shop\"",
            (string)(await GetAsync("/api/v1/namespaces/shop/pods", HttpStatusCode.Forbidden))["message"]!);

        var opened = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        fake.Fail(new FakeKubernetesFault(request => request.Method == "GET") { Refusal = FakeRefusal.TooManyRequests(7), Until = opened.Task, IsOnce = true });
        var before = fake.Requests.Count;
        var slow = http.GetAsync($"{Deployments}/web", Cancelled);
        await fake.WaitForRequestsAsync(before + 1, Cancelled);
        Assert.False(slow.IsCompleted);
        opened.SetResult();
        using var limited = await slow;
        Assert.Equal((HttpStatusCode.TooManyRequests, TimeSpan.FromSeconds(7)), (limited.StatusCode, limited.Headers.RetryAfter!.Delta!.Value));
        await GetAsync($"{Deployments}/web");

        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "expired");
        Assert.Equal("Unauthorized", (string)(await GetAsync($"{Deployments}/web", HttpStatusCode.Unauthorized))["reason"]!);
    }

    [Fact]
    public async Task Discovery_follows_what_is_withdrawn()
    {
        Assert.Contains("policy/v1", await VersionsAsync());
        fake.Withdraw("policy/v1", "policy/v1beta1");
        fake.Withdraw("gateway.networking.k8s.io/v1");
        var versions = await VersionsAsync();
        Assert.Contains("policy/v1beta1", versions);
        Assert.DoesNotContain("policy/v1", versions);
        Assert.DoesNotContain("gateway.networking.k8s.io/v1", versions);
        await GetAsync("/apis/policy/v1/poddisruptionbudgets", HttpStatusCode.NotFound);
    }

    private async Task<List<string>> VersionsAsync() =>
        [.. (await GetAsync("/apis"))["groups"]!.AsArray().SelectMany(group => group!["versions"]!.AsArray()).Select(version => (string)version!["groupVersion"]!)];

    private Task<JsonObject> GetAsync(string path, HttpStatusCode expected = HttpStatusCode.OK) => SendAsync(HttpMethod.Get, path, null, "", expected);

    private async Task<JsonObject> SendAsync(HttpMethod method, string path, string? body, string type, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new StringContent(body, new MediaTypeHeaderValue(type));
        }

        using var response = await http.SendAsync(request, Cancelled);
        var answer = (await response.Content.ReadFromJsonAsync<JsonObject>(Cancelled))!;
        Assert.True(response.StatusCode == expected, answer.ToJsonString());
        return answer;
    }
}
