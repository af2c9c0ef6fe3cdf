using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>The service that names a stateful set's pods.</summary>
internal sealed class StatefulServices : IAnalyzer
{
    public const string Missing = "statefulset-service-missing";
    public const string Kind = "statefulset-service-not-headless";

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in scene.Of("StatefulSet").Where(each => each.DeletedAt is null))
        {
            if (each.Spec.TextAt("serviceName") is not { Length: > 0 } name || !scene.Knows("Service"))
            {
                continue;
            }

            var pods = scene.PodsOf(each).Where(pod => pod.IsLive).ToList();
            var service = scene.Find("Service", each.Namespace, name);
            if (service is null)
            {
                yield return new(Missing, (each.Spec.NumberAt("replicas") ?? 1) == 0 ? Severity.Warning : Severity.Error, FaultRole.Cause, each,
                    $"StatefulSet {each.Name} names serviceName {name}, but Service {name} does not exist (not found) in namespace {each.Namespace}: its pods have no DNS names such as {each.Name}-0.{name}.{each.Namespace}.svc, so peers cannot find each other."
                    + (Spelling.Nearest(name, scene.In("Service", each.Namespace).Select(other => other.Name)) is { } near ? $" There is a Service {near}." : ""))
                {
                    Path = "spec.serviceName",
                    Also = [.. pods.Where(pod => !pod.IsReady).Select(pod => pod.Object)],
                    Explains = [Pods.Crashes.Crash, Pods.NotReady.Probe, Pods.InitWaits.Rule, Pods.Crashes.Killed],
                    Breaks = pods.Exists(pod => !pod.IsReady),
                    FixHint = $"Create a headless Service {name} (clusterIP: None) that selects the pods; serviceName itself cannot be changed.",
                };
            }
            else if (service.Spec.TextAt("clusterIP") is { Length: > 0 } address && address != "None" && pods.Exists(pod => !pod.IsReady))
            {
                yield return new(Kind, Severity.Warning, FaultRole.Cause, each, $"StatefulSet {each.Name} has serviceName {name}, which is not headless (clusterIP {address}): its pods have no DNS names of their own.")
                {
                    Path = "spec.serviceName",
                    FixHint = "Use a headless service (clusterIP: None) as serviceName.",
                };
            }
        }
    }
}
