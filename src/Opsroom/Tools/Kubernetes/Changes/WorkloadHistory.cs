using System.Collections.Immutable;
using System.Globalization;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>
/// The pod templates that a workload has had, as far as its cluster keeps them: those of a deployment in its replica sets, those of stateful and daemon sets in
/// controller revisions.
/// </summary>
/// <param name="Revisions">By number, the oldest first.</param>
internal sealed record WorkloadHistory(ImmutableArray<PodRevision> Revisions)
{
    private const string RevisionOf = "deployment.kubernetes.io/revision";
    private const int MostNamed = 15;
    private const int MostLooks = 20;

    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(250);

    public static async Task<ToolResult<WorkloadHistory>> ReadAsync(Workload workload, KubeObject live, CancellationToken cancellationToken)
    {
        var listed = await workload.Cluster.ListAsync(
            live.Kind == "Deployment" ? "replicasets.apps" : "controllerrevisions.apps",
            new ListQuery { Namespace = live.Namespace, LabelSelector = LabelSelector.Of(live.Spec.At("selector"))?.ToString() }, cancellationToken);
        return listed.Value is { } list
            ? new WorkloadHistory([.. list.Items.Where(each => each.IsControlledBy(live)).Select(OfObject).OfType<PodRevision>().OrderBy(each => each.Number)])
            : listed.Failure!;
    }

    /// <summary>The number of the revision that the workload has now. Its controller takes a moment to give a new template its number; null where it does not.</summary>
    public static async Task<long?> CurrentNumberAsync(Workload workload, TimeProvider time, CancellationToken cancellationToken)
    {
        for (var look = 1; look <= MostLooks; look++)
        {
            var read = await workload.ReadAsync(cancellationToken);
            if (read.Value is not { } live || RolloutTerms.IsPaused(live))
            {
                return null;
            }

            if (live.IsObserved)
            {
                var history = await ReadAsync(workload, live, cancellationToken);
                if (history.Value is null || history.Value.CurrentOf(live) is not null)
                {
                    return history.Value?.CurrentOf(live)!.Number;
                }
            }

            await Task.Delay(Pause, time, cancellationToken);
        }

        return null;
    }

    /// <summary>The replica set of a deployment's present template; null until its controller has made it.</summary>
    public static KubeObject? SetOf(KubeObject deployment, IEnumerable<KubeObject> sets) =>
        !deployment.IsObserved || deployment.Annotations.GetValueOrDefault(RevisionOf) is not { } revision ? null
            : sets.FirstOrDefault(set => set.Annotations.GetValueOrDefault(RevisionOf) == revision && set.IsControlledBy(deployment));

    /// <summary>The revision whose template the workload has; null where its controller has not kept it yet.</summary>
    public PodRevision? CurrentOf(KubeObject live) =>
        live.Spec.MapAt("template") is { } template && TemplateText.Of(template) is var text ? Revisions.LastOrDefault(each => each.Text == text) : null;

    /// <summary>The newest one that is older.</summary>
    public PodRevision? Before(PodRevision current) => Revisions.LastOrDefault(each => each.Number < current.Number);

    public PodRevision? Find(long number) => Revisions.FirstOrDefault(each => each.Number == number);

    /// <summary>The newest ones with their images, for somebody who has to choose.</summary>
    public string Describe() => Revisions.IsEmpty ? "none" : string.Join("; ", Revisions.Reverse().Take(MostNamed).Select(each => each.Describe()))
        + (Revisions.Length > MostNamed ? $"; and {Revisions.Length - MostNamed} older ones" : "");

    private static PodRevision? OfObject(KubeObject kept)
    {
        var isSet = kept.Kind == "ReplicaSet";
        var number = isSet
            ? long.TryParse(kept.Annotations.GetValueOrDefault(RevisionOf), NumberStyles.None, CultureInfo.InvariantCulture, out var numbered) ? numbered : (long?)null
            : kept.Body.NumberAt("revision");
        return number is { } known && (isSet ? kept.Spec.MapAt("template") : kept.Body.MapAt("data", "spec", "template")) is { } template
            ? new PodRevision(known, TemplateText.Plain(template), TemplateText.Of(template)) : null;
    }
}

/// <param name="Template">As the workload had it.</param>
/// <param name="Text">The same for templates that say the same.</param>
internal sealed record PodRevision(long Number, YamlMap Template, string Text)
{
    public ImmutableArray<string> Images { get; } = [.. Template.MapsAt("spec", "containers").Select(each => Words.Image(each.TextAt("image")))];

    public string Describe() => string.Create(CultureInfo.InvariantCulture, $"{Number} ({string.Join(", ", Images)})");
}
