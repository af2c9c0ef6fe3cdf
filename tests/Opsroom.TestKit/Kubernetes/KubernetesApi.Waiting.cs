using System.Runtime.CompilerServices;
using System.Text.Json.Nodes;
using Xunit;

namespace Opsroom.TestKit.Kubernetes;

public sealed partial class KubernetesApi
{
    private static readonly TimeSpan BetweenKnocks = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Follows an object, which need not be there yet, until it is as wanted; fails with its last state when that takes too long.</summary>
    public async Task<JsonObject> WaitUntilAsync(string path, Predicate<JsonObject> wanted, CancellationToken cancellationToken)
    {
        JsonObject? last = null;
        await FollowAsync(path, null, change =>
        {
            last = change["object"]!.AsObject();
            return (string)change["type"]! != "DELETED" && wanted(last);
        }, () => last, cancellationToken);
        return last!;
    }

    /// <summary>Follows an object until it is gone.</summary>
    public async Task WaitUntilGoneAsync(string path, CancellationToken cancellationToken)
    {
        var (collection, name) = Split(path);
        var there = await GetAsync($"{collection}?fieldSelector=metadata.name%3D{name}", cancellationToken);
        if (there["items"]!.AsArray().Count > 0)
        {
            await FollowAsync(path, (string?)there["metadata"]!["resourceVersion"], change => (string)change["type"]! == "DELETED", () => there, cancellationToken);
        }
    }

    /// <summary>Waits until the API server has taken note of what a user may do.</summary>
    internal async Task WaitUntilAllowedAsync(string user, JsonObject attributes, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var review = new JsonObject { ["spec"] = new JsonObject { ["user"] = user, ["resourceAttributes"] = attributes } };
        while ((bool?)(await PostAsync("/apis/authorization.k8s.io/v1/subjectaccessreviews", review, patience.Token))["status"]!["allowed"] != true)
        {
            await Task.Delay(BetweenKnocks, patience.Token);
        }
    }

    /// <summary>Waits until objects of a kind that was defined can be created.</summary>
    public async Task WaitUntilServedAsync(JsonObject made, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        while (true)
        {
            ForgetResources();
            if (await ResourceOfAsync(made, patience.Token) is not null)
            {
                return;
            }

            await Task.Delay(BetweenKnocks, patience.Token);
        }
    }

    private async Task FollowAsync(string path, string? from, Predicate<JsonObject> isLast, Func<JsonObject?> state, CancellationToken cancellationToken)
    {
        var (collection, name) = Split(path);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        try
        {
            while (true)
            {
                await foreach (var change in WatchAsync($"{collection}?fieldSelector=metadata.name%3D{name}", from, patience.Token))
                {
                    if (isLast(change))
                    {
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            Assert.Fail($"{path} did not become what was waited for. Its last state: {state()?.ToJsonString() ?? "none"}");
        }
    }

    /// <summary>The changes of a collection; without a place to begin at, first what is there as if it were added.</summary>
    public async IAsyncEnumerable<JsonObject> WatchAsync(
        string collection, string? from, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var join = collection.Contains('?', StringComparison.Ordinal) ? '&' : '?';
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{collection}{join}watch=true{(from is null ? "" : $"&resourceVersion={from}")}");
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        response.EnsureSuccessStatusCode();
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync(cancellationToken));
        while (await reader.ReadLineAsync(cancellationToken) is { } line)
        {
            yield return JsonNode.Parse(line)!.AsObject();
        }
    }

    private static (string Collection, string Name) Split(string path) => (path[..path.LastIndexOf('/')], path[(path.LastIndexOf('/') + 1)..]);
}
