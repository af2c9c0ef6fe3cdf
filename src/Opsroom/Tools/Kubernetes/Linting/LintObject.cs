using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Linting;

/// <summary>An object of the manifest as rules look at it.</summary>
internal sealed class LintObject
{
    public LintObject(KubeObject source)
    {
        Source = source;
        Root = Spot.Of(source);
        Metadata = Root["metadata"];
        Spec = Root["spec"];
        Pods = PodTemplate.Of(source) is { } template ? new LintPods(this, template) : null;
    }

    public KubeObject Source { get; }

    public string Kind => Source.Kind;

    public string Name => Source.Name;

    public string Namespace => Source.Namespace;

    public Spot Root { get; }

    public Spot Metadata { get; }

    public Spot Spec { get; }

    /// <summary>Null for what makes no pods.</summary>
    public LintPods? Pods { get; }

    /// <summary>How many pods it asks for: one, where it does not say.</summary>
    public long Replicas => Kind is "Deployment" or "StatefulSet" or "ReplicaSet" or "ReplicationController" ? Spec["replicas"].Number ?? 1 : 1;

    /// <summary>Where to point for what the object lacks as a whole.</summary>
    public Spot Naming => Metadata["name"].Exists ? Metadata["name"] : Metadata;
}

/// <summary>The pods that an object is or makes.</summary>
internal sealed class LintPods
{
    public LintPods(LintObject owner, PodTemplate template)
    {
        (Owner, Labels) = (owner, template.Labels);
        Spec = owner.Root.At(template.Path.Split('.'));
        Metadata = Spec.Parent!["metadata"];
        Containers =
        [
            .. Spec["initContainers"].Items.Where(each => each.Map is not null).Select(each => new LintContainer(this, each, isInit: true)),
            .. Spec["containers"].Items.Where(each => each.Map is not null).Select(each => new LintContainer(this, each, isInit: false)),
        ];
        IsHostPods = Spec["hostNetwork"].IsTrue;
        IsWindows = Spec.At("os", "name").Text == "windows";
        Volumes = new(Spec["volumes"].Items.Select(each => each["name"].Text).OfType<string>(), StringComparer.Ordinal);
    }

    public LintObject Owner { get; }

    public Spot Spec { get; }

    public Spot Metadata { get; }

    public IReadOnlyDictionary<string, string> Labels { get; }

    public IReadOnlyList<LintContainer> Containers { get; }

    public IEnumerable<LintContainer> Running => Containers.Where(each => !each.IsInit || each.IsSidecar);

    public HashSet<string> Volumes { get; }

    public bool IsHostPods { get; }

    public bool IsWindows { get; }

    /// <summary>Whether they are meant to run until they are stopped.</summary>
    public bool IsLongRunning => Owner.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Pod" && Spec["restartPolicy"].Text is null or "Always";

    public string ServiceAccount => Spec["serviceAccountName"].Text ?? Spec["serviceAccount"].Text ?? "default";
}

/// <summary>A container of pods.</summary>
internal sealed class LintContainer(LintPods pods, Spot spot, bool isInit)
{
    public LintPods Pods { get; } = pods;

    public Spot Spot { get; } = spot;

    public string Name { get; } = spot["name"].Text ?? "";

    /// <summary>Whether it runs to its end before the others start.</summary>
    public bool IsInit { get; } = isInit;

    /// <summary>An init container that stays: <c>restartPolicy: Always</c>.</summary>
    public bool IsSidecar { get; } = isInit && spot["restartPolicy"].Text == "Always";

    public Spot Security { get; } = spot["securityContext"];

    public Spot this[string name] => Spot[name];

    /// <summary>A field of its security context, or of the pods' where it says nothing itself.</summary>
    public Spot Inherited(string field) => Security[field] is { Exists: true } own ? own : Pods.Spec["securityContext"][field] is { Exists: true } pods ? pods : Security[field];

    public bool IsPrivileged => Security["privileged"].IsTrue;

    public bool HasPorts => Spot["ports"].Items.Any();
}
