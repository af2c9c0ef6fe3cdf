using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>What pods share with their node, and as whom they talk to the API.</summary>
internal static class PodSecurityRules
{
    private const string Baseline = "Pod Security Standards: baseline";

    /// <summary>Paths whose content gives away the node or the cluster.</summary>
    private static readonly string[] Sensitive = ["/", "/etc", "/root", "/home", "/boot", "/dev", "/proc", "/sys", "/usr", "/bin", "/sbin", "/lib", "/var/lib/kubelet", "/var/lib/etcd", "/var/lib/docker", "/var/run", "/run", "/var/log"];

    private static readonly string[] RuntimeSockets = ["/var/run/docker.sock", "/run/docker.sock", "/run/containerd/containerd.sock", "/var/run/containerd/containerd.sock", "/var/run/crio/crio.sock", "/run/crio/crio.sock", "/run/podman/podman.sock"];

    /// <summary>Kernel settings that belong to the pod alone.</summary>
    private static readonly HashSet<string> SafeSysctls = new(StringComparer.Ordinal)
    {
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.ip_unprivileged_port_start", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem",
    };

    public static IEnumerable<LintRule> All { get; } =
    [
        Shared("host-network", "hostNetwork", "network of the node: it can listen to and pose as what runs there", $"{Baseline}; kube-linter, kubesec, polaris"),
        Shared("host-pid", "hostPID", "processes of the node", $"{Baseline}; kube-linter, kubesec, polaris"),
        Shared("host-ipc", "hostIPC", "shared memory of the node", $"{Baseline}; kube-linter, kubesec, polaris"),
        Shared("share-process-namespace", "shareProcessNamespace", "processes of all its containers, their environment and files included", "datree, checkov"),
        OfPods("host-path-volume", Warning, "No volume is a directory of the node.", $"{Baseline}; kube-linter: sensitive-host-mounts, kubesec", (pods, report) =>
        {
            foreach (var (volume, path) in HostPaths(pods))
            {
                if (!IsSensitive(path) && !RuntimeSockets.Contains(path, StringComparer.Ordinal))
                {
                    report.Add(volume, $"The volume is {path} of whichever node the pod runs on. Use a PersistentVolumeClaim, a ConfigMap or an emptyDir.");
                }
            }
        }),
        OfPods("sensitive-host-path", Warning, "No volume is a system directory of the node.", $"{Baseline}; kube-linter: sensitive-host-mounts", (pods, report) =>
        {
            foreach (var (volume, path) in HostPaths(pods))
            {
                if (IsSensitive(path) && !RuntimeSockets.Contains(path, StringComparer.Ordinal))
                {
                    report.Add(volume, $"The volume gives the pod {path} of the node, with which it can take it over. Remove it.");
                }
            }
        }),
        OfPods("container-runtime-socket", Warning, "No pod gets the socket of the container runtime.", "kube-linter: docker-sock; kubesec", (pods, report) =>
        {
            foreach (var (volume, path) in HostPaths(pods))
            {
                if (RuntimeSockets.Contains(path, StringComparer.Ordinal))
                {
                    report.Add(volume, $"With {path} a pod can start any container on the node. Remove it; build images with a tool that needs no socket.");
                }
            }
        }),
        OfContainers("writable-host-path", Warning, "What is mounted from the node is read-only.", "kube-linter: writable-host-mount", (container, report) =>
        {
            var paths = HostPaths(container.Pods).Select(each => each.Volume.Parent!.Parent!["name"].Text).ToHashSet(StringComparer.Ordinal);
            foreach (var mount in paths.Count == 0 ? [] : container["volumeMounts"].Items.Where(each => paths.Contains(each["name"].Text) && !each["readOnly"].IsTrue))
            {
                report.Add(mount["readOnly"], $"Container {container.Name} can write to a directory of the node. Set readOnly: true.", report.Fix(mount["readOnly"], "true"));
            }
        }),
        OfContainers("host-port", Warning, "No container takes a port of its node.", $"{Baseline}; polaris, kube-score", (container, report) =>
        {
            foreach (var port in container["ports"].Items.Where(each => each["hostPort"].Number is > 0 && !container.Pods.IsHostPods))
            {
                report.Add(port["hostPort"], $"Container {container.Name} takes port {port["hostPort"].Number} of its node: one pod per node, past every network policy. Use a Service.");
            }
        }),
        OfPods("unsafe-sysctls", Warning, "Only kernel settings that belong to the pod alone are changed.", $"{Baseline}; kube-linter: unsafe-sysctls", (pods, report) =>
        {
            foreach (var each in pods.Spec.At("securityContext", "sysctls").Items)
            {
                if (each["name"].Text is { } name && !SafeSysctls.Contains(name))
                {
                    report.Add(each["name"], $"{name} is not a setting that kubelets allow by default, and others on the node feel it. Remove it.");
                }
            }
        }),
        OfPods("windows-host-process", Warning, "No Windows pod runs on the host itself.", Baseline, (pods, report) =>
        {
            foreach (var options in pods.Containers.Select(each => each.Security["windowsOptions"]).Append(pods.Spec.At("securityContext", "windowsOptions")))
            {
                if (options["hostProcess"].IsTrue)
                {
                    report.Add(options["hostProcess"], "Host process containers own the node. Remove hostProcess.", report.Fix(options["hostProcess"], "false"));
                }
            }
        }),
        OfPods("service-account-token", Warning, "Pods that need no access to the API get no token for it.", "kubesec, polaris: automountServiceAccountToken; kube-score", Token),
        OfPods("default-service-account", Warning, "Pods with a token run under a service account of their own.", "kube-linter: default-service-account", (pods, report) =>
        {
            if (pods.ServiceAccount == "default" && pods.Spec["automountServiceAccountToken"].Flag is not false)
            {
                report.Add(pods.Spec["serviceAccountName"], "The pods run as the namespace's default service account, whose rights everything there shares. Give them one of their own, or set automountServiceAccountToken: false.");
            }
        }),
        OfPods("tolerates-everything", Warning, "Only agents that must be on every node tolerate every taint.", "Kubernetes: taints and tolerations", (pods, report) =>
        {
            foreach (var each in pods.Owner.Kind == "DaemonSet" || pods.Owner.Source.Owners.Any(owner => owner.Kind == "DaemonSet") ? [] : pods.Spec["tolerations"].Items)
            {
                if (each["operator"].Text == "Exists" && !each["key"].Exists)
                {
                    report.Add(each, "The pods tolerate every taint: they go to control plane, draining and broken nodes too. Name the keys that they are to tolerate.");
                }
            }
        }),
        OfPods("service-links", Info, "Pods do not get the addresses of all services as environment variables.", "kube-score, kube-linter: enable-service-links", (pods, report) =>
        {
            if (pods.Spec["enableServiceLinks"].Flag is not false)
            {
                report.Add(pods.Spec["enableServiceLinks"], "Every service of the namespace becomes environment variables of these pods, which slows their start where there are many. Set enableServiceLinks: false.", report.Fix(pods.Spec["enableServiceLinks"], "false"));
            }
        }),
    ];

    private static LintRule Shared(string id, string field, string what, string source) =>
        OfPods(id, Warning, $"{field} is not set.", source, (pods, report) =>
        {
            if (pods.Spec[field].IsTrue)
            {
                report.Add(pods.Spec[field], $"{field} gives the pod the {what}. Remove it.", report.Fix(pods.Spec[field], "false"));
            }
        });

    private static IEnumerable<(Spot Volume, string Path)> HostPaths(LintPods pods)
    {
        foreach (var volume in pods.Spec["volumes"].Items)
        {
            if (volume.At("hostPath", "path") is { Text: { Length: > 0 } path } place)
            {
                yield return (place, path.Length > 1 ? path.TrimEnd('/') : path);
            }
        }
    }

    private static bool IsSensitive(string path) => Sensitive.Contains(path, StringComparer.Ordinal) || path.StartsWith("/etc/kubernetes", StringComparison.Ordinal);

    private static void Token(LintPods pods, LintReport report)
    {
        var field = pods.Spec["automountServiceAccountToken"];
        if (field.Flag is false)
        {
            return;
        }

        var name = pods.ServiceAccount;
        var account = report.Manifest.Find("ServiceAccount", pods.Owner.Namespace, name);
        var isRefused = !field.Exists && account?.Root["automountServiceAccountToken"].Flag is false;

        // one that is bound to rights is meant to use them; one that is named and has its token asked for, too
        var isMeant = name != "default" && (field.IsTrue || account?.Root["automountServiceAccountToken"].IsTrue == true || AccessRules.IsBound(report.Manifest, pods.Owner.Namespace, name));
        if (!isRefused && !isMeant)
        {
            report.Add(field, "The pods get a token for the Kubernetes API. Set automountServiceAccountToken: false; where they need it, set it to true together with a serviceAccountName of their own.", report.Fix(field, "false"));
        }
    }
}
