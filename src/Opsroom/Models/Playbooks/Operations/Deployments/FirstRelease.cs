using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>A service that does not run yet: its manifest is taken from the thread or written, judged, and applied by approval.</summary>
internal sealed class FirstRelease(Desk desk, Told told, Place place, DeploymentWish wish, TaskBrief brief, ContextValues context)
{
    /// <param name="absent">That it was not found, as a sentence.</param>
    public bool Make(string service, string absent)
    {
        var image = DeploymentImage.Of(wish, service, null).Image;
        var file = desk.Brief.Files.FirstOrDefault(path => path.EndsWith($"/{service}.yaml", StringComparison.Ordinal) && path.StartsWith("kubernetes/", StringComparison.Ordinal));
        if (image is null && file is null)
        {
            told.NotDone($"{absent} To deploy it for the first time, name its image with the tag (and the port it listens on): then I write the manifest and apply it, by approval.");
            return false;
        }

        var space = place.Namespace ?? NamespaceOf();
        if (space is null)
        {
            if (desk.NextCalls() is null)
            {
                told.NotDone($"{absent} It would be its first release, so the namespace has to be named.");
            }

            return false;
        }

        var here = place with { Namespace = space };
        var manifests = new ManifestWork(desk, told, here, brief with { Image = image ?? brief.Image, NewName = service }, context);
        var source = file is not null ? new ManifestSource(null, file) : manifests.Generate();
        if (source is null)
        {
            return false;
        }

        if (wish.Intent != DeploymentIntent.Execute)
        {
            told.Line($"{Told.Code(service)} does not run in {Told.Code(space)} yet. Nothing was applied; to do that, say `apply {source.Path}`.");
            return true;
        }

        manifests.Apply(source, prune: false);
        return told.Fault is null;
    }

    /// <summary>The only namespace that speaks of the environment, the one that is called as it is, or the word behind "in".</summary>
    private string? NamespaceOf()
    {
        if (WorkloadFinder.Deployments(desk, place) is not { Succeeded: true } listed)
        {
            return null;
        }

        var all = listed.Result.Items("items").Select(row => row.Text("namespace") ?? "").Distinct(StringComparer.Ordinal).ToList();
        return WorkloadFinder.AtPlace(all, space => space, place) is [var only] && place.IsNamed ? only
            : place.Environment is not { } environment ? place.Word
            : desk.Look($"I see whether there is a namespace {environment}.", "kubernetes_describe", ("kind", "Namespace"), ("name", environment), ("cluster", place.Cluster)) is { Succeeded: true }
                ? environment : null;
    }
}
