using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>What a container may do on its node.</summary>
internal static class ContainerSecurityRules
{
    private const string Baseline = "Pod Security Standards: baseline";
    private const string Restricted = "Pod Security Standards: restricted";

    /// <summary>Capabilities with which a container can take over its node.</summary>
    private static readonly HashSet<string> Dangerous = new(StringComparer.Ordinal)
    {
        "ALL", "SYS_ADMIN", "SYS_MODULE", "SYS_PTRACE", "SYS_RAWIO", "SYS_BOOT", "DAC_READ_SEARCH", "BPF", "NET_ADMIN", "MAC_ADMIN", "SYSLOG", "PERFMON",
    };

    public static IEnumerable<LintRule> All { get; } =
    [
        OfContainers("privileged-container", Warning, "No container is privileged.", $"{Baseline}; kube-linter, kubesec, polaris", (container, report) =>
        {
            if (container.IsPrivileged)
            {
                report.Add(container.Security["privileged"], $"Container {container.Name} is privileged: it owns the node it runs on. Remove privileged and add only the capabilities it needs.", report.Fix(container.Security["privileged"], "false"));
            }
        }),
        OfContainers("privilege-escalation", Warning, "allowPrivilegeEscalation is false.", $"{Restricted}; kube-linter, polaris", (container, report) =>
        {
            var field = container.Security["allowPrivilegeEscalation"];
            if (field.Flag is not false && !container.IsPrivileged && !container.Pods.IsWindows && !Adds(container, "SYS_ADMIN"))
            {
                report.Add(field, $"Container {container.Name} may gain more privileges than it starts with. Set securityContext.allowPrivilegeEscalation: false.", report.Fix(field, "false"));
            }
        }),
        OfContainers("run-as-non-root", Warning, "runAsNonRoot is true, on the container or its pod.", $"{Restricted}; kube-linter, kube-score, polaris", (container, report) =>
        {
            var field = container.Inherited("runAsNonRoot");
            if (!field.IsTrue && container.Inherited("runAsUser").Number is not 0 && !container.Pods.IsWindows)
            {
                var missing = field.Exists ? field : container.Security["runAsNonRoot"];
                report.Add(missing, $"Container {container.Name} may run as root. Set securityContext.runAsNonRoot: true, and runAsUser where the image names its user by a word.", field.Exists ? report.Fix(field, "true") : null);
            }
        }),
        OfContainers("run-as-root", Warning, "runAsUser is not 0.", $"{Restricted}; kubesec, kube-score", (container, report) =>
        {
            var field = container.Inherited("runAsUser");
            if (field.Number is 0)
            {
                report.Add(field, $"Container {container.Name} runs as root. Give it a user of its own, such as runAsUser: 10001.");
            }
        }),
        OfContainers("contradictory-security-context", Error, "The security context asks for nothing that excludes itself.", "API validation; kubelet", Contradictory),
        OfContainers("low-user-id", Info, "User and group ids are above 10000, so that they are nobody's on the node.", "kubesec, kube-score: container-security-context-user-group-id", (container, report) =>
        {
            foreach (var name in (string[])["runAsUser", "runAsGroup"])
            {
                if (container.Inherited(name) is { Number: > 0 and < 10_000 } field)
                {
                    report.Add(field, $"{name} {field.Number} may be somebody's on the node. Use an id above 10000.");
                }
            }
        }),
        OfContainers("read-only-root-filesystem", Warning, "The root file system is read-only.", "kube-linter: no-read-only-root-fs; kubesec, polaris", (container, report) =>
        {
            var field = container.Security["readOnlyRootFilesystem"];
            if (!field.IsTrue && !container.Pods.IsWindows)
            {
                report.Add(field, $"Container {container.Name} can change its own files. Set securityContext.readOnlyRootFilesystem: true, and mount an emptyDir where it has to write.", report.Fix(field, "true"));
            }
        }),
        OfContainers("capabilities-not-dropped", Warning, "All capabilities are dropped; those needed are added again.", $"{Restricted}; kube-linter: drop-net-raw-capability, polaris", (container, report) =>
        {
            if (!container.IsPrivileged && !container.Pods.IsWindows && !container.Security.At("capabilities", "drop").Texts.Contains("ALL", StringComparer.OrdinalIgnoreCase))
            {
                var field = container.Security.At("capabilities", "drop");
                report.Add(field, $"Container {container.Name} keeps the runtime's default capabilities. Set securityContext.capabilities.drop: [ALL], and add back what it needs.", field.Raw is null ? report.Fix(field, "[\"ALL\"]") : null);
            }
        }),
        OfContainers("added-capabilities", Warning, "No capability is added but NET_BIND_SERVICE.", $"{Restricted}; polaris", (container, report) =>
        {
            foreach (var each in container.Security.At("capabilities", "add").Items)
            {
                if (each.Text is { } name && name != "NET_BIND_SERVICE" && !Dangerous.Contains(Plain(name)))
                {
                    report.Add(each, $"Container {container.Name} adds the capability {name}. Remove it if it works without.");
                }
            }
        }),
        OfContainers("dangerous-capabilities", Warning, "No capability is added that amounts to root on the node.", $"{Baseline}; kubesec: CapSysAdmin; polaris", (container, report) =>
        {
            foreach (var each in container.Security.At("capabilities", "add").Items)
            {
                if (each.Text is { } name && Dangerous.Contains(Plain(name)))
                {
                    report.Add(each, $"Container {container.Name} adds {name}, with which it can take over its node. Remove it.");
                }
            }
        }),
        OfContainers("seccomp-profile", Warning, "A seccomp profile is set, RuntimeDefault or a local one.", $"{Restricted}; kube-score", (container, report) =>
        {
            var profile = container.Inherited("seccompProfile");
            if (!profile.Exists && !container.IsPrivileged && !container.Pods.IsWindows)
            {
                report.Add(container.Security["seccompProfile"], $"Container {container.Name} runs without a seccomp profile. Set securityContext.seccompProfile.type: RuntimeDefault for the pod.", report.Fix(container.Security.At("seccompProfile", "type"), "RuntimeDefault"));
            }
        }),
        OfContainers("seccomp-unconfined", Warning, "No seccomp profile is switched off.", Baseline, (container, report) => Unconfined(container.Inherited("seccompProfile")["type"], "seccomp", report)),
        OfContainers("apparmor-unconfined", Warning, "No AppArmor profile is switched off.", Baseline, (container, report) => Unconfined(container.Inherited("appArmorProfile")["type"], "AppArmor", report)),
        OfContainers("unmasked-proc", Warning, "/proc is masked as usual.", $"{Baseline}; kube-linter: unsafe-proc-mount", (container, report) =>
        {
            if (container.Security["procMount"].Text == "Unmasked")
            {
                report.Add(container.Security["procMount"], $"Container {container.Name} sees all of /proc. Remove procMount.", report.Fix(container.Security["procMount"], "Default"));
            }
        }),
        OfContainers("selinux-options", Warning, "SELinux has one of the container types, and neither user nor role of its own.", Baseline, (container, report) =>
        {
            var options = container.Inherited("seLinuxOptions");
            foreach (var field in (Spot[])[options["user"], options["role"]])
            {
                if (field.Text is { Length: > 0 })
                {
                    report.Add(field, $"Container {container.Name} sets the SELinux {field.Key}. Remove it.");
                }
            }

            if (options["type"] is { Text: { Length: > 0 } type } place && type is not ("container_t" or "container_init_t" or "container_kvm_t" or "container_engine_t"))
            {
                report.Add(place, $"Container {container.Name} runs with the SELinux type {type}, which is not one for containers. Use container_t.");
            }
        }),
    ];

    private static void Contradictory(LintContainer container, LintReport report)
    {
        if (container.Security["allowPrivilegeEscalation"].Flag is false && (container.IsPrivileged || Adds(container, "SYS_ADMIN")))
        {
            report.Add(container.Security["allowPrivilegeEscalation"], "A container that is privileged or adds SYS_ADMIN cannot have allowPrivilegeEscalation: false; the API server refuses it. Drop the privilege.");
        }

        if (container.Inherited("runAsNonRoot").IsTrue && container.Inherited("runAsUser") is { Number: 0 } user)
        {
            report.Add(user, "runAsUser is 0 and runAsNonRoot is true: the kubelet will not start the container. Give it another user.");
        }
    }

    private static void Unconfined(Spot type, string what, LintReport report)
    {
        if (type.Text == "Unconfined")
        {
            report.Add(type, $"{what} is switched off. Use RuntimeDefault.", report.Fix(type, "RuntimeDefault"));
        }
    }

    private static bool Adds(LintContainer container, string capability) =>
        container.Security.At("capabilities", "add").Texts.Any(name => Plain(name) == capability);

    /// <summary>Runtimes take the name with and without its prefix.</summary>
    private static string Plain(string capability)
    {
        var name = capability.ToUpperInvariant();
        return name.StartsWith("CAP_", StringComparison.Ordinal) ? name[4..] : name;
    }
}
