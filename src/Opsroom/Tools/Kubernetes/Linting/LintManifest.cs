using Opsroom.Tools.Kubernetes.Linting.ApiVersions;
using Opsroom.Tools.Kubernetes.Linting.Structure;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>All objects of a manifest, with the ways between them that rules need.</summary>
internal sealed class LintManifest
{
    private readonly Dictionary<string, List<LintObject>> kinds = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Kind, string Namespace, string Name), LintObject> byName = [];
    private readonly Dictionary<(string Namespace, string Key, string Value), List<LintPods>> byLabel = [];
    private readonly Dictionary<(string Kind, string Namespace, string Name), LintObject> scalers = [];
    private readonly Dictionary<string, HashSet<LintPods>> selected = new(StringComparer.Ordinal);
    private readonly HashSet<(string Kind, string Namespace)> places = [];
    private readonly Lazy<ILookup<string, StructureProblem>> problems;

    public LintManifest(IReadOnlyList<KubeObject> objects, SourceText text, ServedApis served)
    {
        (Text, Served) = (text, served);
        Objects = [.. objects.Select(each => new LintObject(each))];
        foreach (var each in Objects)
        {
            if (!kinds.TryGetValue(each.Kind, out var same))
            {
                kinds[each.Kind] = same = [];
            }

            same.Add(each);
            byName.TryAdd((each.Kind, each.Namespace, each.Name), each);
            places.Add((each.Kind, each.Namespace));
            if (each.Kind == "HorizontalPodAutoscaler" && each.Spec["scaleTargetRef"] is var target)
            {
                scalers.TryAdd((target["kind"].Text ?? "", each.Namespace, target["name"].Text ?? ""), each);
            }
        }

        // what a workload of the manifest made is judged by its template
        Pods = [.. Objects.Where(each => !each.Source.Owners.Any(owner => byName.ContainsKey((owner.Kind, each.Namespace, owner.Name)))).Select(each => each.Pods).OfType<LintPods>()];
        foreach (var pods in Pods)
        {
            foreach (var (key, value) in pods.Labels)
            {
                var label = (pods.Owner.Namespace, key, value);
                if (!byLabel.TryGetValue(label, out var same))
                {
                    byLabel[label] = same = [];
                }

                same.Add(pods);
            }
        }

        problems = new(() => StructureWalk.Of(Objects, text).ToLookup(problem => problem.Rule, StringComparer.Ordinal));
        HasPodsIn = [.. Pods.Select(pods => pods.Owner.Namespace)];
    }

    public SourceText Text { get; }

    /// <summary>What is judged against.</summary>
    public ServedApis Served { get; }

    /// <summary>The version of Kubernetes that is judged against.</summary>
    public KubernetesVersion Version => Served.Version;

    public IReadOnlyList<LintObject> Objects { get; }

    public IReadOnlyList<LintPods> Pods { get; }

    /// <summary>Namespaces in which the manifest makes pods.</summary>
    public HashSet<string> HasPodsIn { get; }

    /// <summary>What of the objects is not as their kinds have it, for a rule of structure.</summary>
    public IEnumerable<StructureProblem> Problems(string rule) => problems.Value[rule];

    public IReadOnlyList<LintObject> Of(string kind) => kinds.TryGetValue(kind, out var found) ? found : [];

    public LintObject? Find(string kind, string @namespace, string name) => byName.GetValueOrDefault((kind, @namespace, name));

    /// <summary>Whether the manifest has objects of this kind there, so that one more that is named should be among them.</summary>
    public bool Knows(string kind, string @namespace) => places.Contains((kind, @namespace));

    /// <summary>What scales a workload, where the manifest has it.</summary>
    public LintObject? AutoscalerOf(LintObject workload) => scalers.GetValueOrDefault((workload.Kind, workload.Namespace, workload.Name));

    /// <summary>The pods of a namespace that a selector of labels, or of labels and expressions, means. Null selects none, an empty one all.</summary>
    public IEnumerable<LintPods> Selected(LabelSelector? selector, string @namespace)
    {
        if (selector is null)
        {
            return [];
        }

        // the rarest label narrows the search down: a manifest may have thousands of selectors and thousands of pods
        List<LintPods>? fewest = null;
        foreach (var (key, value) in selector.Labels)
        {
            if (!byLabel.TryGetValue((@namespace, key, value), out var some))
            {
                return [];
            }

            fewest = fewest is null || some.Count < fewest.Count ? some : fewest;
        }

        if (fewest is not null)
        {
            return fewest.Where(pods => selector.Matches(pods.Labels));
        }

        return Pods.Where(pods => pods.Owner.Namespace == @namespace && selector.Matches(pods.Labels));
    }

    /// <summary>Whether an object of a kind, such as a network policy, is for these pods.</summary>
    public bool IsSelectedBy(string kind, LintPods pods)
    {
        if (!selected.TryGetValue(kind, out var all))
        {
            selected[kind] = all = [.. Of(kind).SelectMany(each => Selected(LabelSelector.Of((each.Spec["podSelector"].Exists ? each.Spec["podSelector"] : each.Spec["selector"]).Node), each.Namespace))];
        }

        return all.Contains(pods);
    }
}
