using System.Globalization;
using Opsroom.Tools.Kubernetes.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Whether the deployment itself is fit to be released, and whether anybody else has a hand on it.</summary>
internal static class WorkloadChecks
{
    public static IEnumerable<Finding> Look(ReleaseScene scene)
    {
        var live = scene.Deployment;
        if (!scene.Target.Environment.IsMapped)
        {
            yield return scene.Warn(
                "release-environment-unmapped",
                $"Namespace {live.Namespace} of cluster '{scene.Target.Cluster.Name}' is mapped to no environment, so it counts as {scene.Target.Environment.Name}, whatever is stated. Map it in policy.yaml (targets).");
        }

        if (RolloutClaim.Of(live) is not null)
        {
            yield return scene.Error("release-in-progress", $"{live.Id} is being rolled out already. Wait for its end, or stop that run.", path: "metadata.annotations");
        }

        if (RolloutTerms.IsPaused(live))
        {
            yield return scene.Error("release-paused", $"{live.Id} is paused, so no pod would be replaced. Resume it first (kubectl rollout resume).", path: "spec.paused");
        }

        if (scene.Replicas == 0)
        {
            yield return scene.Error("release-scaled-to-zero", $"{live.Id} has 0 replicas: nothing of a new version would run, and nothing could be verified. Scale it first.", path: "spec.replicas");
        }
        else if (scene.Replicas == 1)
        {
            yield return scene.Warn(
                "release-single-replica",
                scene.Intent.Strategy == DeploymentStrategy.Canary
                    ? "It has a single replica: a canary of one pod beside it takes half of the requests. Scale it to 3 or more for a smaller part."
                    : "It has a single replica: where its new pod fails after it became ready, nothing else serves.", path: "spec.replicas");
        }

        if (live.Spec.TextAt("strategy", "type") == "Recreate")
        {
            yield return scene.Warn("release-downtime", "Its strategy is Recreate: all of its pods end before the first new one starts, so it is down meanwhile. Set strategy RollingUpdate, where two versions can run side by side.", path: "spec.strategy.type");
        }

        if (scene.Template.Containers.FirstOrDefault(each => each.TextAt("name") == scene.Container.Name) is { } container && container.At("readinessProbe") is null)
        {
            yield return scene.Warn("release-without-readiness", $"Container {scene.Container.Name} has no readiness probe: its pods get requests as soon as they start, and readiness says nothing about the new version.", path: "spec.template.spec.containers");
        }

        foreach (var finding in Volumes(scene).Concat(Health(scene)).Concat(Keepers(scene)))
        {
            yield return finding;
        }
    }

    private static IEnumerable<Finding> Volumes(ReleaseScene scene)
    {
        foreach (var name in scene.Template.Spec.MapsAt("volumes").Select(volume => volume.TextAt("persistentVolumeClaim", "claimName")).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (scene.Scene.Find("PersistentVolumeClaim", scene.Namespace, name) is not { } claim
                || claim.Spec.TextsAt("accessModes").Any(mode => mode is "ReadWriteMany" or "ReadOnlyMany") || !claim.Spec.ItemsAt("accessModes").Any())
            {
                continue;
            }

            var text = $"Its pods mount claim {name}, which one node (or pod) at a time can mount ({string.Join(", ", claim.Spec.TextsAt("accessModes"))}): a new pod on another node waits for the old one to end";
            yield return scene.Intent.Strategy == DeploymentStrategy.Rolling
                ? scene.Warn("release-volume-not-shared", $"{text}. Use strategy Recreate, or a volume that can be shared.", claim, "spec.accessModes")
                : scene.Error("release-volume-not-shared", $"{text}, which never happens while both run side by side. Release it as rolling with strategy Recreate.", claim, "spec.accessModes");
        }
    }

    /// <summary>What is wrong with its pods already; messages of the cluster stay where they are, they are text from outside.</summary>
    private static IEnumerable<Finding> Health(ReleaseScene scene)
    {
        var own = scene.Own.Select(each => each.Id).ToHashSet(StringComparer.Ordinal);
        var faults = scene.Diagnosis.Findings.Where(finding => finding.Severity == Severity.Error && own.Contains(finding.Object)).ToList();
        if (faults.Count > 0)
        {
            yield return scene.Error("release-previous-unhealthy", $"It is not well as it is: {string.Join(", ", faults.Take(3).Select(fault => $"{fault.Rule} ({fault.Object})"))}. Look with kubernetes_diagnose, and mend or roll back that first: a new version could not be told from the old one's trouble.");
        }
        else if (scene.Replicas > 0 && RolloutWatch.NotAwaited(scene.Deployment, replaces: true) is { Status: not RolloutStatus.Complete } rollout)
        {
            yield return scene.Error("release-previous-unfinished", string.Create(CultureInfo.InvariantCulture, $"Its last rollout is not finished: {rollout.Ready} of {rollout.Wanted} pods are ready. Wait for it, or roll it back."), path: "status");
        }
    }

    private static IEnumerable<Finding> Keepers(ReleaseScene scene)
    {
        var (labels, annotations) = (scene.Deployment.Labels, scene.Deployment.Annotations);
        var keeper = annotations.ContainsKey("argocd.argoproj.io/tracking-id") || labels.ContainsKey("argocd.argoproj.io/instance") ? "an Argo CD application"
            : labels.ContainsKey("kustomize.toolkit.fluxcd.io/name") || labels.ContainsKey("helm.toolkit.fluxcd.io/name") ? "Flux"
            : annotations.ContainsKey("meta.helm.sh/release-name") ? "a Helm release"
            : scene.Deployment.Owners.Any(owner => owner.IsController) ? "an operator"
            : null;
        if (keeper is not null)
        {
            yield return scene.Warn("release-kept-elsewhere", $"{scene.Deployment.Id} belongs to {keeper}, which sets it back to what is described there. Change the image there, or have it pause for the time of the release.", path: "metadata");
        }
    }
}
