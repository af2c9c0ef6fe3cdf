using System.Net;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Snapshots;

/// <summary>
/// Puts objects into an API server as they once were. Each is created and its status written through the API, which judges both; what the API server sets by itself
/// (uid, times of creation and deletion, generation) is then put back in its data.
/// </summary>
internal sealed class SnapshotLoader(KubernetesApi api, EtcdGateway data)
{
    private const string DockerConfig = "kubernetes.io/dockerconfigjson";

    private static readonly string[] SetByServer = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"];

    private readonly List<SkippedObject> skipped = [];
    private readonly List<Loaded> loaded = [];

    public async Task<(IReadOnlyList<SkippedObject> Skipped, IReadOnlyList<string> Changed)> LoadAsync(IReadOnlyList<JsonObject> objects, CancellationToken cancellationToken)
    {
        await CustomKinds.DefineAsync(api, objects, cancellationToken);
        await MakeNamespacesAsync(objects, cancellationToken);
        foreach (var given in objects.OrderBy(Turn))
        {
            await LoadAsync(given, cancellationToken);
        }

        await PutBackAsync(loaded, cancellationToken);
        var changed = new List<string>();
        foreach (var each in loaded)
        {
            var shown = await api.GetAsync(each.Path, cancellationToken);
            changed.AddRange(ObjectDifference.Of(Comparable(each.Given), shown).Select(path => $"{NameOf(each.Given)} {path}"));
        }

        return (skipped, changed);
    }

    /// <summary>The name of an object as the cases of <c>evals/kubernetes</c> write it.</summary>
    public static string NameOf(JsonObject made)
    {
        var scope = (string?)made["metadata"]!["namespace"];
        return $"{(string)made["kind"]!}/{(scope is null ? "" : $"{scope}/")}{(string)made["metadata"]!["name"]!}";
    }

    private static int Turn(JsonObject given) => (string)given["kind"]! switch
    {
        "Namespace" => 0,
        "APIService" => 2,
        _ => 1,
    };

    private static JsonObject Comparable(JsonObject given)
    {
        var clone = given.DeepClone().AsObject();
        clone["metadata"]!.AsObject().Remove("resourceVersion");
        return clone;
    }

    private async Task MakeNamespacesAsync(IReadOnlyList<JsonObject> objects, CancellationToken cancellationToken)
    {
        var own = objects.Where(each => (string)each["kind"]! == "Namespace").Select(each => (string)each["metadata"]!["name"]!);
        foreach (var name in objects.Select(each => (string?)each["metadata"]!["namespace"]).OfType<string>().Distinct(StringComparer.Ordinal).Except(own, StringComparer.Ordinal))
        {
            await PutAsync("/api/v1/namespaces", new JsonObject { ["metadata"] = new JsonObject { ["name"] = name } }, cancellationToken);
        }
    }

    private async Task LoadAsync(JsonObject given, CancellationToken cancellationToken)
    {
        var (served, resource) = await ServedAsync(given, cancellationToken);
        if (resource is null)
        {
            skipped.Add(new(NameOf(given), $"The API server does not serve {(string)given["apiVersion"]!} {(string)given["kind"]!}."));
            return;
        }

        try
        {
            var made = await PutAsync(resource.CollectionIn((string?)served["metadata"]!["namespace"]), Sendable(served), cancellationToken);
            if (resource.HasStatus && !IsTerminating(served) && served["status"] is JsonObject status)
            {
                made = await api.MergeAsync($"{resource.PathOf(served)}/status", new JsonObject { ["status"] = status.DeepClone() }, cancellationToken);
            }

            loaded.Add(new(served, resource.PathOf(served)) { Made = made });
        }
        catch (KubernetesRefusedException refused) when (refused.Status is HttpStatusCode.UnprocessableEntity or HttpStatusCode.BadRequest)
        {
            skipped.Add(new(NameOf(given), refused.Message));
        }
    }

    private async Task<(JsonObject Served, KubernetesResource? Resource)> ServedAsync(JsonObject given, CancellationToken cancellationToken) =>
        await api.ResourceOfAsync(given, cancellationToken) is { } resource ? (given, resource)
        : OlderVersions.Of(given) is { } older ? (older, await api.ResourceOfAsync(older, cancellationToken))
        : (given, null);

    /// <summary>Creates an object, or replaces what the API server made under this name by itself.</summary>
    private async Task<JsonObject> PutAsync(string collection, JsonObject made, CancellationToken cancellationToken)
    {
        try
        {
            return await api.PostAsync(collection, made, cancellationToken);
        }
        catch (KubernetesRefusedException refused) when (refused.Status is HttpStatusCode.Conflict)
        {
            var path = $"{collection}/{(string)made["metadata"]!["name"]!}";
            made["metadata"]!["resourceVersion"] = (string)(await api.GetAsync(path, cancellationToken))["metadata"]!["resourceVersion"]!;
            return await api.PutAsync(path, made, cancellationToken);
        }
    }

    // the API server refuses a namespace to be terminating before it is deleted
    private static bool IsTerminating(JsonObject given) => (string)given["kind"]! == "Namespace" && given["metadata"]!["deletionTimestamp"] is not null;

    private static JsonObject Sendable(JsonObject given)
    {
        var clone = given.DeepClone().AsObject();
        clone.Remove("status");
        var metadata = clone["metadata"]!.AsObject();
        foreach (var field in SetByServer.Append("resourceVersion"))
        {
            metadata.Remove(field);
        }

        if ((string)clone["kind"]! == "Job" && clone["spec"]!["selector"] is not null)
        {
            // otherwise the API server insists on a selector by the uid that it has just given
            clone["spec"]!["manualSelector"] = true;
        }
        else if ((string?)clone["type"] == DockerConfig)
        {
            // it must be readable, which a masked value is not
            clone["data"]![".dockerconfigjson"] = EtcdGateway.Encode("""{"auths":{}}""");
        }

        return clone;
    }

    private async Task PutBackAsync(IReadOnlyList<Loaded> pending, CancellationToken cancellationToken)
    {
        while (pending.Count > 0)
        {
            // an object's resource version is the revision of its key; only keys that were written together share one
            var keys = (await data.ReadAsync(cancellationToken)).DistinctBy(pair => pair.Value.Revision, StringComparer.Ordinal)
                .ToDictionary(pair => pair.Value.Revision, pair => pair.Key, StringComparer.Ordinal);
            var late = new List<Loaded>();
            var changes = new List<(string Key, string? Value)>();
            foreach (var each in pending)
            {
                if (keys.TryGetValue((string)each.Made["metadata"]!["resourceVersion"]!, out var key))
                {
                    changes.Add((key, EtcdGateway.Encode(AsItWas(each).ToJsonString())));
                }
                else
                {
                    late.Add(each);
                }
            }

            await data.WriteAsync(changes, cancellationToken);
            foreach (var each in late)
            {
                each.Made = await api.GetAsync(each.Path, cancellationToken);
            }

            pending = late;
        }
    }

    private static JsonObject AsItWas(Loaded each)
    {
        var metadata = each.Made["metadata"]!.AsObject();
        metadata.Remove("resourceVersion");
        foreach (var field in SetByServer)
        {
            if (each.Given["metadata"]![field] is { } was)
            {
                metadata[field] = was.DeepClone();
            }
        }

        if ((string)each.Given["kind"]! == "Job" && each.Given["spec"]!["manualSelector"] is null)
        {
            each.Made["spec"]!.AsObject().Remove("manualSelector");
        }
        else if ((string?)each.Given["type"] == DockerConfig)
        {
            each.Made["data"] = each.Given["data"]!.DeepClone();
        }
        else if (IsTerminating(each.Given))
        {
            each.Made["status"] = each.Given["status"]?.DeepClone();
        }

        return each.Made;
    }

    private sealed record Loaded(JsonObject Given, string Path)
    {
        public required JsonObject Made { get; set; }
    }
}
