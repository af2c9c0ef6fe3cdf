using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Applying;

/// <summary>Looks at what applying a manifest would do, object by object and in the order in which they are applied.</summary>
/// <param name="namespace">The namespace of objects that name none.</param>
/// <param name="force">Whether fields that others have set are taken over.</param>
/// <param name="set">The set that the objects belong to from now on.</param>
internal sealed class ManifestLook(Cluster cluster, string? @namespace, bool force, string? set)
{
    private const int MostFailures = 5;

    public async Task<ToolResult<LookedManifest>> OfAsync(string text, CancellationToken cancellationToken)
    {
        var read = ApplyManifest.Read(text);
        if (read.Value is not { } asked)
        {
            return read.Failure!;
        }

        var changes = new List<ObjectChange>();
        var failures = new List<ToolFailure>();
        var lookup = new ResourceLookup(cluster, asked.Objects);
        foreach (var each in asked.Objects.OrderBy(each => ApplyOrder.Of(each.Kind)))
        {
            var looked = await LookAsync(each, lookup, cancellationToken);
            if (looked.Value is not { } change)
            {
                failures.Add(looked.Failure!);
            }
            else if (changes.FirstOrDefault(other => other.IsSame(change)) is { } twice)
            {
                return ToolFailure.InvalidArgument(string.Create(CultureInfo.InvariantCulture,
                    $"{change.Id} stands twice in the manifest, on lines {Math.Min(twice.Wanted.Body.Line, each.Body.Line)} and {Math.Max(twice.Wanted.Body.Line, each.Body.Line)}. Nothing was applied; leave one of them out."));
            }
            else
            {
                changes.Add(change);
            }
        }

        return failures.Count == 0 ? new LookedManifest([.. changes]) : Together(failures);
    }

    private async Task<ToolResult<ObjectChange>> LookAsync(KubeObject each, ResourceLookup lookup, CancellationToken cancellationToken)
    {
        var resolved = await lookup.FindAsync(each.Kind, each.ApiVersion, cancellationToken);
        if (resolved.Value is not { } resource)
        {
            return Placed(each, resolved.Failure!);
        }

        var (space, placed, refused) = await ObjectPlace.OfAsync(cluster, resource, each, @namespace, cancellationToken);
        if (refused is not null)
        {
            return refused;
        }

        var wanted = set is null ? placed! : ApplySet.Labelled(placed!, set);
        var looked = await new ObjectApply(cluster, resource, space, wanted, force).LookAsync(cancellationToken);
        return looked.Value is { } look ? new ObjectChange(cluster, resource, space, wanted, look)
            : looked.Failure!.Code == FaultCodes.NotFound && lookup.Comes(resource, space) ? new ObjectChange(cluster, resource, space, wanted, null)
            : Placed(each, looked.Failure);
    }

    private static ToolFailure Placed(KubeObject each, ToolFailure failure) => failure.Code is FaultCodes.InvalidArgument or FaultCodes.NotFound
        ? failure with { Message = string.Create(CultureInfo.InvariantCulture, $"{OutsideText.OneLine(each.Id, 200)} (line {Math.Max(1, each.Body.Line)}): {failure.Message}") }
        : failure;

    /// <summary>All that is wrong at once; what a person has to be told first gives the code.</summary>
    private static ToolFailure Together(List<ToolFailure> failures) => failures.Count == 1 ? failures[0] : failures[0] with
    {
        Message = string.Join(' ', failures.Select(failure => failure.Message).Distinct(StringComparer.Ordinal).Take(MostFailures))
            + (failures.Count > MostFailures ? string.Create(CultureInfo.InvariantCulture, $" {failures.Count - MostFailures} more objects are refused.") : ""),
    };
}

/// <param name="Changes">In the order in which they are made.</param>
internal sealed record LookedManifest(ImmutableArray<ObjectChange> Changes)
{
    /// <summary>As people name it; with its version where two kinds of the same name are meant.</summary>
    public string IdOf(ObjectChange change) => Changes.Count(each => each.Id == change.Id) == 1 ? change.Id : $"{change.Id} ({change.Resource.ApiVersion})";
}
