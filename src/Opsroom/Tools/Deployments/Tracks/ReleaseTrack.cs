using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Deployments.Tracks;

/// <summary>What runs beside a deployment for the time of a rollout.</summary>
public enum TrackKind
{
    [JsonStringEnumMemberName("canary")]
    Canary,

    [JsonStringEnumMemberName("green")]
    Green,
}

/// <summary>
/// A deployment of our own beside the stable one, with another image and otherwise the same pods. It selects its pods by labels that the stable ones do not have; the
/// stable one's selector cannot be changed and matches a canary's pods too, which is harmless: controllers take over only what nobody owns.
/// </summary>
internal static class ReleaseTrack
{
    public const string ReleaseLabel = "opsroom.dev/release";
    public const string TrackLabel = "opsroom.dev/track";

    /// <summary>The uid of the stable deployment: what has it was made by a rollout of exactly that one.</summary>
    public const string StableAnnotation = "opsroom.dev/track-of";

    private const string ManagedBy = "app.kubernetes.io/managed-by";
    private const string Us = "opsroom";
    private const int LongestLabel = 63;

    /// <summary>No labels.</summary>
    public static IReadOnlyDictionary<string, string> None { get; } = new Dictionary<string, string>(StringComparer.Ordinal);

    public static string WordOf(TrackKind track) => track switch
    {
        TrackKind.Canary => "canary",
        TrackKind.Green => "green",
        _ => throw new ArgumentOutOfRangeException(nameof(track)),
    };

    public static string NameOf(string stable, TrackKind track) => $"{stable}-{WordOf(track)}";

    /// <summary>Whether a rollout of ours made it.</summary>
    public static bool IsOurs(KubeObject live) =>
        live.Labels.TryGetValue(ManagedBy, out var by) && by == Us && live.Labels.ContainsKey(TrackLabel) && live.Annotations.ContainsKey(StableAnnotation);

    /// <summary>The labels by which its pods are told from all others.</summary>
    public static Dictionary<string, string> OwnLabels(string stable, TrackKind track) =>
        new(StringComparer.Ordinal) { [ReleaseLabel] = LabelOf(stable), [TrackLabel] = WordOf(track) };

    /// <summary>The labels of an object that a rollout makes.</summary>
    public static YamlMap ObjectLabels(string stable, TrackKind track) => NodeEdits.OfWords(OwnLabels(stable, track)).Add(ManagedBy, Us);

    /// <summary>The annotations of an object that a rollout makes.</summary>
    /// <param name="key">Of the call that makes it.</param>
    public static YamlMap ObjectAnnotations(KubeObject stable, string? key) => new YamlMap().Add(StableAnnotation, stable.Uid ?? "").AddIfAny(ChangeMark.Annotation, key);

    /// <summary>The labels that a deployment gives its pods.</summary>
    public static IReadOnlyDictionary<string, string> LabelsOf(KubeObject deployment) => PodTemplate.Of(deployment)?.Labels ?? None;

    /// <summary>The labels of its pods.</summary>
    /// <param name="instead">Labels that differ from those of the stable pods.</param>
    public static Dictionary<string, string> PodLabels(KubeObject stable, TrackKind track, IReadOnlyDictionary<string, string> instead)
    {
        var labels = new Dictionary<string, string>(LabelsOf(stable), StringComparer.Ordinal);
        foreach (var (key, value) in instead)
        {
            labels[key] = value;
        }

        labels[ReleaseLabel] = LabelOf(stable.Name);
        labels[TrackLabel] = WordOf(track);
        return labels;
    }

    /// <summary>The object as it is created.</summary>
    /// <param name="key">Of the call that creates it; null where it is only looked at what would come of it.</param>
    public static KubeObject Build(KubeObject stable, TrackKind track, ContainerChoice container, string image, int replicas, IReadOnlyDictionary<string, string> instead, string? key)
    {
        var own = OwnLabels(stable.Name, track);
        var template = stable.Spec.MapAt("template");
        var metadata = new YamlMap().Add("labels", NodeEdits.OfWords(PodLabels(stable, track, instead))).AddIfAny("annotations", template.MapAt("metadata", "annotations"));
        var spec = new YamlMap().Add("replicas", replicas).Add("selector", new YamlMap().Add("matchLabels", NodeEdits.OfWords(own)));
        spec.Entries.AddRange(stable.Spec.Only("strategy", "minReadySeconds", "progressDeadlineSeconds").Entries);
        spec.Add("revisionHistoryLimit", 1).Add("template", new YamlMap().Add("metadata", metadata).Add("spec", WithImage(template.MapAt("spec"), container, image)));
        return new KubeObject(new YamlMap().Add("apiVersion", "apps/v1").Add("kind", "Deployment")
            .Add("metadata", new YamlMap().Add("name", NameOf(stable.Name, track)).Add("namespace", stable.Namespace)
                .Add("labels", ObjectLabels(stable.Name, track))
                .Add("annotations", ObjectAnnotations(stable, key)))
            .Add("spec", spec));
    }

    /// <summary>A name as the value of a label; one that is too long ends in a hash of it.</summary>
    public static string LabelOf(string name) =>
        name.Length <= LongestLabel ? name : $"{name[..(LongestLabel - 9)]}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 4))}";

    private static YamlMap WithImage(YamlMap? pod, ContainerChoice container, string image) =>
        pod.With(container.List, new YamlList(pod.MapsAt(container.List).Select(each => each.TextAt("name") == container.Name ? each.With("image", image) : each)));
}
