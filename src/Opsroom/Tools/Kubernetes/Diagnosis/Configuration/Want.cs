using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Configuration;

/// <summary>Something that a pod needs in its namespace.</summary>
/// <param name="Key">The key that is needed; null for the object as a whole.</param>
/// <param name="IsOptional">Whether the pod starts without it.</param>
/// <param name="Path">Where the pod says so, below its own fields.</param>
/// <param name="Use">In a few words.</param>
internal sealed record Want(string Kind, string Name, string? Key, bool IsOptional, string Path, string Use)
{
    public static IEnumerable<Want> Of(YamlMap podSpec) =>
        OfContainers(podSpec, "initContainers").Concat(OfContainers(podSpec, "containers")).Concat(OfVolumes(podSpec)).Concat(OfPod(podSpec));

    private static IEnumerable<Want> OfContainers(YamlMap podSpec, string list)
    {
        var index = 0;
        foreach (var container in podSpec.MapsAt(list))
        {
            var path = $"{list}[{index++}]";
            var name = container.TextAt("name");
            var at = 0;
            foreach (var variable in container.MapsAt("env"))
            {
                var place = $"{path}.env[{at++}].valueFrom";
                if (Reference(variable.MapAt("valueFrom", "configMapKeyRef"), "ConfigMap", place + ".configMapKeyRef", $"variable {variable.TextAt("name")} of container {name}") is { } map)
                {
                    yield return map;
                }

                if (Reference(variable.MapAt("valueFrom", "secretKeyRef"), "Secret", place + ".secretKeyRef", $"variable {variable.TextAt("name")} of container {name}") is { } secret)
                {
                    yield return secret;
                }
            }

            at = 0;
            foreach (var source in container.MapsAt("envFrom"))
            {
                var place = $"{path}.envFrom[{at++}]";
                if ((Reference(source.MapAt("configMapRef"), "ConfigMap", place + ".configMapRef", $"envFrom of container {name}")
                    ?? Reference(source.MapAt("secretRef"), "Secret", place + ".secretRef", $"envFrom of container {name}")) is { } all)
                {
                    yield return all;
                }
            }
        }
    }

    private static IEnumerable<Want> OfVolumes(YamlMap podSpec)
    {
        var index = 0;
        foreach (var volume in podSpec.MapsAt("volumes"))
        {
            var path = $"volumes[{index++}]";
            var use = $"volume {volume.TextAt("name")}";
            foreach (var want in OfVolume(volume, path, use).Concat(volume.MapsAt("projected", "sources").SelectMany((source, at) => OfVolume(source, $"{path}.projected.sources[{at}]", use))))
            {
                yield return want;
            }

            if (volume.TextAt("persistentVolumeClaim", "claimName") is { } claim)
            {
                yield return new("PersistentVolumeClaim", claim, null, false, path + ".persistentVolumeClaim.claimName", use);
            }
        }
    }

    private static IEnumerable<Want> OfVolume(YamlMap source, string path, string use)
    {
        foreach (var (field, kind, naming) in (IEnumerable<(string, string, string)>)[("configMap", "ConfigMap", "name"), ("secret", "Secret", source.MapAt("secret").TextAt("secretName") is null ? "name" : "secretName")])
        {
            if (source.MapAt(field) is not { } given || given.TextAt(naming) is not { } name)
            {
                continue;
            }

            var optional = given.FlagAt("optional") is true;
            yield return new(kind, name, null, optional, $"{path}.{field}", use);
            foreach (var key in given.MapsAt("items").Select(item => item.TextAt("key")).OfType<string>())
            {
                yield return new(kind, name, key, optional, $"{path}.{field}.items", use);
            }
        }
    }

    private static IEnumerable<Want> OfPod(YamlMap podSpec)
    {
        if (podSpec.TextAt("serviceAccountName") is { Length: > 0 } account && account != "default")
        {
            yield return new("ServiceAccount", account, null, false, "serviceAccountName", "serviceAccountName");
        }

        var index = 0;
        foreach (var secret in podSpec.MapsAt("imagePullSecrets"))
        {
            if (secret.TextAt("name") is { } name)
            {
                yield return new("Secret", name, null, true, $"imagePullSecrets[{index++}]", "imagePullSecrets");
            }
        }

        if (podSpec.TextAt("priorityClassName") is { Length: > 0 } priority && !priority.StartsWith("system-", StringComparison.Ordinal))
        {
            yield return new("PriorityClass", priority, null, false, "priorityClassName", "priorityClassName");
        }

        if (podSpec.TextAt("runtimeClassName") is { Length: > 0 } runtime)
        {
            yield return new("RuntimeClass", runtime, null, false, "runtimeClassName", "runtimeClassName");
        }
    }

    private static Want? Reference(YamlMap? reference, string kind, string path, string use) =>
        reference.TextAt("name") is { } name ? new(kind, name, reference.TextAt("key"), reference.FlagAt("optional") is true, path, use) : null;
}
