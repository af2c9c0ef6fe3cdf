using System.Globalization;
using Opsroom.Tools.Kubernetes.Objects;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Autoscalers and disruption budgets, beside the workloads they are for.</summary>
internal static class ScalingRules
{
    private const string Hpa = "HorizontalPodAutoscaler";
    private const string Pdb = "PodDisruptionBudget";

    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("missing-disruption-budget", Warning, "Workloads of several replicas have a PodDisruptionBudget.", "kube-score: deployment-has-poddisruptionbudget; polaris", ["Deployment", "StatefulSet"], (each, report) =>
        {
            if (each.Pods is { } pods && LeastPods(report.Manifest, each) > 1 && !report.Manifest.IsSelectedBy(Pdb, pods))
            {
                report.Add(each.Naming, $"A drained node may take all replicas of {each.Source.Id} at once. Add a PodDisruptionBudget for its pods, with maxUnavailable: 1.");
            }
        }),
        OfObjects("disruption-budget-blocks", Warning, "A budget lets at least one pod be evicted.", "kube-linter: pdb-max-unavailable, pdb-min-available; kube-score", [Pdb], Blocks),
        OfObjects("disruption-budget-ambiguous", Error, "A budget has minAvailable or maxUnavailable, not both.", "API validation", [Pdb], (each, report) =>
        {
            if (each.Spec["minAvailable"].Exists && each.Spec["maxUnavailable"].Exists)
            {
                report.Add(each.Spec["maxUnavailable"], "minAvailable and maxUnavailable exclude each other; the API server refuses it. Keep one.");
            }
        }),
        OfObjects("disruption-budget-empty", Warning, "A budget says how much it protects.", "kube-score: poddisruptionbudget-has-policy", [Pdb], (each, report) =>
        {
            if (!each.Spec["minAvailable"].Exists && !each.Spec["maxUnavailable"].Exists)
            {
                report.Add(each.Spec["maxUnavailable"], "Without minAvailable and maxUnavailable, one pod has to stay, whatever it is that was meant. Set maxUnavailable.");
            }
        }),
        OfObjects("disruption-budget-matches-nothing", Warning, "A budget means pods of the manifest.", "kube-score; kube-linter", [Pdb], (each, report) =>
        {
            if (report.Manifest.HasPodsIn.Contains(each.Namespace) && LabelSelector.Of(each.Spec["selector"].Node) is { } selector && !report.Manifest.Selected(selector, each.Namespace).Any())
            {
                report.Add(each.Spec["selector"], $"The selector ({selector}) means none of the pods in this manifest. Use the labels of their template.");
            }
        }),
        OfObjects("autoscaler-target", Warning, "What an autoscaler scales is there.", "kube-linter: dangling-horizontalpodautoscaler; kube-score", [Hpa], (each, report) =>
        {
            var target = each.Spec["scaleTargetRef"];
            if (target["kind"].Text is { } kind && target["name"].Text is { } name && report.Manifest.Knows(kind, each.Namespace) && report.Manifest.Find(kind, each.Namespace, name) is null)
            {
                report.Add(target["name"], $"There is no {kind} {name} in the manifest. Correct the name, or make sure that it is in the cluster.");
            }
        }),
        OfObjects("autoscaler-target-kind", Error, "What an autoscaler scales can be scaled.", "Kubernetes: horizontal pod autoscaling", [Hpa], (each, report) =>
        {
            if (each.Spec.At("scaleTargetRef", "kind") is { Text: "DaemonSet" or "Job" or "CronJob" or "Pod" or "Service" } kind)
            {
                report.Add(kind, $"A {kind.Text} has no number of replicas to change. Scale a Deployment or a StatefulSet.");
            }

            if (each.Spec.At("scaleTargetRef", "kind").Text is "Deployment" or "StatefulSet" && each.Spec.At("scaleTargetRef", "apiVersion") is { Exists: true, Text: not "apps/v1" } version)
            {
                report.Add(version, $"{version.Text} has no {each.Spec.At("scaleTargetRef", "kind").Text}, so the autoscaler does nothing. Write apps/v1.", report.Fix(version, "apps/v1"));
            }
        }),
        OfObjects("autoscaler-range", Error, "minReplicas is at most maxReplicas, and both are positive.", "API validation", [Hpa], (each, report) =>
        {
            var (min, max) = (each.Spec["minReplicas"], each.Spec["maxReplicas"]);
            if (max.Number < (min.Number ?? 1))
            {
                report.Add(max, $"maxReplicas ({max.Text}) is less than minReplicas ({min.Text ?? "1, the default"}); the API server refuses it.");
            }
        }),
        OfObjects("autoscaler-fixed", Info, "An autoscaler has room to scale.", "kube-score; datree", [Hpa], (each, report) =>
        {
            if (each.Spec["maxReplicas"].Number is { } most && most == (each.Spec["minReplicas"].Number ?? 1))
            {
                report.Add(each.Spec["maxReplicas"], $"minReplicas and maxReplicas are both {most}: there is nothing to scale. Raise maxReplicas.");
            }
        }),
        OfObjects("autoscaler-single", Info, "An autoscaler keeps more than one pod.", "kube-linter: hpa-minimum-three-replicas; polaris", [Hpa], (each, report) =>
        {
            if ((each.Spec["minReplicas"].Number ?? 1) == 1)
            {
                report.Add(each.Spec["minReplicas"], "At night one pod is left, and every drained node is an outage. Set minReplicas to 2 or more.");
            }
        }),
        OfObjects("autoscaler-and-replicas", Warning, "Replicas are counted by the autoscaler or by the manifest, not by both.", "kube-score: deployment-targeted-by-hpa-does-not-have-replicas-configured; polaris", ["Deployment", "StatefulSet"], (each, report) =>
        {
            if (each.Spec["replicas"].Exists && report.Manifest.AutoscalerOf(each) is { } scaler)
            {
                report.Add(each.Spec["replicas"], $"{scaler.Source.Id} sets the replicas too: each apply puts them back to {each.Spec["replicas"].Text}. Remove replicas here.");
            }
        }),
        OfObjects("autoscaler-without-requests", Warning, "What is scaled by use of CPU or memory has requests to measure it by.", "Kubernetes: horizontal pod autoscaling; polaris", [Hpa], WithoutRequests),
    ];

    /// <summary>How few pods a workload may have at quiet times.</summary>
    private static long LeastPods(LintManifest manifest, LintObject workload) => manifest.AutoscalerOf(workload) is { } scaler ? scaler.Spec["minReplicas"].Number ?? 1 : workload.Replicas;

    /// <summary>How many pods a workload may have.</summary>
    public static long MostPods(LintManifest manifest, LintObject workload) => manifest.AutoscalerOf(workload) is { } scaler ? scaler.Spec["maxReplicas"].Number ?? 1 : workload.Replicas;

    private static void Blocks(LintObject each, LintReport report)
    {
        var (least, most) = (each.Spec["minAvailable"], each.Spec["maxUnavailable"]);
        if (most.Text is "0" or "0%")
        {
            report.Add(most, "maxUnavailable 0 lets no pod be evicted: draining a node waits for ever. Allow one.", most.Text == "0" ? report.Fix(most, "1") : null);
            return;
        }

        if (!least.Exists)
        {
            return;
        }

        if (least.Text == "100%")
        {
            report.Add(least, "minAvailable 100% lets no pod be evicted: draining a node waits for ever. Use maxUnavailable: 1.");
            return;
        }

        var workloads = report.Manifest.Selected(LabelSelector.Of(each.Spec["selector"].Node), each.Namespace).Select(pods => pods.Owner).Where(owner => owner.Kind is "Deployment" or "StatefulSet" or "ReplicaSet").ToList();
        var replicas = workloads.Sum(workload => LeastPods(report.Manifest, workload));
        if (workloads.Count > 0 && replicas > 0 && Needed(least, replicas) >= replicas)
        {
            report.Add(least, $"minAvailable {least.Text} of {replicas} replicas lets no pod be evicted: draining a node waits for ever. Use maxUnavailable: 1{(replicas == 1 ? ", or run more replicas" : "")}.");
        }
    }

    private static long Needed(Spot least, long replicas) => least.Number
        ?? (least.Text is ['0' or '1' or '2' or '3' or '4' or '5' or '6' or '7' or '8' or '9', .., '%'] text && int.TryParse(text[..^1], NumberStyles.None, CultureInfo.InvariantCulture, out var percent) ? (long)Math.Ceiling(replicas * percent / 100m) : 0);

    private static void WithoutRequests(LintObject each, LintReport report)
    {
        var reference = each.Spec["scaleTargetRef"];
        if (report.Manifest.Find(reference["kind"].Text ?? "", each.Namespace, reference["name"].Text ?? "")?.Pods is not { } pods)
        {
            return;
        }

        var resources = each.Spec["targetCPUUtilizationPercentage"].Exists
            ? [(each.Spec["targetCPUUtilizationPercentage"], "cpu")]
            : each.Spec["metrics"].Items.Where(metric => metric.At("resource", "target", "type").Text == "Utilization").Select(metric => (metric["resource"], metric.At("resource", "name").Text ?? ""));
        foreach (var (place, resource) in resources)
        {
            if (pods.Running.FirstOrDefault(container => !container.Spot.At("resources", "requests", resource).Exists && !container.Spot.At("resources", "limits", resource).Exists) is { } lacking && !pods.Spec.At("resources", "requests", resource).Exists)
            {
                report.Add(place, $"Use of {resource} is measured against requests, and container {lacking.Name} has none: the autoscaler does nothing. Set resources.requests.{resource}.");
            }
        }
    }
}
