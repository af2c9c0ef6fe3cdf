using Opsroom.Tools.Kubernetes.Diagnosis;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <summary>
/// Recorded objects are often thin, and often only some of many. What an analyzer concludes from something that is not there counts only where it would have been recorded:
/// selectors need labels, states need a status, and a name that nothing bears needs a failure beside it.
/// </summary>
internal sealed class ThinGuard
{
    private readonly bool podsHaveLabels;
    private readonly bool podsHaveSpecs;

    public ThinGuard(IReadOnlyCollection<KubeObject> objects)
    {
        var pods = objects.Where(each => each.Kind == "Pod").ToList();
        podsHaveLabels = pods.Count > 0 && pods.TrueForAll(each => each.Labels.Count > 0);
        podsHaveSpecs = pods.Count > 0 && pods.TrueForAll(each => each.Spec.ItemsAt("containers").Count > 0);
    }

    /// <summary>0 to 1: how much of a finding's weight it keeps.</summary>
    public double Trust(DiagnosedFinding finding, KubeObject about) => finding.Rule switch
    {
        "service-selector-matches-nothing" or "service-without-endpoints" or "endpoints-missing-ready-pods" or "service-scaled-to-zero" or "selector-template-mismatch" or "workload-selectors-overlap" or "pdb-matches-nothing"
            or "networkpolicy-blocks-service" or "networkpolicy-blocks-ingress-controller" or "networkpolicy-blocks-dns" or "ingress-backend-without-endpoints" or "local-traffic-policy-without-endpoints" => podsHaveLabels ? 1 : 0,
        "service-target-port-mismatch" or "service-target-port-name-missing" or "probe-port-not-opened" => podsHaveLabels && podsHaveSpecs ? 1 : 0,
        "controller-not-acting" or "load-balancer-pending" or "pod-not-seen-by-scheduler" or "node-not-ready" or "hpa-not-scaling" or "pvc-pending" or "workload-unavailable" or "daemonset-misscheduled" or "certificate-request-waits"
            => about.Status is { Entries.Count: > 0 } && (finding.Rule != "controller-not-acting" || about.Status.NumberAt("observedGeneration") is not null) ? 1 : 0,
        "reference-missing" or "reference-key-missing" or "ingress-backend-missing" or "hpa-target-missing" or "statefulset-service-missing" or "binding-role-missing" or "binding-subject-missing" or "ingress-class-missing"
            or "route-parent-missing" or "route-backend-missing" or "gateway-class-missing" or "ingress-tls-secret-missing" or "service-without-selector-or-endpoints" or "webhook-service-down" => 0.85,
        _ => 1,
    };
}
