using Opsroom.Tools.Kubernetes.Linting.Structure;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Objects that belong to the whole cluster, where objects stand, and what they carry that only a cluster should write.</summary>
internal static class ClusterRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfObjects("default-namespace", Warning, "No object stands in the namespace default on purpose.", "kube-linter: use-namespace; CIS 5.7.4", [], (each, report) =>
        {
            if (each.Metadata["namespace"] is { Text: "default" } name && !(each.Kind is "Service" or "Endpoints" or "EndpointSlice" && each.Name == "kubernetes") && each.Kind is not ("Event" or "Lease"))
            {
                report.Add(name, "The namespace default has no policies and quotas of its own and is where lost objects end up. Give the application a namespace.");
            }
        }),
        OfObjects("namespace-on-cluster-object", Warning, "Objects of the whole cluster have no namespace.", "kubeconform; kubectl", [], (each, report) =>
        {
            if (each.Metadata["namespace"].Exists && KindCatalogue.Instance.Find(each.Source.ApiVersion, each.Kind) is { IsNamespaced: false })
            {
                report.Add(each.Metadata["namespace"], $"A {each.Kind} belongs to the whole cluster; its namespace is ignored or refused. Remove it.");
            }
        }),
        OfObjects("mixed-namespaces", Info, "The objects of one application stand in one namespace, stated for all or for none.", "Helm, kustomize", ["Deployment", "StatefulSet", "DaemonSet", "Service", "ConfigMap", "Secret", "Ingress", "NetworkPolicy", "PodDisruptionBudget", "HorizontalPodAutoscaler"], (each, report) =>
        {
            if (each.Namespace.Length == 0 && report.Manifest.Objects.Any(other => other.Kind == each.Kind && other.Namespace.Length > 0))
            {
                report.Add(each.Metadata["namespace"], $"Other objects of kind {each.Kind} here have a namespace and this has none: it goes wherever kubectl happens to point. State it.");
            }
        }),
        OfObjects("server-set-fields", Info, "Manifests leave out what the cluster writes.", "kubectl neat; GitOps practice", [], (each, report) =>
        {
            foreach (var field in (string[])["resourceVersion", "uid", "creationTimestamp", "generation", "selfLink", "managedFields"])
            {
                if (each.Metadata[field] is { Exists: true } place)
                {
                    report.Add(place, $"metadata.{field} is written by the cluster{(field is "resourceVersion" or "uid" ? "; applying it elsewhere, or later, is refused" : "")}. Remove it.");
                }
            }
        }),
        OfObjects("namespace-pod-security", Info, "Namespaces say which Pod Security Standard they enforce.", "Kubernetes: Pod Security Admission; kubescape", ["Namespace"], (each, report) =>
        {
            if (!each.Source.Labels.ContainsKey("pod-security.kubernetes.io/enforce"))
            {
                report.Add(each.Naming, "Any pod may be made here, privileged ones included. Label the namespace pod-security.kubernetes.io/enforce: restricted, or baseline.");
            }
        }),
        OfObjects("webhook-blocks-cluster", Warning, "An admission webhook that must answer leaves the system namespaces alone.", "Kubernetes: admission webhook good practices", ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"], (each, report) =>
        {
            foreach (var hook in each.Root["webhooks"].Items)
            {
                var isBroad = hook["rules"].Items.Any(rule => rule["resources"].Texts.Any(resource => resource is "*" or "*/*" or "pods"));
                if (isBroad && (hook["failurePolicy"].Text ?? "Fail") == "Fail" && !hook["namespaceSelector"].Exists && !hook["objectSelector"].Exists && !hook["matchConditions"].Items.Any())
                {
                    report.Add(hook["namespaceSelector"], "While this webhook is down no pod can be made anywhere, its own included. Exclude kube-system and its own namespace by a namespaceSelector.");
                }
            }
        }),
        OfObjects("webhook-timeout", Info, "Admission webhooks are given up after a few seconds.", "Kubernetes: admission webhook good practices", ["ValidatingWebhookConfiguration", "MutatingWebhookConfiguration"], (each, report) =>
        {
            foreach (var hook in each.Root["webhooks"].Items.Where(hook => hook["timeoutSeconds"].Number is null or > 10))
            {
                report.Add(hook["timeoutSeconds"], "Every request waits for this webhook, 10 s by default or as long as is set here. Set timeoutSeconds to 5 or less.");
            }
        }),
        OfObjects("claim-without-storage", Error, "Claims say how much they need and how it is accessed.", "API validation", ["PersistentVolumeClaim", "StatefulSet"], (each, report) =>
        {
            foreach (var spec in each.Kind == "StatefulSet" ? each.Spec["volumeClaimTemplates"].Items.Select(template => template["spec"]) : [each.Spec])
            {
                if (spec.At("resources", "requests", "storage") is { Exists: false } storage)
                {
                    report.Add(storage, "The claim asks for no storage; the API server refuses it. Set resources.requests.storage.");
                }

                if (!spec["accessModes"].Items.Any())
                {
                    report.Add(spec["accessModes"], "The claim has no access mode; the API server refuses it. Set accessModes: [ReadWriteOnce], or what is needed.");
                }
            }
        }),
        OfObjects("claim-without-class", Info, "Claims name their storage class.", "kube-score; datree", ["PersistentVolumeClaim"], (each, report) =>
        {
            if (!each.Spec["storageClassName"].Exists && !each.Spec["volumeName"].Exists && each.Spec.Exists)
            {
                report.Add(each.Spec["storageClassName"], "Without storageClassName the cluster's default class takes it, or none. Name the class where it matters.");
            }
        }),
        OfObjects("host-path-persistent-volume", Warning, "No persistent volume is a directory of a node.", "Kubernetes: persistent volumes; kube-linter", ["PersistentVolume"], (each, report) =>
        {
            if (each.Spec["hostPath"].Exists)
            {
                report.Add(each.Spec["hostPath"], "The data is on one node, and another when the pod moves. Use a CSI driver, or local with a nodeAffinity.");
            }
        }),
        OfObjects("volume-deleted-with-claim", Info, "Volumes with data outlive their claim.", "Kubernetes: reclaim policy", ["StorageClass", "PersistentVolume"], (each, report) =>
        {
            var policy = each.Kind == "StorageClass" ? each.Root["reclaimPolicy"] : each.Spec["persistentVolumeReclaimPolicy"];
            if (policy.Text == "Delete")
            {
                report.Add(policy, "Who deletes the claim deletes the data. Use Retain for what cannot be made again.", report.Fix(policy, "Retain"));
            }
        }),
        OfObjects("ignored-unknown-rule", Info, "Rules that an object asks to be spared exist.", "docs/kubernetes-lint.md", [], (each, report) =>
        {
            var asked = each.Metadata["annotations"][Suppressions.Annotation];
            foreach (var id in asked.Text is { } text ? Suppressions.Split(text) : [])
            {
                if (!RuleCatalogue.ById.ContainsKey(id))
                {
                    report.Add(asked, $"There is no rule {id}.{(Spelling.Nearest(id, RuleCatalogue.ById.Keys) is { } meant ? $" Did you mean {meant}?" : "")}");
                }
            }
        }),
    ];
}
