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
        namespace="{{settings.Namespace ?? "<+infra.namespace>"}}"
        selector="{{selector}}"
        restarts() {
          kubectl --namespace "$namespace" get pods --selector "$selector" \
            --output 'jsonpath={range .items[*]}{range .status.containerStatuses[*]}{.restartCount}{"\n"}{end}{end}' | awk '{ sum += $1 } END { print sum + 0 }'
        }
        kubectl --namespace "$namespace" wait pod --selector "$selector" --for=condition=Ready --timeout=300s
        before="$(restarts)"
        sleep {{Seconds(settings.VerificationDuration).ToString(CultureInfo.InvariantCulture)}}
        kubectl --namespace "$namespace" wait pod --selector "$selector" --for=condition=Ready --timeout=10s
        after="$(restarts)"
        if [ "$after" -gt "$before" ]; then
          echo "Containers restarted while they were watched: $before before, $after after." >&2
          exit 1
        fi
        echo "All pods are ready and none restarted."

        """.ReplaceLineEndings("\n");
}
