using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Configuration;

/// <summary>Pods that go on with configuration which has been changed since they started: variables, and files mounted by subPath, are never updated.</summary>
internal sealed class StaleMounts : IAnalyzer
{
    public const string Rule = "configuration-changed-since-start";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod is { IsLive: true, IsReady: true }))
        {
            var started = pod.Containers.Where(container => !container.IsInit).Select(container => container.RunningSince).Min() ?? pod.Since;
            foreach (var (source, use) in Fixed(scene, pod))
            {
                if (ChangedAt(source) is { } changed && started is { } start && changed > start)
                {
                    yield return new(Rule, Severity.Warning, FaultRole.Cause, pod.Object, $"Pod {pod.Object.Name} started at {start:u} and still has the old content of {source.Kind} {source.Name}, which was changed at {changed:u}: {use} is not updated while the pod runs.")
                    {
                        Path = "spec",
                        Also = [source],
                        Likeness = source.Id + use,
                        FixHint = $"Restart {(pod.HasWorkload ? $"{pod.Workload.Kind} {pod.Workload.Name}" : "the pod")}; mount the whole directory instead of a subPath, or name the object by its content.",
                    };
                }
            }
        }
    }

    private static IEnumerable<(KubeObject Source, string Use)> Fixed(Scene scene, PodFacts pod)
    {
        var volumes = pod.Object.Spec.MapsAt("volumes").ToDictionary(volume => volume.TextAt("name") ?? "", volume => volume, StringComparer.Ordinal);
        foreach (var container in pod.Containers)
        {
            foreach (var mount in container.Spec.MapsAt("volumeMounts").Where(mount => mount.TextAt("subPath") is { Length: > 0 } || mount.TextAt("subPathExpr") is { Length: > 0 }))
            {
                var volume = volumes.GetValueOrDefault(mount.TextAt("name") ?? "");
                if ((scene.Find("ConfigMap", pod.Namespace, volume.TextAt("configMap", "name")) ?? scene.Find("Secret", pod.Namespace, volume.TextAt("secret", "secretName"))) is { } source)
                {
                    yield return (source, $"a subPath mount ({mount.TextAt("mountPath")}, subPath {mount.TextAt("subPath")})");
                }
            }
        }

        foreach (var want in Want.Of(pod.Object.Spec!).Where(want => want.Kind is "ConfigMap" or "Secret" && want.Path.Contains(".env", StringComparison.Ordinal)))
        {
            if (scene.Find(want.Kind, pod.Namespace, want.Name) is { } source)
            {
                yield return (source, want.Use);
            }
        }
    }

    /// <summary>Known from who manages its fields, or from its being made anew.</summary>
    private static DateTimeOffset? ChangedAt(KubeObject source) =>
        source.Body.MapsAt("metadata", "managedFields").Where(entry => entry.TextAt("subresource") is null && (entry.At("fieldsV1") is null || entry.At("fieldsV1", "f:data") is not null)).Select(entry => entry.TimeAt("time")).Append(source.CreatedAt).Max();
}
