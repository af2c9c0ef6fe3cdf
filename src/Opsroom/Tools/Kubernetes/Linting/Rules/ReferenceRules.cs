using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>What one object says of another, where both are in the manifest.</summary>
internal static class ReferenceRules
{
    public static IEnumerable<LintRule> All { get; } =
    [
        OfPods("missing-config-key", Error, "Keys of ConfigMaps and Secrets that pods ask for are there.", "kube-score; kubelet: CreateContainerConfigError", MissingKeys),
        OfPods("config-not-in-manifest", Info, "ConfigMaps that pods ask for are in the manifest, where it has others.", "kube-linter; datree", (pods, report) =>
        {
            foreach (var (name, isOptional) in ConfigMaps(pods))
            {
                if (!isOptional && name.Text is { Length: > 0 } text && text != "kube-root-ca.crt" && report.Manifest.Knows("ConfigMap", pods.Owner.Namespace) && report.Manifest.Find("ConfigMap", pods.Owner.Namespace, text) is null)
                {
                    report.Add(name, $"There is no ConfigMap {text} in the manifest. Without it in the cluster the pods will not start.");
                }
            }
        }),
        OfPods("missing-service-account", Warning, "Service accounts that pods run as are there.", "kube-linter: non-existent-service-account", (pods, report) =>
        {
            if (pods.Spec["serviceAccountName"] is { Text: { Length: > 0 } text } name && text != "default" && report.Manifest.Knows("ServiceAccount", pods.Owner.Namespace) && report.Manifest.Find("ServiceAccount", pods.Owner.Namespace, text) is null)
            {
                report.Add(name, $"There is no service account {text} in the manifest. Without it in the cluster no pod is made. Correct the name, or add it.");
            }
        }),
        OfPods("missing-claim", Warning, "Claims that pods mount are there.", "kube-score; datree", (pods, report) =>
        {
            foreach (var claim in pods.Spec["volumes"].Items.Select(volume => volume.At("persistentVolumeClaim", "claimName")))
            {
                if (claim.Text is { Length: > 0 } text && report.Manifest.Knows("PersistentVolumeClaim", pods.Owner.Namespace) && report.Manifest.Find("PersistentVolumeClaim", pods.Owner.Namespace, text) is null)
                {
                    report.Add(claim, $"There is no PersistentVolumeClaim {text} in the manifest. Without it in the cluster the pods stay pending.");
                }
            }
        }),
        OfPods("shared-single-writer-volume", Warning, "A volume that one node can write is not mounted by several pods.", "Kubernetes: access modes; kube-score", (pods, report) =>
        {
            foreach (var claim in pods.Spec["volumes"].Items.Select(volume => volume.At("persistentVolumeClaim", "claimName")))
            {
                if (claim.Text is { } text && ScalingRules.MostPods(report.Manifest, pods.Owner) is > 1 and var replicas && report.Manifest.Find("PersistentVolumeClaim", pods.Owner.Namespace, text) is { } found
                    && found.Spec["accessModes"].Texts.ToList() is { Count: > 0 } modes && modes.All(mode => mode is "ReadWriteOnce" or "ReadWriteOncePod"))
                {
                    report.Add(claim, $"{replicas} replicas mount the claim {text}, which only one node can ({string.Join(", ", modes)}): pods on others stay in ContainerCreating. Use a StatefulSet with volumeClaimTemplates, ReadWriteMany, or one replica.");
                }
            }
        }),
        OfObjects("rolling-update-of-single-writer", Info, "A deployment with a volume that one node can write stops before it starts anew.", "Kubernetes: access modes", ["Deployment"], (each, report) =>
        {
            foreach (var claim in each.Pods?.Spec["volumes"].Items.Select(volume => volume.At("persistentVolumeClaim", "claimName")) ?? [])
            {
                if (claim.Text is { } text && each.Replicas == 1 && each.Spec.At("strategy", "type").Text != "Recreate"
                    && report.Manifest.Find("PersistentVolumeClaim", each.Namespace, text)?.Spec["accessModes"].Texts.All(mode => mode is "ReadWriteOnce" or "ReadWriteOncePod") == true)
                {
                    report.Add(each.Spec.At("strategy", "type"), $"In a rolling update the new pod waits for the volume {text} while the old one holds it, if it comes to another node. Set strategy.type: Recreate.");
                }
            }
        }),
        OfObjects("stateful-set-service", Warning, "The service of a stateful set is there, and headless.", "kube-score: statefulset-has-servicename", ["StatefulSet"], (each, report) =>
        {
            var name = each.Spec["serviceName"];
            if (name.Text is null or "")
            {
                report.Add(name, "Without serviceName the pods have no names of their own in the DNS. Name a headless service.");
            }
            else if (report.Manifest.Find("Service", each.Namespace, name.Text) is { } service)
            {
                if (service.Spec["clusterIP"].Text != "None")
                {
                    report.Add(name, $"The service {name.Text} is not headless, so the pods have no names of their own in the DNS. Set clusterIP: None there.");
                }
            }
            else if (report.Manifest.Knows("Service", each.Namespace))
            {
                report.Add(name, $"There is no service {name.Text} in the manifest. Correct the name, or add it with clusterIP: None.");
            }
        }),
        OfObjects("missing-role", Warning, "Roles that are bound are there.", "kube-linter: dangling role; kube-score", ["RoleBinding", "ClusterRoleBinding"], (each, report) =>
        {
            var (kind, name) = (each.Root.At("roleRef", "kind").Text, each.Root.At("roleRef", "name"));
            var place = kind == "Role" ? each.Namespace : "";
            if (kind is "Role" && name.Text is { Length: > 0 } role && report.Manifest.Knows(kind, place) && report.Manifest.Find(kind, place, role) is null)
            {
                report.Add(name, $"There is no {kind} {role} in the manifest. Correct the name, or make sure that it is in the cluster.");
            }
        }),
        OfObjects("missing-subject", Warning, "Service accounts that rights are given to are there.", "kube-linter; kubescape", ["RoleBinding", "ClusterRoleBinding"], (each, report) =>
        {
            foreach (var subject in each.Root["subjects"].Items.Where(subject => subject["kind"].Text == "ServiceAccount"))
            {
                var (name, place) = (subject["name"], subject["namespace"].Text ?? each.Namespace);
                if (name.Text is { Length: > 0 } text && text != "default" && report.Manifest.Knows("ServiceAccount", place) && report.Manifest.Find("ServiceAccount", place, text) is null)
                {
                    report.Add(name, $"There is no service account {text} in the manifest{(place.Length > 0 ? $" in {place}" : "")}. Correct the name, or make sure that it is in the cluster.");
                }
            }
        }),
        OfObjects("cluster-binding-of-role", Error, "A ClusterRoleBinding binds a ClusterRole.", "API validation", ["ClusterRoleBinding"], (each, report) =>
        {
            if (each.Root.At("roleRef", "kind") is { Text: "Role" } kind)
            {
                report.Add(kind, "A ClusterRoleBinding cannot bind a Role; the API server refuses it. Use a RoleBinding, or a ClusterRole.");
            }
        }),
    ];

    private static void MissingKeys(LintPods pods, LintReport report)
    {
        foreach (var source in pods.Containers.SelectMany(container => container["env"].Items).Select(each => each["valueFrom"]))
        {
            Check(source["configMapKeyRef"], "ConfigMap", [source.At("configMapKeyRef", "key")], source.At("configMapKeyRef", "name").Text);
            Check(source["secretKeyRef"], "Secret", [source.At("secretKeyRef", "key")], source.At("secretKeyRef", "name").Text);
        }

        foreach (var volume in pods.Spec["volumes"].Items)
        {
            Check(volume["configMap"], "ConfigMap", volume.At("configMap", "items").Items.Select(item => item["key"]), volume.At("configMap", "name").Text);
            Check(volume["secret"], "Secret", volume.At("secret", "items").Items.Select(item => item["key"]), volume.At("secret", "secretName").Text);
        }

        void Check(Spot reference, string kind, IEnumerable<Spot> keys, string? name)
        {
            if (!reference.Exists || reference["optional"].IsTrue || name is null || report.Manifest.Find(kind, pods.Owner.Namespace, name) is not { } found)
            {
                return;
            }

            foreach (var key in keys)
            {
                if (key.Text is { } text && !((string[])["data", "stringData", "binaryData"]).Any(field => found.Root[field].Map?.Has(text) == true))
                {
                    report.Add(key, $"{found.Source.Id} has no key {text}: the pods will not start. Correct the key, or add it there.");
                }
            }
        }
    }

    private static IEnumerable<(Spot Name, bool IsOptional)> ConfigMaps(LintPods pods) => pods.Containers
        .SelectMany(container => container["env"].Items.Select(each => each.At("valueFrom", "configMapKeyRef")).Concat(container["envFrom"].Items.Select(each => each["configMapRef"])))
        .Concat(pods.Spec["volumes"].Items.Select(volume => volume["configMap"]))
        .Select(reference => (reference["name"], reference["optional"].IsTrue));
}
