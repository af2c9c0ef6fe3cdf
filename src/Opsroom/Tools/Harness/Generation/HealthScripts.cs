using System.Globalization;

namespace Opsroom.Tools.Harness.Generation;

/// <summary>Scripts that judge pods with kubectl. They hold no text of the caller's but a namespace that is a DNS label.</summary>
internal static class HealthScripts
{
    private const string CanaryPods = "harness.io/track=canary,harness.io/release-name=<+infra.releaseName>";
    private const string AllPods = "harness.io/release-name=<+infra.releaseName>";

    public static string Canary(PipelineSettings settings) => Watch(settings, CanaryPods);

    public static string AllOfRelease(PipelineSettings settings) => Watch(settings, AllPods);

    /// <summary>How long the pods are watched, in seconds.</summary>
    public static int Seconds(string? duration) => duration is null ? 120 : duration[^1] switch
    {
        's' => Number(duration),
        'm' => Number(duration) * 60,
        _ => Number(duration) * 3600,
    };

    private static int Number(string duration) => int.Parse(duration.AsSpan(0, duration.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture);

    private static string Watch(PipelineSettings settings, string selector) =>
        $$"""
        set -euo pipefail
        if [ -f "${HARNESS_KUBE_CONFIG_PATH}" ]; then export KUBECONFIG="${HARNESS_KUBE_CONFIG_PATH}"; fi
        pods() { kubectl --namespace "{{settings.Namespace ?? "<+infra.namespace>"}}" "$@" --selector "{{selector}}"; }
        restarts() { pods get pods --output 'jsonpath={.items[*].status.containerStatuses[*].restartCount}' | tr ' ' '\n' | awk '{ n += $1 } END { print n + 0 }'; }
        pods wait pod --for=condition=Ready --timeout=300s
        before="$(restarts)"
        sleep {{Seconds(settings.VerificationDuration).ToString(CultureInfo.InvariantCulture)}}
        pods wait pod --for=condition=Ready --timeout=10s
        [ "$(restarts)" -le "$before" ] || { echo "Containers restarted while they were watched." >&2; exit 1; }

        """.ReplaceLineEndings("\n");
}
