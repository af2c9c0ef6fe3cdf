using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Whether the image may be used, names one version, and can be pulled as far as the cluster knows.</summary>
internal static class ImageChecks
{
    private static readonly string[] Credentials = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];

    public static IEnumerable<Finding> Look(ReleaseScene scene, DeploymentOptions options)
    {
        var image = scene.Intent.Image ?? scene.Container.Image;
        if (ImageReference.Parse(image) is not { } reference)
        {
            yield return scene.Error("release-image-invalid", "The image is not a name that can be pulled: lower-case repository, then :tag or @digest, without a scheme or blanks.");
            yield break;
        }

        foreach (var finding in OfReference(reference, image, options))
        {
            yield return finding with { Object = scene.Deployment.Id };
        }

        if (scene.Intent.Image is not null && scene.Intent.Image == scene.Container.Image)
        {
            yield return scene.Error("release-image-same", $"{scene.Deployment.Id} runs {image} already; there is nothing to release.");
        }

        if (scene.Intent.Image is not null && ImageReference.Parse(scene.Container.Image) is { } before && (before.Registry, before.Repository) != (reference.Registry, reference.Repository))
        {
            yield return scene.Warn("release-image-other-repository", $"The image comes from another repository than the one that runs ({Words.Image(scene.Container.Image)}). Make sure that it is the same application, and that its credentials hold there.");
        }

        if (scene.Template.Containers.Any(each => each.TextAt("name") == scene.Container.Name && each.TextAt("imagePullPolicy") == "Never"))
        {
            yield return scene.Warn("release-image-never-pulled", $"imagePullPolicy of container {scene.Container.Name} is Never: nodes that do not have the image already cannot start it.", path: "spec.template.spec.containers");
        }

        foreach (var finding in PullSecrets(scene))
        {
            yield return finding;
        }
    }

    /// <summary>What can be said of an image without looking anywhere.</summary>
    public static IEnumerable<Finding> OfReference(ImageReference reference, string image, DeploymentOptions options)
    {
        if (!options.Allows(reference))
        {
            yield return new Finding("release-registry-denied", Severity.Error, $"Images may come from {string.Join(", ", options.AllowedRegistries)} only ({DeploymentOptions.Section}:{nameof(DeploymentOptions.AllowedRegistries)}), not from {Words.Image(image)}.");
        }

        if (!reference.IsFixed)
        {
            yield return new Finding(
                "release-image-unpinned", Severity.Warning,
                reference.Tag is null ? "The image has no tag, so it is whatever latest is when a pod starts. Name the version that was tested." : $"The tag {reference.Tag} moves from image to image: pods of one release may run different ones, and a rollback may not come back. Name the version that was tested.");
        }
        else if (reference.Digest is null)
        {
            yield return new Finding("release-image-without-digest", Severity.Info, "The tag could be pushed again with another content. With its digest (@sha256:…) it is certain that what was tested is what runs.");
        }
    }

    private static IEnumerable<Finding> PullSecrets(ReleaseScene scene)
    {
        var own = scene.Template.Spec.MapsAt("imagePullSecrets").Select(each => each.TextAt("name")).OfType<string>().ToList();
        var account = scene.Scene.Find("ServiceAccount", scene.Namespace, scene.Template.Spec.TextAt("serviceAccountName") ?? "default");
        var names = own.Count > 0 ? own : [.. account?.Body.MapsAt("imagePullSecrets").Select(each => each.TextAt("name")).OfType<string>() ?? []];
        foreach (var name in names.Distinct(StringComparer.Ordinal))
        {
            if (scene.Scene.Lacks("Secret", scene.Namespace, name))
            {
                yield return scene.Error("release-pull-secret-missing", $"The pull secret {Words.Of(name)} does not exist in namespace {scene.Namespace}: an image that needs it cannot be pulled. Create it there; secrets are not shared between namespaces.", path: "spec.template.spec.imagePullSecrets");
            }
            else if (scene.Scene.Find("Secret", scene.Namespace, name) is { } secret && !Credentials.Contains(secret.Body.TextAt("type"), StringComparer.Ordinal))
            {
                yield return scene.Error("release-pull-secret-missing", $"The pull secret {Words.Of(name)} is of type {Words.Of(secret.Body.TextAt("type") ?? "Opaque")}, not kubernetes.io/dockerconfigjson, so nothing can be pulled with it.", secret, "type");
            }
        }
    }
}
