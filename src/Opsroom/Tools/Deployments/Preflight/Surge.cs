using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Deployments.Preflight;

/// <summary>How many pods run beside the wanted number while a release is on its way.</summary>
internal static class Surge
{
    /// <summary>The most there are at once in addition.</summary>
    public static int Of(ReleaseScene scene)
    {
        var rolling = Rolling(scene.Deployment, scene.Replicas);
        return scene.Intent.Strategy switch
        {
            DeploymentStrategy.Rolling => rolling,
            // each step makes its canary pods before it lets stable ones go
            DeploymentStrategy.Canary => Math.Max(rolling, scene.Intent.Weights.Select(weight => (int)Math.Ceiling(scene.Replicas * weight / 100.0)).DefaultIfEmpty(1).Max()),
            // while all traffic is on the new ones the old ones are replaced as well
            DeploymentStrategy.BlueGreen => scene.Replicas + rolling,
            _ => throw new ArgumentOutOfRangeException(nameof(scene)),
        };
    }

    /// <summary>By <c>spec.strategy</c>; percentages are rounded up, as the deployment controller does.</summary>
    private static int Rolling(KubeObject deployment, int replicas)
    {
        if (deployment.Spec.TextAt("strategy", "type") == "Recreate")
        {
            return 0;
        }

        var most = deployment.Spec.TextAt("strategy", "rollingUpdate", "maxSurge") ?? "25%";
        return most.EndsWith('%') && int.TryParse(most.AsSpan(0, most.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? (int)Math.Ceiling(replicas * percent / 100.0)
            : int.TryParse(most, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
    }
}
