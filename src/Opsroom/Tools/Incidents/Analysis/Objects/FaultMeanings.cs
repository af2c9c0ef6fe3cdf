using System.Collections.Frozen;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Objects;

/// <param name="Strength">How surely a finding of the rule is the root and not something on the way.</param>
internal sealed record FaultMeaning(Bearing Bearing, IncidentCategory Category, double Strength);

/// <summary>What kind of cause the rules of the Kubernetes analyzers find.</summary>
internal static class FaultMeanings
{
    private static readonly FrozenDictionary<string, FaultMeaning> Known = new Dictionary<string, FaultMeaning>(StringComparer.Ordinal)
    {
        ["container-oom-killed"] = Cause(IncidentCategory.ResourceExhaustion, 0.85),
        ["container-cannot-start"] = Cause(IncidentCategory.ConfigurationError, 0.7),
        ["liveness-probe-kills"] = Cause(IncidentCategory.ConfigurationError, 0.45),
        ["probe-port-not-opened"] = Cause(IncidentCategory.ConfigurationError, 0.75),
        ["image-pull-failed"] = Cause(IncidentCategory.Image, 0.85),
        ["pod-unschedulable"] = Cause(IncidentCategory.Scheduling, 0.8),
        ["pod-scheduling-gated"] = Cause(IncidentCategory.Scheduling, 0.7),
        ["pod-not-seen-by-scheduler"] = Cause(IncidentCategory.Scheduling, 0.7),
        ["daemonset-misscheduled"] = Cause(IncidentCategory.Scheduling, 0.4),
        ["daemonset-driven-from-node"] = Cause(IncidentCategory.Scheduling, 0.5),
        ["pvc-pending"] = Cause(IncidentCategory.Storage, 0.8),
        ["pvc-lost"] = Cause(IncidentCategory.Storage, 0.8),
        ["pvc-resize-stuck"] = Cause(IncidentCategory.Storage, 0.6),
        ["pv-released"] = Cause(IncidentCategory.Storage, 0.4),
        ["pv-failed"] = Cause(IncidentCategory.Storage, 0.6),
        ["volume-mount-failed"] = Cause(IncidentCategory.Storage, 0.65),
        ["volume-attachment-failed"] = Cause(IncidentCategory.Storage, 0.7),
        ["several-default-storage-classes"] = Cause(IncidentCategory.ConfigurationError, 0.3),
        ["node-not-ready"] = Cause(IncidentCategory.Infrastructure, 0.75),
        ["node-problem"] = Cause(IncidentCategory.Infrastructure, 0.65),
        ["node-pressure"] = Cause(IncidentCategory.ResourceExhaustion, 0.65),
        ["node-cordoned"] = Cause(IncidentCategory.Infrastructure, 0.15),
        ["pod-evicted"] = Cause(IncidentCategory.ResourceExhaustion, 0.55),
        ["pod-sandbox-failed"] = Cause(IncidentCategory.Network, 0.6),
        ["reference-missing"] = Cause(IncidentCategory.ConfigurationError, 0.8),
        ["reference-key-missing"] = Cause(IncidentCategory.ConfigurationError, 0.8),
        ["configuration-changed-since-start"] = Cause(IncidentCategory.ConfigurationError, 0.3),
        ["service-selector-matches-nothing"] = Cause(IncidentCategory.ConfigurationError, 0.8),
        ["service-target-port-mismatch"] = Cause(IncidentCategory.ConfigurationError, 0.8),
        ["service-target-port-name-missing"] = Cause(IncidentCategory.ConfigurationError, 0.8),
        ["service-scaled-to-zero"] = Cause(IncidentCategory.ConfigurationError, 0.65),
        ["service-without-selector-or-endpoints"] = Cause(IncidentCategory.ConfigurationError, 0.5),
        ["external-name-broken"] = Cause(IncidentCategory.ConfigurationError, 0.6),
        ["selector-template-mismatch"] = Cause(IncidentCategory.ConfigurationError, 0.6),
        ["workload-selectors-overlap"] = Cause(IncidentCategory.ConfigurationError, 0.35),
        ["statefulset-service-missing"] = Cause(IncidentCategory.ConfigurationError, 0.55),
        ["statefulset-service-not-headless"] = Cause(IncidentCategory.ConfigurationError, 0.3),
        ["local-traffic-policy-without-endpoints"] = Cause(IncidentCategory.ConfigurationError, 0.5),
        ["ingress-backend-missing"] = Cause(IncidentCategory.ConfigurationError, 0.75),
        ["ingress-backend-port-missing"] = Cause(IncidentCategory.ConfigurationError, 0.75),
        ["ingress-class-missing"] = Cause(IncidentCategory.ConfigurationError, 0.7),
        ["ingress-host-conflict"] = Cause(IncidentCategory.ConfigurationError, 0.55),
        ["ingress-tls-secret-missing"] = Cause(IncidentCategory.Credentials, 0.65),
        ["route-parent-missing"] = Cause(IncidentCategory.ConfigurationError, 0.65),
        ["route-not-accepted"] = Cause(IncidentCategory.ConfigurationError, 0.6),
        ["route-backend-missing"] = Cause(IncidentCategory.ConfigurationError, 0.7),
        ["gateway-class-missing"] = Cause(IncidentCategory.ConfigurationError, 0.6),
        ["networkpolicy-blocks-service"] = Cause(IncidentCategory.Network, 0.75),
        ["networkpolicy-blocks-ingress-controller"] = Cause(IncidentCategory.Network, 0.7),
        ["networkpolicy-blocks-dns"] = Cause(IncidentCategory.Network, 0.75),
        ["host-network-dns-policy"] = Cause(IncidentCategory.Network, 0.35),
        ["hpa-at-maximum"] = Cause(IncidentCategory.Traffic, 0.3),
        ["hpa-not-scaling"] = Cause(IncidentCategory.ConfigurationError, 0.4),
        ["hpa-target-missing"] = Cause(IncidentCategory.ConfigurationError, 0.4),
        ["hpa-without-requests"] = Cause(IncidentCategory.ConfigurationError, 0.4),
        ["hpa-target-shared"] = Cause(IncidentCategory.ConfigurationError, 0.3),
        ["quota-used-up"] = Cause(IncidentCategory.ResourceExhaustion, 0.5),
        ["pods-cannot-be-created"] = Cause(IncidentCategory.ResourceExhaustion, 0.7),
        ["certificate-expired"] = Cause(IncidentCategory.Credentials, 0.85),
        ["certificate-request-waits"] = Cause(IncidentCategory.Credentials, 0.45),
        ["binding-role-missing"] = Cause(IncidentCategory.Credentials, 0.45),
        ["binding-subject-missing"] = Cause(IncidentCategory.Credentials, 0.4),
        ["webhook-service-down"] = Cause(IncidentCategory.DependencyFailure, 0.6),
        ["apiservice-unavailable"] = Cause(IncidentCategory.Infrastructure, 0.55),
        ["controller-not-acting"] = Cause(IncidentCategory.Infrastructure, 0.45),
        ["load-balancer-pending"] = Cause(IncidentCategory.Infrastructure, 0.5),
        ["service-controller-failed"] = Cause(IncidentCategory.Infrastructure, 0.5),
        ["cronjob-suspended"] = Cause(IncidentCategory.ConfigurationError, 0.45),
        ["cronjob-schedule-invalid"] = Cause(IncidentCategory.ConfigurationError, 0.6),
        ["cronjob-never-fires"] = Cause(IncidentCategory.ConfigurationError, 0.55),
        ["cronjob-missed-runs"] = Cause(IncidentCategory.Scheduling, 0.6),
        ["cronjob-blocked"] = Cause(IncidentCategory.ConfigurationError, 0.4),
        ["init-container-waits"] = Cause(IncidentCategory.DependencyFailure, 0.5),
        ["rollout-paused"] = Cause(IncidentCategory.ConfigurationError, 0.35),
        ["pdb-blocks-eviction"] = Cause(IncidentCategory.ConfigurationError, 0.25),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What is not a known cause is an effect: not ready, not available, crashing for reasons of its own.</summary>
    public static FaultMeaning Of(string rule) => Known.GetValueOrDefault(rule, new(Bearing.Effect, IncidentCategory.None, 0.4));

    private static FaultMeaning Cause(IncidentCategory category, double strength) => new(Bearing.Cause, category, strength);
}
