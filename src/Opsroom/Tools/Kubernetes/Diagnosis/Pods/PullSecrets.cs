using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>The credentials that a pod pulls its images with.</summary>
internal static class PullSecrets
{
    private static readonly string[] Types = ["kubernetes.io/dockerconfigjson", "kubernetes.io/dockercfg"];

    public static string Words(Scene scene, PodFacts pod)
    {
        var names = NamesOf(scene, pod);
        if (names.Count == 0)
        {
            return "The pod has no imagePullSecrets, and neither does its service account.";
        }

        var words = new List<string>();
        foreach (var name in names)
        {
            if (scene.Find("Secret", pod.Namespace, name) is { } secret)
            {
                words.Add(Types.Contains(secret.Body.TextAt("type"), StringComparer.Ordinal)
                    ? $"imagePullSecrets {name} exists in namespace {pod.Namespace}; its credentials do not open this repository"
                    : $"imagePullSecrets {name} is of type {secret.Body.TextAt("type") ?? "Opaque"}, not kubernetes.io/dockerconfigjson");
            }
            else if (scene.Lacks("Secret", pod.Namespace, name) || Missed(scene, pod, name))
            {
                words.Add($"imagePullSecrets {name} does not exist (not found) in namespace {pod.Namespace}{Elsewhere(scene, pod.Namespace, name)}");
            }
            else
            {
                words.Add($"imagePullSecrets {name}");
            }
        }

        return $"{string.Join("; ", words)}.";
    }

    public static string Cure(Scene scene, PodFacts pod) =>
        NamesOf(scene, pod) is { Count: > 0 } names && names.Exists(name => scene.Lacks("Secret", pod.Namespace, name))
            ? $"Create the pull secret in namespace {pod.Namespace}: secrets are not shared between namespaces."
            : "Create a secret of type kubernetes.io/dockerconfigjson in the pod's namespace and name it in imagePullSecrets of the pod or its service account.";

    /// <summary>Namespaces other than this one that have a secret of the name.</summary>
    public static string Elsewhere(Scene scene, string home, string name)
    {
        var places = scene.Of("Secret").Where(secret => secret.Name == name && secret.Namespace != home).Select(secret => secret.Namespace).ToList();
        return places.Count == 0 ? "" : $"; a secret of that name is in namespace {Quote.Names(places, 3)}, but a pod can only use those of its own";
    }

    public static List<string> NamesOf(Scene scene, PodFacts pod)
    {
        var own = pod.Object.Spec.MapsAt("imagePullSecrets").Select(each => each.TextAt("name")).OfType<string>().ToList();
        return own.Count > 0 ? own
            : [.. scene.Find("ServiceAccount", pod.Namespace, pod.Object.Spec.TextAt("serviceAccountName") ?? "default")?.Body.MapsAt("imagePullSecrets").Select(each => each.TextAt("name")).OfType<string>() ?? []];
    }

    private static bool Missed(Scene scene, PodFacts pod, string name) =>
        scene.EventOf(pod.Object, "FailedToRetrieveImagePullSecret") is { } missed && missed.Says(name);
}
