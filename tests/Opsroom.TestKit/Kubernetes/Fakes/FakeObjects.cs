using System.Globalization;
using System.Text.Json.Nodes;

namespace Opsroom.TestKit.Kubernetes.Fakes;

/// <summary>The objects of a fake API server and every change of them. Not safe for use from several threads at once.</summary>
internal sealed class FakeObjects(TimeProvider time)
{
    private readonly SortedDictionary<(string Group, string Plural, string Scope, string Name), JsonObject> objects = [];
    private readonly List<FakeChange> history = [];
    private TaskCompletionSource changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long version = 1000;

    public string Version => version.ToString(CultureInfo.InvariantCulture);

    /// <summary>Every change so far, in order.</summary>
    public IReadOnlyList<FakeChange> History => history;

    /// <summary>Completes at the next change.</summary>
    public Task Changed => changed.Task;

    public JsonObject? Find(FakeKind kind, string? scope, string name) => objects.GetValueOrDefault(KeyOf(kind, scope, name));

    public IEnumerable<JsonObject> All(FakeKind kind, string? scope) =>
        objects.Where(each => each.Key.Group == kind.Group && each.Key.Plural == kind.Plural && (scope is null || each.Key.Scope == scope)).Select(each => each.Value);

    /// <summary>Whether a namespace is there, by itself or because something is in it.</summary>
    public bool HasNamespace(string name) =>
        name is "default" or "kube-system" || objects.Keys.Any(key => key.Scope == name || key is { Plural: "namespaces", Group: "" } && key.Name == name);

    /// <summary>Keeps an object under the next resource version.</summary>
    public JsonObject Put(FakeKind kind, JsonObject made)
    {
        var metadata = made["metadata"]!.AsObject();
        var (scope, name) = (kind.IsNamespaced ? (string?)metadata["namespace"] ?? "default" : null, (string)metadata["name"]!);
        if (scope is not null)
        {
            metadata["namespace"] = scope;
        }

        metadata["uid"] ??= Guid.NewGuid().ToString();
        metadata["creationTimestamp"] ??= time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        version++;
        metadata["resourceVersion"] = Version;
        var isNew = Find(kind, scope, name) is null;
        objects[KeyOf(kind, scope, name)] = made;
        Tell(new(version, isNew ? "ADDED" : "MODIFIED", kind, made.DeepClone().AsObject()));
        return made;
    }

    /// <summary>Takes an object away, what it owns, and what is in it when it is a namespace.</summary>
    public void Remove(FakeKind kind, JsonObject made, bool withOwned, Func<string, string, FakeKind> kindOf)
    {
        var metadata = made["metadata"]!;
        var (name, uid) = ((string)metadata["name"]!, (string)metadata["uid"]!);
        if (!objects.Remove(KeyOf(kind, (string?)metadata["namespace"], name)))
        {
            return;
        }

        version++;
        Tell(new(version, "DELETED", kind, made.DeepClone().AsObject()));
        var dependents = objects.Where(each =>
            kind is { Plural: "namespaces", Group: "" } && each.Key.Scope == name
            || withOwned && (each.Value["metadata"]!["ownerReferences"]?.AsArray().Any(owner => (string?)owner!["uid"] == uid) ?? false)).ToList();
        foreach (var (key, dependent) in dependents)
        {
            Remove(kindOf(key.Group, key.Plural), dependent, withOwned, kindOf);
        }
    }

    private static (string Group, string Plural, string Scope, string Name) KeyOf(FakeKind kind, string? scope, string name) =>
        (kind.Group, kind.Plural, kind.IsNamespaced ? scope ?? "default" : "", name);

    private void Tell(FakeChange change)
    {
        history.Add(change);
        changed.TrySetResult();
        changed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

/// <summary>A change as a watch tells it.</summary>
internal sealed record FakeChange(long Version, string Type, FakeKind Kind, JsonObject State);
