using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis;

/// <summary>The objects of one look, indexed so that no analyzer has to compare all with all.</summary>
internal sealed class Scene
{
    private readonly Dictionary<(string Kind, string Namespace), List<KubeObject>> byPlace = [];
    private readonly Dictionary<(string Namespace, string Label, string Value), List<PodFacts>> byLabel = [];
    private readonly Dictionary<(string Kind, string Namespace, string Name), List<EventLine>> events = [];
    private readonly Dictionary<KubeObject, PodFacts> facts = [];
    private readonly HashSet<string> namespaces = new(StringComparer.Ordinal);
    private readonly ILookup<string, PodFacts> byNode;
    private readonly ILookup<string, PodFacts> byNamespace;
    private readonly ILookup<KubeObject, PodFacts> byWorkload;
    private readonly ILookup<(string Namespace, string Pod, string Container), ContainerLog> logs;

    public Scene(ObjectSet objects, DateTimeOffset now, IReadOnlyList<ContainerLog> containerLogs)
    {
        (Objects, Now) = (objects, now);
        foreach (var each in objects.All)
        {
            Add(byPlace, (each.Kind, each.Namespace), each);
            namespaces.Add(each.Namespace);
        }

        Events = [.. objects.Of("Event").Select(EventLine.Of)];
        foreach (var line in Events)
        {
            Add(events, (line.Kind, line.Namespace, line.Name), line);
        }

        foreach (var lines in events.Values)
        {
            lines.Sort((one, other) => Nullable.Compare(other.Last, one.Last));
        }

        Pods = [.. objects.Of("Pod").Select(pod => new PodFacts(pod, objects.WorkloadOf(pod)))];
        foreach (var pod in Pods)
        {
            facts[pod.Object] = pod;
            foreach (var (label, value) in pod.Object.Labels)
            {
                Add(byLabel, (pod.Namespace, label, value), pod);
            }
        }

        Templates = [.. WorkloadKinds.SelectMany(objects.Of).Where(each => objects.ControllerOf(each) is null).Select(PodTemplate.Of).OfType<PodTemplate>()];
        TemplatesIn = Templates.ToLookup(template => template.Source.Namespace, StringComparer.Ordinal);
        byNode = Pods.Where(pod => pod.NodeName.Length > 0).ToLookup(pod => pod.NodeName, StringComparer.Ordinal);
        byNamespace = Pods.ToLookup(pod => pod.Namespace, StringComparer.Ordinal);
        byWorkload = Pods.ToLookup(pod => pod.Workload);
        logs = containerLogs.ToLookup(log => (log.Namespace, log.Pod, log.Container));
    }

    private static readonly string[] WorkloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "ReplicationController", "Job", "CronJob"];

    public ObjectSet Objects { get; }

    public DateTimeOffset Now { get; }

    public IReadOnlyList<PodFacts> Pods { get; }

    public IReadOnlyList<EventLine> Events { get; }

    /// <summary>Of workloads that nothing else controls.</summary>
    public IReadOnlyList<PodTemplate> Templates { get; }

    public ILookup<string, PodTemplate> TemplatesIn { get; }

    public bool Knows(string kind) => Objects.Knows(kind);

    public IReadOnlyList<KubeObject> Of(string kind) => Objects.Of(kind);

    public IReadOnlyList<KubeObject> In(string kind, string @namespace) => byPlace.TryGetValue((kind, @namespace), out var found) ? found : [];

    public KubeObject? Find(string kind, string @namespace, string? name) => name is null ? null : Objects.Find(kind, @namespace, name);

    /// <summary>Whether something was looked for where it should be and is not there.</summary>
    public bool Lacks(string kind, string @namespace, string? name) =>
        !string.IsNullOrEmpty(name) && Objects.Knows(kind) && (@namespace.Length == 0 || HasSeen(@namespace)) && Find(kind, @namespace, name) is null;

    /// <summary>Whether a namespace was looked into. Every namespace holds something, were it only its default service account.</summary>
    public bool HasSeen(string @namespace) => namespaces.Contains(@namespace);

    public PodFacts? FactsOf(KubeObject pod) => facts.GetValueOrDefault(pod);

    public IEnumerable<PodFacts> PodsOn(string node) => byNode[node];

    public IEnumerable<PodFacts> PodsIn(string @namespace) => byNamespace[@namespace];

    public IEnumerable<PodFacts> PodsOf(KubeObject workload) => byWorkload[workload];

    public IReadOnlyList<PodFacts> Selected(string @namespace, LabelSelector selector)
    {
        if (selector.Labels.Count == 0)
        {
            return [.. byNamespace[@namespace].Where(pod => selector.Matches(pod.Object.Labels))];
        }

        List<PodFacts>? fewest = null;
        foreach (var (label, value) in selector.Labels)
        {
            if (!byLabel.TryGetValue((@namespace, label, value), out var having))
            {
                return [];
            }

            fewest = fewest is null || having.Count < fewest.Count ? having : fewest;
        }

        return [.. fewest!.Where(pod => selector.Matches(pod.Object.Labels))];
    }

    /// <summary>Events about an object, newest first.</summary>
    public IReadOnlyList<EventLine> EventsOf(KubeObject about) =>
        events.TryGetValue((about.Kind, about.Namespace, about.Name), out var lines) ? lines
        : about.Namespace.Length == 0 && events.TryGetValue((about.Kind, "default", about.Name), out var placed) ? placed : [];

    /// <summary>The newest event about an object with one of these reasons.</summary>
    public EventLine? EventOf(KubeObject about, params ReadOnlySpan<string> reasons)
    {
        foreach (var line in EventsOf(about))
        {
            if (reasons.Contains(line.Reason))
            {
                return line;
            }
        }

        return null;
    }

    public TimeSpan? Age(DateTimeOffset? since) => Now - since;

    /// <summary>Whether it is known to be longer ago; what is not dated is taken as old.</summary>
    public bool IsOlder(DateTimeOffset? since, TimeSpan than) => since is null || Now - since > than;

    public bool IsRecent(DateTimeOffset? at, TimeSpan within) => at is not null && Now - at <= within;

    public static LabelSelector? SelectorOf(KubeObject owner) => owner.Kind is "Service" or "ReplicationController"
        ? LabelSelector.OfLabels(owner.Spec.At("selector"))
        : LabelSelector.Of(owner.Spec.At("selector"));

    public ContainerLog? LogOf(PodFacts pod, ContainerFacts container)
    {
        var found = logs[(pod.Namespace, pod.Object.Name, container.Name)].ToList();
        return found.Find(log => log.Previous == (container.Ended is null) && !log.Lines.IsDefaultOrEmpty) ?? found.Find(log => !log.Lines.IsDefaultOrEmpty);
    }

    private static void Add<TKey, TValue>(Dictionary<TKey, List<TValue>> index, TKey key, TValue value)
        where TKey : notnull
    {
        if (!index.TryGetValue(key, out var list))
        {
            index[key] = list = [];
        }

        list.Add(value);
    }
}
