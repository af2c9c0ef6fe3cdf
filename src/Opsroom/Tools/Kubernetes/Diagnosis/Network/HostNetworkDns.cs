using Opsroom.Tools.Kubernetes.Diagnosis.Pods;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Network;

/// <summary>Pods on the node's network that need names of the cluster and ask the node's DNS.</summary>
internal sealed class HostNetworkDns : IAnalyzer
{
    public const string Rule = "host-network-dns-policy";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var pod in scene.Pods.Where(pod => pod.IsLive && pod.Object.Spec.FlagAt("hostNetwork") is true))
        {
            var policy = pod.Object.Spec.TextAt("dnsPolicy") ?? "ClusterFirst";
            if (policy is "ClusterFirstWithHostNet" or "None")
            {
                continue;
            }

            var words = pod.Containers.Select(container => LastWords.Of(scene, pod, container)).FirstOrDefault(each => each.IsAboutNames)
                ?? scene.EventsOf(pod.Object).Where(line => line.Reason == "Unhealthy").Select(line => new LastWords(Quote.Of(line.Message), line.Message, "event Unhealthy")).FirstOrDefault(each => each.IsAboutNames);
            if (words is null)
            {
                continue;
            }

            yield return new(Rule, Severity.Error, FaultRole.Cause, pod.Object, $"Pod {pod.Object.Name} runs with hostNetwork: true and dnsPolicy {policy}, so it asks the node's DNS and cannot resolve services of the cluster ({words.Text}).")
            {
                Path = "spec.dnsPolicy",
                Evidence = [new(pod.Object.Id, "spec.hostNetwork", "true"), new(pod.Object.Id, "spec.dnsPolicy", policy), new(pod.Object.Id, words.Source, words.Text)],
                Explains = [Crashes.Crash, Crashes.Killed, NotReady.Probe, InitWaits.Rule],
                Breaks = true,
                Likeness = policy,
                FixHint = "Set dnsPolicy: ClusterFirstWithHostNet.",
            };
        }
    }
}
