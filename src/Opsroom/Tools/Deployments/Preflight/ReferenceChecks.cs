using Opsroom.Tools.Kubernetes.Diagnosis.Configuration;
using Opsroom.Tools.Kubernetes.Reading;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Whether everything is there that new pods need to start.</summary>
internal static class ReferenceChecks
{
    private static readonly string[] OfCluster = ["PriorityClass", "RuntimeClass"];

    public static IEnumerable<Finding> Look(ReleaseScene scene)
    {
        foreach (var want in Want.Of(scene.Template.Spec).Where(want => !want.IsOptional).DistinctBy(want => (want.Kind, want.Name, want.Key)))
        {
            var home = OfCluster.Contains(want.Kind, StringComparer.Ordinal) ? "" : scene.Namespace;
            if (scene.Scene.Lacks(want.Kind, home, want.Name))
            {
                yield return scene.Error(
                    "release-reference-missing", $"{want.Kind} {Words.Of(want.Name)} does not exist{(home.Length == 0 ? "" : $" in namespace {home}")}, and new pods need it ({want.Path}). Create it, or correct the name.", path: $"spec.template.spec.{want.Path}");
            }
            else if (want.Key is { } key && scene.Scene.Find(want.Kind, home, want.Name) is { } found && MissingReferences.LacksKey(found, key))
            {
                yield return scene.Error(
                    "release-reference-missing", $"{want.Kind} {Words.Of(want.Name)} has no key {Words.Of(key)}, and new pods need it ({want.Path}). Add it, or correct the reference.", found, "data");
            }
        }
    }
}
