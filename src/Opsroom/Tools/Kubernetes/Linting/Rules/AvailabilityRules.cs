using Opsroom.Tools.Kubernetes.Objects;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Whether a workload stays up while nodes, versions and pods change.</summary>
internal static class AvailabilityRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("selector-mismatch", Error, "The selector of a workload means the pods of its own template.", "API validation; kube-linter: mismatching-selector", ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], (each, report) =>
        {
            if (each.Pods is { } pods && each.Spec["selector"] is { Exists: true } selector && LabelSelector.Of(selector.Node) is { } wanted && !wanted.Matches(pods.Labels))
            {
                report.Add(selector, $"The selector ({wanted}) does not mean the pods of the template; the API server refuses it. Give the template the same labels.");
            }
        }),
        OfObjects("overlapping-selectors", Warning, "No two workloads mean the same pods.", "kube-score: deployment-pod-selector-labels-match-template-metadata-labels", ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet"], (each, report) =>
        {
            if (each.Source.Owners.Count == 0 && LabelSelector.Of(each.Spec["selector"].Node) is { IsEmpty: false } selector
                && report.Manifest.Selected(selector, each.Namespace).FirstOrDefault(other => other.Owner != each && other.Owner.Source.Owners.Count == 0 && other.Owner.Kind is "Deployment" or "StatefulSet" or "DaemonSet" or "ReplicaSet" && other.Owner.Name != each.Name) is { } stranger)
            {
                report.Add(each.Spec["selector"], $"The selector ({selector}) also means the pods of {stranger.Owner.Source.Id}; the two will count each other's. Add a label that tells them apart.");
            }
        }),
        OfObjects("naked-pod", Warning, "Pods are made by a workload, which replaces them when a node goes.", "Kubernetes: configuration best practices; kube-linter, datree", ["Pod"], (each, report) =>
        {
            if (each.Source.Owners.Count == 0 && !each.Source.Annotations.ContainsKey("helm.sh/hook") && !each.Source.Annotations.ContainsKey("kubernetes.io/config.mirror"))
            {
                report.Add(each.Root["kind"], "A pod by itself is not made again when its node goes. Use a Deployment, a StatefulSet or a Job.");
            }
        }),
        OfObjects("bare-replica-set", Warning, "Replica sets are left to Deployments, which can roll back.", "Kubernetes: ReplicaSet; datree", ["ReplicaSet", "ReplicationController"], (each, report) =>
        {
            if (each.Source.Owners.Count == 0)
            {
                report.Add(each.Root["kind"], $"A {each.Kind} cannot roll out a new version. Use a Deployment.");
            }
        }),
        OfObjects("single-replica", Info, "Deployments have more than one replica.", "kube-linter: minimum-three-replicas; polaris", ["Deployment"], (each, report) =>
        {
            if (each.Replicas == 1 && report.Manifest.AutoscalerOf(each) is null)
            {
                report.Add(each.Spec["replicas"], "With one replica, every drained node and every crash is an outage. Run at least two, if the program can.");
            }
        }),
        OfObjects("missing-topology-spread", Warning, "Replicas are spread over nodes or zones.", "kube-linter: no-anti-affinity; kube-score", ["Deployment", "StatefulSet"], (each, report) =>
        {
            if (each.Pods is { } pods && ScalingRules.MostPods(report.Manifest, each) > 1 && !pods.Spec["topologySpreadConstraints"].Items.Any() && !pods.Spec.At("affinity", "podAntiAffinity").Exists)
            {
                report.Add(pods.Spec["topologySpreadConstraints"], "All replicas may run on one node and go with it. Add topologySpreadConstraints (kubernetes.io/hostname, topology.kubernetes.io/zone) or a podAntiAffinity.");
            }
        }),
        OfPods("spread-matches-nothing", Warning, "Spread constraints and anti-affinities mean the pods' own labels.", "Kubernetes: topology spread constraints", (pods, report) =>
        {
            foreach (var constraint in pods.Spec["topologySpreadConstraints"].Items)
            {
                if (LabelSelector.Of(constraint["labelSelector"].Node) is not { } selector || !selector.Matches(pods.Labels))
                {
                    report.Add(constraint["labelSelector"], "The constraint does not mean these pods themselves, so it spreads nothing. Use the labels of the template.");
                }
            }
        }),
        OfObjects("recreate-strategy", Warning, "A new version comes up before the old one goes.", "kube-linter: no-rolling-update-strategy; datree", ["Deployment"], (each, report) =>
        {
            if (each.Spec.At("strategy", "type").Text == "Recreate" && each.Replicas > 1)
            {
                report.Add(each.Spec.At("strategy", "type"), "All replicas stop before the first new one starts: every rollout is an outage. Use RollingUpdate, unless two versions must never run together.");
            }
        }),
        OfObjects("recreate-with-rolling-update", Error, "Settings of a rolling update stand with that strategy only.", "API validation", ["Deployment"], (each, report) =>
        {
            if (each.Spec.At("strategy", "type").Text == "Recreate" && each.Spec.At("strategy", "rollingUpdate").Exists)
            {
                report.Add(each.Spec.At("strategy", "rollingUpdate"), "rollingUpdate is not allowed with type: Recreate; the API server refuses it. Remove one of them.");
            }
        }),
        OfObjects("rollout-cannot-progress", Error, "A rolling update may add a pod or take one away.", "API validation", ["Deployment"], (each, report) =>
        {
            var rolling = each.Spec.At("strategy", "rollingUpdate");
            if (IsZero(rolling["maxSurge"]) && IsZero(rolling["maxUnavailable"]))
            {
                report.Add(rolling["maxSurge"], "maxSurge and maxUnavailable are both 0: no pod may be added and none taken away. The API server refuses it. Raise one.");
            }
        }),
        OfObjects("rollout-takes-all", Warning, "A rolling update leaves some pods running.", "kube-score, polaris", ["Deployment"], (each, report) =>
        {
            var field = each.Spec.At("strategy", "rollingUpdate", "maxUnavailable");
            if (field.Text == "100%" || field.Number is { } most && most >= each.Replicas && each.Replicas > 1)
            {
                report.Add(field, $"maxUnavailable {field.Text} lets every pod stop at once. Lower it, so that some go on serving.");
            }
        }),
        OfObjects("deadline-under-min-ready", Error, "progressDeadlineSeconds is longer than minReadySeconds.", "API validation", ["Deployment"], (each, report) =>
        {
            var ready = each.Spec["minReadySeconds"].Number ?? 0;
            if (ready > 0 && (each.Spec["progressDeadlineSeconds"].Number ?? 600) <= ready)
            {
                report.Add(each.Spec["minReadySeconds"], $"Every rollout fails: pods are ready after {ready} s at the earliest, and it is given up by then. Raise progressDeadlineSeconds.");
            }
        }),
        OfObjects("no-rollback-history", Warning, "Old revisions are kept, so that a rollout can be taken back.", "Kubernetes: Deployment, clean up policy", ["Deployment", "StatefulSet", "DaemonSet"], (each, report) =>
        {
            if (each.Spec["revisionHistoryLimit"] is { Number: 0 } limit)
            {
                report.Add(limit, "Without old revisions nothing can be rolled back to. Keep some, such as 5.", report.Fix(limit, "5"));
            }
        }),
        OfObjects("stopped-workload", Info, "Workloads have replicas.", "datree", ["Deployment", "StatefulSet"], (each, report) =>
        {
            if (each.Spec["replicas"].Number == 0)
            {
                report.Add(each.Spec["replicas"], "replicas is 0: nothing runs. Applied over a running workload it stops it.");
            }
        }),
        OfObjects("update-strategy-on-delete", Warning, "A new version is rolled out without somebody deleting pods.", "kube-linter: no-rolling-update-strategy", ["StatefulSet", "DaemonSet"], (each, report) =>
        {
            if (each.Spec.At("updateStrategy", "type") is { Text: "OnDelete" } type)
            {
                report.Add(type, "New versions wait until somebody deletes each pod. Use RollingUpdate.", report.Fix(type, "RollingUpdate"));
            }
        }),
        OfObjects("restart-policy", Error, "Workloads restart their pods always, jobs never or on failure.", "API validation; kube-linter: restart-policy", ["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob"], (each, report) =>
        {
            if (each.Pods?.Spec["restartPolicy"] is not { } policy)
            {
                return;
            }

            if (each.Kind is "Job" or "CronJob")
            {
                if (policy.Text is null or "Always")
                {
                    report.Add(policy, $"The pods of a {each.Kind} need restartPolicy: Never or OnFailure; the API server refuses Always, the default.", report.Fix(policy, "OnFailure"));
                }
            }
            else if (policy.Text is "Never" or "OnFailure")
            {
                report.Add(policy, $"The pods of a {each.Kind} are always restarted; the API server refuses {policy.Text}. Use a Job for what ends.", report.Fix(policy, "Always"));
            }
        }),
        OfPods("priority-class", Info, "Workloads say how important they are, for when nodes are full.", "kube-linter: priority-class-name; polaris: priorityClassNotSet", (pods, report) =>
        {
            if (!pods.Spec["priorityClassName"].Exists && pods.Owner.Kind is not "Pod")
            {
                report.Add(pods.Spec["priorityClassName"], "Without priorityClassName the pods have the cluster's default priority and may give way to others. Name one where it matters.");
            }
        }),
    ];

    private static bool IsZero(Spot value) => value.Text is "0" or "0%";
}
