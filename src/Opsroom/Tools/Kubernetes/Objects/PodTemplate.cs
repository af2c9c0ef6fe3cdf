using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Objects;

/// <summary>The pods that an object is or makes.</summary>
/// <param name="Source">The object it stands in.</param>
/// <param name="Path">Where the pod's own fields stand in the object: <c>spec.template.spec</c>, or <c>spec</c> for a pod.</param>
/// <param name="Metadata">The pods' metadata; null where none is given.</param>
/// <param name="Spec">The pods' fields.</param>
internal sealed record PodTemplate(KubeObject Source, string Path, YamlMap? Metadata, YamlMap Spec)
{
    public IReadOnlyDictionary<string, string> Labels { get; } = Metadata.WordsAt("labels");

    public IEnumerable<YamlMap> Containers => Spec.MapsAt("containers");

    public IEnumerable<YamlMap> InitContainers => Spec.MapsAt("initContainers");

    /// <summary>Init containers first, as they are started; debugging containers left out.</summary>
    public IEnumerable<YamlMap> AllContainers => InitContainers.Concat(Containers);

    /// <summary>Null for an object that makes no pods, or does not say which.</summary>
    public static PodTemplate? Of(KubeObject source) => source.Kind switch
    {
        "Pod" => At(source, "spec", source.Body),
        "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" or "ReplicationController" or "Job" => At(source, "spec.template.spec", source.Spec.MapAt("template")),
        "CronJob" => At(source, "spec.jobTemplate.spec.template.spec", source.Spec.MapAt("jobTemplate", "spec", "template")),
        "PodTemplate" => At(source, "template.spec", source.Body.MapAt("template")),
        _ => null,
    };

    private static PodTemplate? At(KubeObject source, string path, YamlMap? template) =>
        template.MapAt("spec") is { } spec ? new(source, path, template.MapAt("metadata"), spec) : null;
}
