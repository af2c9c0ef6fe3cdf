using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Pods;

/// <summary>Which taints a pod bears, by the rules of the scheduler.</summary>
internal static class Tolerations
{
    public static bool Tolerate(YamlMap? podSpec, YamlMap taint) => podSpec.MapsAt("tolerations").Any(toleration => Fits(toleration, taint));

    /// <summary>As <c>kubectl</c> writes it: <c>key=value:Effect</c>.</summary>
    public static string Words(YamlMap taint) =>
        $"{taint.TextAt("key")}{(taint.TextAt("value") is { Length: > 0 } value ? "=" + value : "")}:{taint.TextAt("effect")}";

    private static bool Fits(YamlMap toleration, YamlMap taint)
    {
        if (toleration.TextAt("effect") is { Length: > 0 } effect && effect != taint.TextAt("effect"))
        {
            return false;
        }

        var key = toleration.TextAt("key") ?? "";
        var exists = toleration.TextAt("operator") == "Exists";
        return (key.Length == 0 && exists) || (key == taint.TextAt("key") && (exists || (toleration.TextAt("value") ?? "") == (taint.TextAt("value") ?? "")));
    }
}
