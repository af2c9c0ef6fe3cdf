using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Puts what applying a manifest would do into one plan: a call per object, what people are shown of them, and the one call that takes all of it back.</summary>
internal sealed class ManifestPlan(Cluster cluster, LookedManifest look, Leftovers leftovers, string? environment)
{
    private const int MostNamed = 5;

    public ChangePlan ToChangePlan(bool prunes, bool? force, bool waits, string? timeout)
    {
        var steps = new List<PlannedCall>();
        steps.AddRange(look.Changes.Select(each => new PlannedCall(
            ApplyProgress.Apply + look.IdOf(each), KubernetesApplyObjectTool.Name,
            Json(new ApplyObjectArguments(YamlWriter.Write(each.Wanted.Body), force, each.Intent, environment, cluster.Name)), ApplyProgress.NoteOf(each.Sentence, each.Diff))));
        if (waits)
        {
            steps.AddRange(look.Changes.Where(each => IsWorkload(each) && each.Outcome != AppliedOutcome.Unchanged).Select(each => new PlannedCall(
                ApplyProgress.Rollout + look.IdOf(each), KubernetesRolloutTool.Name,
                Json(new RolloutArguments(each.Namespace!, each.Wanted.Name, Enum.Parse<RolledKind>(each.Resource.Kind), timeout, cluster.Name)), "Waits for its pods; changes nothing.")));
        }

        steps.AddRange(leftovers.Objects.Select(each => new PlannedCall(
            ApplyProgress.Remove + each.Id, KubernetesRemoveObjectTool.Name,
            Json(new RemoveObjectArguments(each.Resource.ApiVersion, each.Resource.Kind, each.Namespace, each.Live.Name, each.Live.Uid, environment, cluster.Name)),
            ApplyProgress.NoteOf($"Deletes {each.Id}: the manifest no longer has it.", ShownChange.Of(each.Live, null).Text))));

        var made = look.Changes.Where(each => each.Outcome != AppliedOutcome.Unchanged).ToList();
        return new ChangePlan(Target(), Resource(made), Version(), new Preview(
            Summary(made), ApplyProgress.DiffOf(steps), Reach(made),
            leftovers.Objects.IsEmpty ? "One call deletes what was created and applies the rest as it was." : "One call applies what was changed and deleted as it was and deletes what was created; what belonged to deleted objects is made anew.",
            Json(new ManifestDetails(
                [.. look.Changes.Select(each => new ObjectDetails(look.IdOf(each), each.Outcome, each.Look is not null, each.Look?.Taken ?? [], each.Look?.Warnings ?? []))],
                [.. leftovers.Objects.Select(each => each.Id)], leftovers.Unseen))))
        {
            Effect = prunes ? Effect.Destroy : null,
            Undo = Undo(made),
            Children = [.. steps],
            Answer = made.Count == 0 && leftovers.Objects.IsEmpty ? Json(new AppliedManifest([.. look.Changes.Select(each => new AppliedEntry(look.IdOf(each), AppliedOutcome.Unchanged, null))], "", true, null, [])) : null,
        };
    }

    /// <summary>
    /// The one namespace that all of it is in; else the cluster as a whole, whose environment is the strict one unless the cluster is mapped by itself. Each object's own
    /// call is decided about by its own environment as well.
    /// </summary>
    private ChangeTarget Target()
    {
        var realms = look.Changes.Select(each => each.Realm).Concat(leftovers.Objects.Select(each => each.Realm)).Distinct(StringComparer.Ordinal).ToList();
        return cluster.Target(realms is [{ } only] ? only : null, environment);
    }

    private string Resource(List<ObjectChange> made)
    {
        var ids = made.Select(each => each.Id).Concat(leftovers.Objects.Select(each => each.Id)).DefaultIfEmpty(look.Changes[0].Id).ToList();
        return ids.Count == 1 ? ids[0] : string.Create(CultureInfo.InvariantCulture, $"{ids[0]} and {ids.Count - 1} more");
    }

    private string Version() => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\n',
        look.Changes.Select(each => $"{each.Id} {each.Intent}").Concat(leftovers.Objects.Select(each => $"-{each.Id} {each.Live.Uid}"))))).AsSpan(0, 16));

    private string Summary(List<ObjectChange> made)
    {
        var parts = new List<string>();
        Say("create", made.Where(each => each.Outcome == AppliedOutcome.Created).Select(each => each.Id));
        Say("change", made.Where(each => each.Outcome == AppliedOutcome.Changed).Select(each => each.Id));
        Say("delete", leftovers.Objects.Select(each => each.Id));
        var sentence = parts.Count == 0 ? "Nothing differs" : string.Join("; ", parts);
        var same = look.Changes.Length - made.Count;
        return $"{char.ToUpperInvariant(sentence[0])}{sentence[1..]} in cluster '{cluster.Name}'.{(same == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $" {same} of {look.Changes.Length} objects are so already."))}";

        // what is deleted is named one by one, whatever number it is
        void Say(string verb, IEnumerable<string> ids)
        {
            var all = ids.ToList();
            if (all.Count > 0)
            {
                var named = verb == "delete" ? all.Count : Math.Min(MostNamed, all.Count);
                parts.Add($"{verb} {string.Join(", ", all.Take(named))}{(all.Count > named ? string.Create(CultureInfo.InvariantCulture, $" and {all.Count - named} more") : "")}");
            }
        }
    }

    private string Reach(List<ObjectChange> made)
    {
        var realms = made.Select(each => each.Realm).Concat(leftovers.Objects.Select(each => each.Realm)).Distinct(StringComparer.Ordinal).ToList();
        var spaces = realms.OfType<string>().Order(StringComparer.Ordinal).ToList();
        var sentences = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{made.Count + leftovers.Objects.Length} objects of cluster '{cluster.Name}'{(spaces.Count == 0 ? "" : $" in {string.Join(", ", spaces)}")}.") };
        if (realms.Contains(null))
        {
            sentences.Add("Some are in no namespace and count for the whole cluster.");
        }

        sentences.AddRange(made.Where(each => each.Look is { Taken.IsEmpty: false }).Select(each => $"{each.Id}: fields are taken over: {ObjectApply.Described(each.Look!.Taken)}."));
        sentences.AddRange(made.Where(each => each.Look is null).Select(each => $"{each.Id} could not be tried yet, because what it needs comes with the same manifest."));
        sentences.AddRange(leftovers.Objects.Where(each => each.Live.Kind is "Namespace" or "CustomResourceDefinition").Select(each => $"With {each.Id} everything in it is deleted."));
        if (!leftovers.Unseen.IsEmpty)
        {
            sentences.Add($"Not looked at for what is left over: {string.Join(", ", leftovers.Unseen)}.");
        }

        return string.Join(' ', sentences);
    }

    private UndoCall Undo(List<ObjectChange> made) => new(KubernetesUndoApplyTool.Name, Json(new UndoApplyArguments(
    [
        .. leftovers.Objects.Select(each => new UndoneObject(UndoAction.Apply, each.Resource.ApiVersion, each.Resource.Kind, each.Namespace, each.Live.Name, YamlWriter.Write(ApplyManifest.Clean(each.Live).Body))),
        .. Enumerable.Reverse(made).Select(each => each.Outcome == AppliedOutcome.Created
            ? new UndoneObject(UndoAction.Remove, each.Resource.ApiVersion, each.Resource.Kind, each.Namespace, each.Wanted.Name, null)
            : new UndoneObject(UndoAction.Apply, each.Resource.ApiVersion, each.Resource.Kind, each.Namespace, each.Wanted.Name, YamlWriter.Write(each.Previous().Body))),
    ], environment, cluster.Name)));

    private static bool IsWorkload(ObjectChange each) => each.Resource is { Group: "apps", Kind: "Deployment" or "StatefulSet" or "DaemonSet" };

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, ToolJson.Options);
}

/// <param name="Pruned">What is deleted because the manifest no longer has it.</param>
/// <param name="Unseen">Kinds that could not be looked at for it.</param>
internal sealed record ManifestDetails(ImmutableArray<ObjectDetails> Objects, ImmutableArray<string> Pruned, ImmutableArray<string> Unseen);

/// <param name="Tried">Whether the server has said what would come of it.</param>
internal sealed record ObjectDetails(string Object, AppliedOutcome Outcome, bool Tried, ImmutableArray<FieldConflict> TakenOver, ImmutableArray<string> Warnings);
