using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Opsroom.TestKit.Kubernetes.Fakes;

public sealed partial class FakeKubernetes
{
    private long oldest;

    /// <summary>At most this many objects are in an answer, whatever was asked for; the rest is had by continuing.</summary>
    public int MostItems { get; set; } = int.MaxValue;

    /// <summary>Forgets the past: lists cannot be continued, nor watches begin, where they stood before.</summary>
    public void ForgetHistory()
    {
        lock (gate)
        {
            oldest = long.Parse(objects.Version, CultureInfo.InvariantCulture) + 1;
        }
    }

    private JsonObject List(FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        var (skip, version) = (0, objects.Version);
        if (request.Query.GetValueOrDefault("continue") is { Length: > 0 } mark)
        {
            var parts = Encoding.UTF8.GetString(Convert.FromBase64String(mark)).Split(' ');
            (skip, version) = (int.Parse(parts[0], CultureInfo.InvariantCulture), parts[1]);
            if (long.Parse(version, CultureInfo.InvariantCulture) < oldest)
            {
                throw new FakeRefusedException(FakeRefusal.Expired);
            }
        }

        var wanted = objects.All(kind, address.Namespace)
            .Where(made => FakeSelector.Matches(made, request.Query.GetValueOrDefault("labelSelector"), request.Query.GetValueOrDefault("fieldSelector"))).ToList();
        var limit = int.TryParse(request.Query.GetValueOrDefault("limit"), CultureInfo.InvariantCulture, out var asked) && asked > 0 ? Math.Min(asked, MostItems) : MostItems;
        var page = wanted.Skip(skip).Take(limit).Select(made => made.DeepClone().AsObject()).ToList();
        foreach (var item in page.Where(_ => !IsCustom(kind)))
        {
            // the items of built-in kinds do not say what they are
            item.Remove("kind");
            item.Remove("apiVersion");
        }

        var metadata = new JsonObject { ["resourceVersion"] = version };
        if (skip + page.Count < wanted.Count)
        {
            metadata["continue"] = Convert.ToBase64String(Encoding.UTF8.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{skip + page.Count} {version}")));
            metadata["remainingItemCount"] = wanted.Count - skip - page.Count;
        }

        return new JsonObject { ["kind"] = $"{kind.Kind}List", ["apiVersion"] = kind.Version, ["metadata"] = metadata, ["items"] = new JsonArray([.. page]) };
    }

    private static bool IsCustom(FakeKind kind) => kind.Group.Contains('.', StringComparison.Ordinal) && !FakeKinds.All.Any(each => each.Group == kind.Group && each.Kind == kind.Kind);

    private async Task WatchAsync(HttpContext context, FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        context.Response.ContentType = "application/json";
        await context.Response.StartAsync(context.RequestAborted);
        var (at, pending) = BeginWatch(request, kind, address);
        while (!context.RequestAborted.IsCancellationRequested)
        {
            foreach (var change in pending)
            {
                await context.Response.WriteAsync(change.ToJsonString() + "\n", context.RequestAborted);
            }

            await context.Response.Body.FlushAsync(context.RequestAborted);
            if (pending is [.., var last] && (string?)last["type"] == "ERROR")
            {
                return;
            }

            Task next;
            lock (gate)
            {
                next = objects.History.Count > at ? Task.CompletedTask : objects.Changed;
            }

            await next.WaitAsync(context.RequestAborted);
            lock (gate)
            {
                pending = [.. objects.History.Skip(at).Where(change => IsWatched(change, request, kind, address)).Select(Tell)];
                at = objects.History.Count;
            }
        }
    }

    private (int At, List<JsonObject> Pending) BeginWatch(FakeKubernetesRequest request, FakeKind kind, FakeAddress address)
    {
        lock (gate)
        {
            if (!long.TryParse(request.Query.GetValueOrDefault("resourceVersion"), CultureInfo.InvariantCulture, out var from) || from == 0)
            {
                var there = objects.All(kind, address.Namespace).Select(made => new FakeChange(0, "ADDED", kind, made)).Where(change => IsWatched(change, request, kind, address));
                return (objects.History.Count, [.. there.Select(Tell)]);
            }

            if (from < oldest)
            {
                return (objects.History.Count, [new JsonObject { ["type"] = "ERROR", ["object"] = new FakeRefusal(410, "Expired", $"too old resource version: {from} ({oldest})").ToStatus() }]);
            }

            return (objects.History.Count, [.. objects.History.Where(change => change.Version > from && IsWatched(change, request, kind, address)).Select(Tell)]);
        }
    }

    private static bool IsWatched(FakeChange change, FakeKubernetesRequest request, FakeKind kind, FakeAddress address) =>
        change.Kind.Group == kind.Group && change.Kind.Plural == kind.Plural && (address.Namespace is null || (string?)change.State["metadata"]!["namespace"] == address.Namespace)
        && FakeSelector.Matches(change.State, request.Query.GetValueOrDefault("labelSelector"), request.Query.GetValueOrDefault("fieldSelector"));

    private static JsonObject Tell(FakeChange change) => new() { ["type"] = change.Type, ["object"] = change.State.DeepClone() };
}
