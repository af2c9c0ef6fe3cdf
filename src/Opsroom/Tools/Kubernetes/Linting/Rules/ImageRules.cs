using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Which image runs, today and after the next restart.</summary>
internal static class ImageRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfContainers("missing-image", Error, "Every container has an image.", "API validation", (container, report) =>
        {
            if (container["image"].Text is null or "")
            {
                report.Add(container["image"], $"Container {container.Name} has no image.");
            }
        }),
        OfContainers("invalid-image", Error, "Image names can be read.", "distribution/reference; kubelet: InvalidImageName", (container, report) =>
        {
            if (container["image"].Text is { Length: > 0 } image && !IsFilledIn(image) && ImageReference.Parse(image) is null)
            {
                report.Add(container["image"], $"The image of container {container.Name} is not a name that a runtime can pull: lower-case repository, then :tag or @digest, without a scheme or blanks.");
            }
        }),
        OfContainers("image-without-tag", Warning, "Images have a tag or a digest.", "kube-linter: latest-tag; kube-score, polaris", (container, report) =>
        {
            if (Image(container) is { Tag: null, Digest: null })
            {
                report.Add(container["image"], $"The image of container {container.Name} has no tag: it is whatever latest is when a pod starts. Name the version that was tested.");
            }
        }),
        OfContainers("latest-tag", Warning, "Tags are not moved from image to image.", "kube-linter: latest-tag; kube-score, polaris, datree", (container, report) =>
        {
            if (Image(container) is { Tag: { } tag, Digest: null, HasMovingTag: true })
            {
                report.Add(container["image"], $"The tag {tag} moves: pods of one deployment may run different code, and a rollback does not bring the old one back. Name a version.");
            }
        }),
        OfContainers("image-without-digest", Info, "Images are named by digest, which cannot be moved.", "kyverno, trivy", (container, report) =>
        {
            if (Image(container) is { Digest: null, Tag: not null })
            {
                report.Add(container["image"], $"The image of container {container.Name} is named by a tag. With @sha256:… it is certain to be the one that was tested.");
            }
        }),
        OfContainers("image-pull-policy", Warning, "An image that may change under its name is pulled each time.", "kube-score: container-image-pull-policy", (container, report) =>
        {
            if (Image(container) is { IsFixed: false } && container["imagePullPolicy"].Text is "IfNotPresent" or "Never")
            {
                report.Add(container["imagePullPolicy"], "The tag moves, and nodes that have an image of this name keep it: pods run different code. Name a version, or pull with Always.");
            }
        }),
        OfContainers("image-never-pulled", Warning, "Images are pulled where a node does not have them.", "datree", (container, report) =>
        {
            if (container["imagePullPolicy"].Text == "Never" && Image(container) is not ({ Digest: null, Tag: null } or { Digest: null, Tag: "latest" }))
            {
                report.Add(container["imagePullPolicy"], "With Never, the pod starts only on nodes that happen to have the image. Use IfNotPresent.", report.Fix(container["imagePullPolicy"], "IfNotPresent"));
            }
        }),
        OfContainers("implicit-registry", Info, "Images name their registry.", "kyverno: restrict image registries", (container, report) =>
        {
            if (Image(container) is { Registry: null })
            {
                report.Add(container["image"], $"The image of container {container.Name} comes from whatever registry the runtime tries first, mostly docker.io with its limits. Name the registry.");
            }
        }),
        new("unrendered-template", Error, "No placeholder of a template is left in names, images or values that must be filled in.", "Helm, envsubst, kustomize", Unrendered),
    ];

    private static ImageReference? Image(LintContainer container) => container["image"].Text is { Length: > 0 } image ? ImageReference.Parse(image) : null;

    /// <summary>Whether somebody has still to fill it in; another rule tells of that.</summary>
    private static bool IsFilledIn(string text) => text.Contains("{{", StringComparison.Ordinal) || text.Contains("${", StringComparison.Ordinal) || text.StartsWith("$(", StringComparison.Ordinal);

    private static void Unrendered(LintReport report)
    {
        foreach (var each in report.Manifest.Objects)
        {
            var places = each.Pods is { } pods ? pods.Containers.Select(container => container["image"]) : [];
            foreach (var place in places.Append(each.Metadata["name"]).Append(each.Metadata["namespace"]).Append(each.Spec["replicas"]))
            {
                if (place.Text is { } text && IsFilledIn(text))
                {
                    report.Add(place, "A placeholder is left here. Render the template (helm template, envsubst, kustomize build), and lint what comes out.");
                }
            }
        }
    }
}
