using System.Collections.Immutable;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>Everything that is looked at before a release. Messages hold names and numbers only, no text that the cluster or an annotation wrote.</summary>
internal static class ReleaseChecks
{
    public static ImmutableArray<Finding> Look(ReleaseScene scene, DeploymentOptions options) =>
    [
        .. WorkloadChecks.Look(scene)
            .Concat(ImageChecks.Look(scene, options))
            .Concat(ReferenceChecks.Look(scene))
            .Concat(CapacityChecks.Look(scene))
            .Concat(TrafficChecks.Look(scene))
            .Concat(AlertChecks.Look(scene))
            .OrderBy(finding => finding.Severity).ThenBy(finding => finding.Rule, StringComparer.Ordinal).ThenBy(finding => finding.Object, StringComparer.Ordinal),
    ];
}
