using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>
/// The keys of the calls that changed an object, kept at the object itself and written together with what they change. So a call whose end nobody saw can be found
/// again, also when other calls have changed the object since.
/// </summary>
internal static class ChangeMark
{
    public const string Annotation = "opsroom.dev/change";

    private const int MostKept = 8;

    public static bool Has(KubeObject live, string key) => KeysOf(live).Contains(key, StringComparer.Ordinal);

    /// <summary>The patch with the key in front of those that the object has.</summary>
    /// <param name="patch">A patch that leaves this annotation alone.</param>
    public static YamlMap Added(YamlMap patch, KubeObject live, string key)
    {
        var marked = new YamlMap();
        marked.Entries.AddRange(patch.Entries.Where(entry => entry.Key.Value != "metadata"));
        var metadata = new YamlMap();
        metadata.Entries.AddRange((patch.MapAt("metadata")?.Entries ?? []).Where(entry => entry.Key.Value != "annotations"));
        var annotations = new YamlMap().Add(Annotation, string.Join(' ', [key, .. KeysOf(live).Take(MostKept - 1)]));
        annotations.Entries.AddRange(patch.MapAt("metadata", "annotations")?.Entries ?? []);
        return marked.Add("metadata", metadata.Add("annotations", annotations));
    }

    /// <summary>A whole object as it is applied, with the key in front of those that it has there.</summary>
    /// <param name="live">Null where it is not there yet.</param>
    public static KubeObject AddedTo(KubeObject applied, KubeObject? live, string key) =>
        Marked(applied, string.Join(' ', [key, .. live is null ? [] : KeysOf(live).Take(MostKept - 1)]));

    /// <summary>A whole object as it is applied, with the keys that it has there.</summary>
    public static KubeObject KeptIn(KubeObject applied, KubeObject live) => Marked(applied, string.Join(' ', KeysOf(live)));

    private static KubeObject Marked(KubeObject applied, string keys)
    {
        var (body, metadata, annotations) = (new YamlMap(), new YamlMap(), new YamlMap());
        annotations.Entries.AddRange((applied.Body.MapAt("metadata", "annotations")?.Entries ?? []).Where(entry => entry.Key.Value != Annotation));
        metadata.Entries.AddRange((applied.Body.MapAt("metadata")?.Entries ?? []).Where(entry => entry.Key.Value != "annotations"));
        body.Entries.AddRange(applied.Body.Entries.Where(entry => entry.Key.Value != "metadata"));
        return new KubeObject(body.Add("metadata", metadata.Add("annotations", annotations.Add(Annotation, keys))));
    }

    private static string[] KeysOf(KubeObject live) =>
        live.Annotations.TryGetValue(Annotation, out var kept) ? kept.Split(' ', StringSplitOptions.RemoveEmptyEntries) : [];
}
