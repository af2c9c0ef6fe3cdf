using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Api.Discovery;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Reading;

/// <summary>Shows one object with all that has to do with it.</summary>
internal sealed class KubernetesDescribeTool(ClusterDirectory clusters, TimeProvider time)
{
    private const int MostAround = 1_000;
    private const int MostRelated = 100;
    private const int MostEvents = 50;
    private const int MostReferences = 30;
    private const int AtOnce = 4;

    [Tool("kubernetes_describe", Effect.Read, Tainted = true)]
    [ToolExample("""{"kind": "deployment", "name": "checkout", "namespace": "shop"}""")]
    [Description(
        "Shows an object of any kind as the cluster has it, secrets masked, with its events and what is related to it: owners, what it owns, services and ingresses that "
        + "lead to it, autoscalers and disruption budgets, and what its pods refer to.")]
    public async Task<ToolResult<DescribedObject>> DescribeAsync(
        [Description("Its kind, plural or short name, with its group if need be: deployment, deploy, ingresses.networking.k8s.io."), StringLength(200, MinimumLength = 1)] string kind,
        [Description("Its name."), StringLength(253, MinimumLength = 1)] string name,
        [Description("Its namespace; without it that of the context."), StringLength(63)] string? @namespace,
        [Description("The configured cluster; without it the default one."), StringLength(253)] string? cluster,
        CancellationToken cancellationToken)
    {
        var found = clusters.Find(cluster);
        if (found.Value is not { } chosen)
        {
            return found.Failure!;
        }

        var resolved = await chosen.ResolveAsync(kind.Trim(), null, cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return resolved.Failure!;
        }

        var scope = await ScopeAsync(chosen, resource, @namespace, cancellationToken);
        if (scope.Value is not { } space)
        {
            return scope.Failure!;
        }

        var read = await chosen.GetAsync(resource, space.Length == 0 ? null : space, name.Trim(), cancellationToken);
        if (read.Value is not { } seen)
        {
            return read.Failure!;
        }

        var notes = ImmutableArray.CreateBuilder<string>();
        var events = await EventsAsync(chosen, seen, notes, cancellationToken);
        var (related, isCut) = await RelatedAsync(chosen, resource, seen, notes, cancellationToken);
        return new DescribedObject(ShownObject.Of(seen), events, related, isCut, notes.Count == 0 ? null : string.Join(" ", notes));
    }

    private static async Task<ToolResult<string>> ScopeAsync(Cluster chosen, ApiResource resource, string? @namespace, CancellationToken cancellationToken) =>
        !resource.IsNamespaced ? ""
        : string.IsNullOrWhiteSpace(@namespace) ? await chosen.DefaultNamespaceAsync(cancellationToken)
        : @namespace.Trim();

    private async Task<ImmutableArray<EventRow>> EventsAsync(Cluster chosen, KubeObject seen, ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
    {
        // events about what has no namespace are written into one nevertheless
        var query = new ListQuery { Namespace = seen.Namespace.Length == 0 ? null : seen.Namespace, FieldSelector = $"involvedObject.kind={seen.Kind},involvedObject.name={seen.Name}", MostItems = MostAround };
        var list = await chosen.ListAsync("events", query, cancellationToken);
        if (list.Value is not { } events)
        {
            notes.Add(list.Failure!.Message);
            return [];
        }

        return [.. EventRows.Of(events.Items, time.GetUtcNow()).Take(MostEvents)];
    }

    private static async Task<(ImmutableArray<RelatedObject> Related, bool IsCut)> RelatedAsync(
        Cluster chosen, ApiResource resource, KubeObject seen, ImmutableArray<string>.Builder notes, CancellationToken cancellationToken)
    {
        var kinds = resource.IsNamespaced ? RelatedObjects.Kinds : resource.Kind == "Node" ? ["pods"] : [];
        var query = new ListQuery
        {
            Namespace = resource.IsNamespaced ? seen.Namespace : null,
            MostItems = MostAround,
            FieldSelector = resource.Kind == "Node" ? $"spec.nodeName={seen.Name}" : null,
        };
        var around = new List<KubeObject>();
        var isCut = false;
        foreach (var batch in kinds.Chunk(AtOnce))
        {
            foreach (var list in await Task.WhenAll(batch.Select(each => chosen.ListAsync(each, query, cancellationToken))))
            {
                around.AddRange(list.Value?.Items ?? []);
                isCut |= list.Value?.IsTruncated ?? false;
                // what a server does not serve is nothing to note
                if (list.Failure is { Code: not FaultCodes.InvalidArgument } failure)
                {
                    notes.Add(failure.Message);
                }
            }
        }

        var related = RelatedObjects.Of(seen, new ObjectSet([.. around, seen])).ToList();
        related.AddRange(await ReferencedAsync(chosen, seen, cancellationToken));
        return ([.. related.Take(MostRelated)], isCut || related.Count > MostRelated);
    }

    private static async Task<IEnumerable<RelatedObject>> ReferencedAsync(Cluster chosen, KubeObject seen, CancellationToken cancellationToken)
    {
        var rows = new List<RelatedObject>();
        foreach (var batch in RelatedObjects.References(seen).Take(MostReferences).Chunk(AtOnce))
        {
            rows.AddRange(await Task.WhenAll(batch.Select(async each =>
            {
                var read = await chosen.GetAsync(each.Kind, seen.Namespace, each.Name, cancellationToken);
                return new RelatedObject("uses", $"{each.Kind}/{seen.Namespace}/{each.Name}", read.Failure?.Code switch { null => "there", FaultCodes.NotFound => "missing", _ => "not readable" });
            })));
        }

        return rows;
    }
}

/// <param name="Object">As the cluster has it; values of secrets are ***, long texts are cut.</param>
/// <param name="Events">About it, newest first.</param>
/// <param name="Truncated">Whether more is related to it than is listed.</param>
/// <param name="Hint">What could not be read.</param>
public sealed record DescribedObject(JsonElement Object, ImmutableArray<EventRow> Events, ImmutableArray<RelatedObject> Related, bool Truncated, string? Hint);
