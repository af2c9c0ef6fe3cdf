using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>What an apply would do to one object, as a person is shown it, and what would take it back.</summary>
/// <param name="Look">Null where the server cannot try it yet, because what it needs comes with the same manifest.</param>
internal sealed record ObjectChange(Cluster Cluster, ApiResource Resource, string? Namespace, KubeObject Wanted, ApplyLook? Look)
{
    public string Id => Resource.Id(Namespace, Wanted.Name);

    public string Intent => Look?.Intent ?? ObjectApply.Absent;

    public AppliedOutcome Outcome => Look?.Outcome ?? AppliedOutcome.Created;

    public string Diff => ShownChange.Of(Look?.Before, Look?.After ?? Wanted).Text;

    /// <summary>The namespace whose environment counts; a namespace itself is in its own.</summary>
    public string? Realm => Resource is { Group: "", Kind: "Namespace" } ? Wanted.Name : Namespace;

    public string Sentence => Outcome switch
    {
        AppliedOutcome.Created => $"Create {Id} in cluster '{Cluster.Name}'.{(Look is null ? " It could not be tried yet: what it needs comes with the same manifest." : "")}",
        AppliedOutcome.Unchanged => $"{Id} in cluster '{Cluster.Name}' is so already.",
        _ => $"Change {Id} in cluster '{Cluster.Name}'.{TakeOver}",
    };

    public string Touches => $"{Id}{(Realm is null ? $" in the whole cluster '{Cluster.Name}'" : $" in namespace {Realm} of cluster '{Cluster.Name}'")}.{TakeOver}";

    public string UndoSentence => Outcome == AppliedOutcome.Created ? "Delete it again." : "Apply the fields as they were.";

    private string TakeOver => Look is { Taken: { IsEmpty: false } taken } ? $" Fields are taken over: {ObjectApply.Described(taken)}." : "";

    public bool IsSame(ObjectChange other) => (Resource.Group, Resource.Kind, Namespace, Wanted.Name) == (other.Resource.Group, other.Resource.Kind, other.Namespace, other.Wanted.Name);

    public ChangeTarget Target(string? environment) => Cluster.Target(Realm, environment);

    public UndoCall Undo(string? environment) => Outcome == AppliedOutcome.Created
        ? new UndoCall(KubernetesRemoveObjectTool.Name, Json(new RemoveObjectArguments(Resource.ApiVersion, Resource.Kind, Namespace, Wanted.Name, null, environment, Cluster.Name)))
        : new UndoCall(KubernetesApplyObjectTool.Name, Json(new ApplyObjectArguments(YamlWriter.Write(Previous().Body), null, null, environment, Cluster.Name)));

    /// <summary>
    /// What this server has applied of the object as it is before, and will have applied of it afterwards, with the values from before: applied again it sets back what
    /// was changed, brings back what was taken away, and takes away what was added.
    /// </summary>
    public KubeObject Previous()
    {
        var (before, after) = (Look!.Before!, Look.After);
        var (old, made) = (ManagedFields.AppliedBy(Cluster.FieldManager, before), ManagedFields.AppliedBy(Cluster.FieldManager, after));
        var fields = old.Entries.Count == 0 ? made : made.Entries.Count == 0 ? old : ManagedFields.Union(old, made);
        var part = fields.Entries.Count == 0 ? new YamlMap() : (YamlMap)ManagedFields.Extract(fields, before.Body);
        var metadata = new YamlMap().Add("name", Wanted.Name).AddIfAny("namespace", Namespace);
        metadata.Entries.AddRange((part.MapAt("metadata")?.Entries ?? []).Where(entry => entry.Key.Value is not ("name" or "namespace")));
        var body = new YamlMap().Add("apiVersion", Resource.ApiVersion).Add("kind", Resource.Kind).Add("metadata", metadata);
        body.Entries.AddRange(part.Entries.Where(entry => entry.Key.Value is not ("apiVersion" or "kind" or "metadata")));
        return ApplyManifest.Clean(new KubeObject(body));
    }

    private static JsonElement Json<T>(T arguments) => JsonSerializer.SerializeToElement(arguments, ToolJson.Options);
}
