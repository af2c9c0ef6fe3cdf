namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>Objects that were looked at together, and the ways between them. What was not given is not known to be missing: ask <see cref="Knows"/> first.</summary>
internal sealed class ObjectSet
{
    private readonly Dictionary<string, List<KubeObject>> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Namespace, string Name), KubeObject> byName = [];
    private readonly Dictionary<string, List<KubeObject>> owned = new(StringComparer.Ordinal);
    private readonly HashSet<string> listed;

    /// <param name="objects">The objects; of two with the same name the later counts.</param>
    /// <param name="listed">Kinds that were looked for, so that none of them being there means something; without it, those that are there.</param>
    public ObjectSet(IEnumerable<KubeObject> objects, IEnumerable<string>? listed = null)
    {
        foreach (var each in objects)
        {
            byName[(each.Kind, each.Namespace, each.Name)] = each;
        }

        foreach (var each in byName.Values)
        {
            List(kinds, each.Kind).Add(each);
            foreach (var owner in each.Owners)
            {
                List(owned, OwnerKey(owner.Kind, each.Namespace, owner.Name)).Add(each);
            }
        }

        this.listed = new(listed ?? kinds.Keys, StringComparer.Ordinal);
    }

    public IEnumerable<KubeObject> All => byName.Values;

    /// <summary>Kinds that were looked for.</summary>
    public IEnumerable<string> Listed => listed;

    /// <summary>Whether objects of this kind were looked for.</summary>
    public bool Knows(string kind) => listed.Contains(kind);

    public IReadOnlyList<KubeObject> Of(string kind) => kinds.TryGetValue(kind, out var found) ? found : [];

    public IEnumerable<KubeObject> Of(string kind, string @namespace) => Of(kind).Where(each => each.Namespace == @namespace);

    public KubeObject? Find(string kind, string @namespace, string name) => byName.GetValueOrDefault((kind, @namespace, name));

    /// <summary>What names this object as an owner.</summary>
    public IReadOnlyList<KubeObject> OwnedBy(KubeObject owner) =>
        owned.TryGetValue(OwnerKey(owner.Kind, owner.Namespace, owner.Name), out var found)
            ? [.. found.Where(each => owner.Uid is null || each.Owners.Any(of => of.Kind == owner.Kind && of.Name == owner.Name && (of.Uid is null || of.Uid == owner.Uid)))]
            : [];

    /// <summary>What controls this object, where it was looked at too.</summary>
    public KubeObject? ControllerOf(KubeObject each) =>
        each.Owners.FirstOrDefault(owner => owner.IsController) is { } owner ? Find(owner.Kind, each.Namespace, owner.Name) ?? Find(owner.Kind, "", owner.Name) : null;

    /// <summary>The workload at the top of the owners: the Deployment of a pod, not its ReplicaSet.</summary>
    public KubeObject WorkloadOf(KubeObject each)
    {
        // owners can be written in a circle by hand
        for (var steps = 0; steps < 8 && ControllerOf(each) is { } controller; steps++)
        {
            each = controller;
        }

        return each;
    }

    public IEnumerable<KubeObject> Selected(string kind, string @namespace, LabelSelector selector) =>
        Of(kind, @namespace).Where(each => selector.Matches(each.Labels));

    private static string OwnerKey(string kind, string @namespace, string name) => $"{kind}/{@namespace}/{name}";

    private static List<KubeObject> List(Dictionary<string, List<KubeObject>> index, string key) =>
        index.TryGetValue(key, out var list) ? list : index[key] = [];
}
