using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Diagnosis.Workloads;

/// <summary>Workloads whose pods the API server refuses: quota, limit range, pod security, webhooks, a service account that is not there.</summary>
internal sealed class FailedCreate : IAnalyzer
{
    public const string Rule = "pods-cannot-be-created";

    private static readonly string[] Kinds = ["ReplicaSet", "StatefulSet", "DaemonSet", "Job", "ReplicationController", "CronJob", "Deployment"];
    private static readonly string[] Reasons = ["FailedCreate", "FailedDaemonPod", "ReplicaSetCreateError", "FailedNeedsStart"];

    public IEnumerable<Fault> Look(Scene scene)
    {
        foreach (var each in Kinds.SelectMany(scene.Of))
        {
            var failure = each.Condition("ReplicaFailure");
            var said = failure.TextAt("status") == "True" ? failure.TextAt("message") : null;
            var line = scene.EventOf(each, Reasons);
            if (said is null && line is not null && Lacks(scene, each) && scene.IsRecent(line.Last, TimeSpan.FromHours(24)))
            {
                said = line.Message;
            }

            // the replica set says it of itself
            if (said is not null && !(each.Kind == "Deployment" && scene.Objects.OwnedBy(each).Any(owned => owned.Condition("ReplicaFailure").TextAt("status") == "True")))
            {
                yield return Told(scene, each, said);
            }
        }
    }

    /// <summary>Whether it still has fewer pods than it wants; without that an old event says nothing.</summary>
    private static bool Lacks(Scene scene, KubeObject each) => each.Kind switch
    {
        "ReplicaSet" or "ReplicationController" or "StatefulSet" => (each.Spec.NumberAt("replicas") ?? 1) > (each.Status.NumberAt("replicas") ?? 0),
        "DaemonSet" => (each.Status.NumberAt("desiredNumberScheduled") ?? 0) > (each.Status.NumberAt("currentNumberScheduled") ?? 0),
        "Job" => each.Condition("Complete").TextAt("status") != "True" && !scene.PodsOf(each).Any(),
        "CronJob" => each.Status.ItemsAt("active").Count == 0,
        _ => false,
    };

    private static Fault Told(Scene scene, KubeObject each, string said)
    {
        var (rule, why, cure, about) = Refusal(scene, each, said);
        var top = scene.Objects.WorkloadOf(each);
        var workload = ReferenceEquals(top, each) ? "" : $" of {top.Kind} {top.Name}";
        var counts = each.Kind is "ReplicaSet" or "StatefulSet" or "ReplicationController" ? $" It has {each.Status.NumberAt("replicas") ?? 0} of {each.Spec.NumberAt("replicas") ?? 1} pods." : "";
        return new(Rule, Severity.Error, FaultRole.Failure, each, $"{each.Kind} {each.Name}{workload} cannot create pods (FailedCreate, {rule}): {Quote.Of(said, 480)}.{why}{counts}")
        {
            Path = "spec.template",
            Evidence = [new(each.Id, "FailedCreate", Quote.Of(said)), .. about.SelectMany(QuotaEvidence)],
            Also = ReferenceEquals(top, each) ? [] : [top],
            PointsAt = [.. about],
            FixHint = cure,
        };
    }

    private static IEnumerable<Evidence> QuotaEvidence(KubeObject about) => about.Kind == "ResourceQuota"
        ? (about.Status.MapAt("hard")?.Entries ?? []).Select(hard => new Evidence(about.Id, $"status.used/hard {hard.Key.Value}", $"{about.Status.TextAt("used", hard.Key.Value)}/{hard.Value.Text}"))
        : [];

    private static (string Rule, string Why, string Cure, List<KubeObject> About) Refusal(Scene scene, KubeObject each, string said)
    {
        bool Says(string words) => said.Contains(words, StringComparison.OrdinalIgnoreCase);
        List<KubeObject> Named(string kind, string home) => [.. scene.In(kind, home).Where(other => Says(other.Name))];

        if (Says("exceeded quota") || Says("failed quota"))
        {
            var quotas = Named("ResourceQuota", each.Namespace);
            var surge = each.Kind == "ReplicaSet" && scene.Objects.ControllerOf(each) is { Kind: "Deployment" } ? " A rolling update needs room for its surge beside the pods that run." : "";
            return ("quota", $" The ResourceQuota {Quote.Names(quotas.Select(quota => quota.Name))} of namespace {each.Namespace} refuses it.{(Says("must specify") ? " Pods in a namespace with such a quota must say their requests and limits." : surge)}",
                Says("must specify") ? "Give every container the requests and limits that the quota counts, or give the namespace a LimitRange with defaults." : "Raise the quota, remove what is not needed, lower the requests, or roll out with maxSurge 0.", quotas);
        }

        if (Says("usage per Container") || Says("usage per Pod") || Says("limit to request ratio") || Says("LimitRange"))
        {
            return ("limit range", $" The LimitRange {Quote.Names(scene.In("LimitRange", each.Namespace).Select(range => range.Name))} of namespace {each.Namespace} does not allow these resources.",
                "Bring requests and limits within the limit range, or change it.", [.. scene.In("LimitRange", each.Namespace)]);
        }

        if (Says("violates PodSecurity"))
        {
            return ("pod security", $" Namespace {each.Namespace} enforces it by its label pod-security.kubernetes.io/enforce.", "Set the securityContext fields that the message names, or run it in a namespace with another level.",
                [.. scene.Find("Namespace", "", each.Namespace) is { } place ? (IEnumerable<KubeObject>)[place] : []]);
        }

        if (Says("failed calling webhook") || Says("failed to call webhook"))
        {
            return ("webhook", " The admission webhook does not answer, and its failurePolicy is Fail.", "Bring the webhook's service up again, correct its configuration, or remove it.", Webhooks(scene, said));
        }

        if (Says("admission webhook") && Says("denied"))
        {
            return ("webhook", " An admission webhook denied the pods.", "Change the pods as the webhook's message asks.", Webhooks(scene, said));
        }

        if (Says("serviceaccount") && Says("not found"))
        {
            var name = PodTemplate.Of(each)?.Spec.TextAt("serviceAccountName") ?? "default";
            return ("service account", $" ServiceAccount {name} does not exist in namespace {each.Namespace}.", $"Create ServiceAccount {name} in namespace {each.Namespace}, or correct serviceAccountName.", []);
        }

        return Says("being terminated") || Says("because it is being terminated")
            ? ("namespace", $" Namespace {each.Namespace} is being removed.", "Deploy into another namespace, or wait until it is gone and create it again.", [.. scene.Find("Namespace", "", each.Namespace) is { } leaving ? (IEnumerable<KubeObject>)[leaving] : []])
            : Says("PriorityClass") ? ("priority class", "", "Create the PriorityClass, or correct priorityClassName.", [])
            : Says("RuntimeClass") ? ("runtime class", "", "Create the RuntimeClass, or correct runtimeClassName.", [])
            : ("refused", "", "Read the API server's message: it names the field that it does not accept.", []);
    }

    private static List<KubeObject> Webhooks(Scene scene, string said) =>
        [.. scene.Of("ValidatingWebhookConfiguration").Concat(scene.Of("MutatingWebhookConfiguration"))
            .Where(configuration => configuration.Body.MapsAt("webhooks").Any(hook => hook.TextAt("name") is { } name && said.Contains(name, StringComparison.Ordinal)))];
}
