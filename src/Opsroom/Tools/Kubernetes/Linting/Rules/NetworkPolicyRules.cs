using System.Net;
using Opsroom.Tools.Kubernetes.Objects;
using Opsroom.Tools.Yaml;
using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Who may talk to whom.</summary>
internal static class NetworkPolicyRules
{
    private const string Policy = "NetworkPolicy";

    public static IEnumerable<LintRule> All { get; } =
    [
        OfPods("missing-network-policy", Info, "Pods are covered by a network policy.", "kube-score: pod-networkpolicy; kube-linter: non-isolated-pod", (pods, report) =>
        {
            if (!pods.IsHostPods && !report.Manifest.Knows(Policy, pods.Owner.Namespace) && pods.Owner.Kind is not ("Job" or "CronJob"))
            {
                report.Add(pods.Owner.Naming, "No network policy of this manifest is for these pods: unless the cluster has one, everything may talk to them, and they to everything.");
            }
        }),
        OfPods("pod-not-isolated", Warning, "Where a manifest has network policies, they cover all its pods.", "kube-score: pod-networkpolicy; kube-linter: non-isolated-pod", (pods, report) =>
        {
            if (!pods.IsHostPods && report.Manifest.Knows(Policy, pods.Owner.Namespace) && !report.Manifest.IsSelectedBy(Policy, pods))
            {
                report.Add(pods.Owner.Naming, $"The network policies of this manifest are not for the pods of {pods.Owner.Source.Id}: everything may talk to them. Add one, or one that denies by default.");
            }
        }),
        Policies("network-policy-selects-nothing", Warning, "A network policy means pods of the manifest.", "kube-linter: dangling-networkpolicy; kube-score: networkpolicy-targets-pod", (each, report) =>
        {
            if (report.Manifest.HasPodsIn.Contains(each.Namespace) && LabelSelector.Of(each.Spec["podSelector"].Node) is { IsEmpty: false } selector && !report.Manifest.Selected(selector, each.Namespace).Any())
            {
                report.Add(each.Spec["podSelector"], $"The selector ({selector}) means none of the pods in this manifest, so the policy protects nothing. Use the labels of their template.");
            }
        }),
        Policies("network-policy-allows-all", Warning, "A network policy lets in what is listed, not everybody.", "kubescape; datree", (each, report) =>
        {
            foreach (var rule in each.Spec["ingress"].Items)
            {
                if (!rule["from"].Items.Any() && !rule["ports"].Items.Any())
                {
                    report.Add(rule, "An empty rule lets in everything from everywhere. Name the peers and the ports.");
                }
            }
        }),
        Policies("network-policy-open-to-world", Warning, "A network policy does not let in the whole internet on every port.", "kubescape", (each, report) =>
        {
            foreach (var rule in each.Spec["ingress"].Items.Where(rule => !rule["ports"].Items.Any()))
            {
                foreach (var cidr in rule["from"].Items.Select(peer => peer.At("ipBlock", "cidr")).Where(cidr => cidr.Text is "0.0.0.0/0" or "::/0"))
                {
                    report.Add(cidr, "The whole internet may come in on every port. Narrow the range, or list the ports.");
                }
            }
        }),
        Policies("network-policy-type-ignored", Warning, "Rules for a direction count only where policyTypes names it.", "Kubernetes: network policies", (each, report) =>
        {
            var types = each.Spec["policyTypes"].Texts.ToList();
            foreach (var (field, type) in (ReadOnlySpan<(string, string)>)[("ingress", "Ingress"), ("egress", "Egress")])
            {
                if (types.Count > 0 && each.Spec[field].Items.Any() && !types.Contains(type, StringComparer.Ordinal))
                {
                    report.Add(each.Spec[field], $"policyTypes does not name {type}, so these rules do nothing. Add it.");
                }
            }
        }),
        Policies("network-policy-without-dns", Warning, "Pods whose outgoing traffic is restricted may still ask the DNS.", "Cilium and Calico: default deny", (each, report) =>
        {
            var egress = each.Spec["egress"];
            if (egress.Items.Any() && !egress.Items.Any(AllowsDns) && each.Spec["podSelector"].Map is { Entries.Count: > 0 } && LabelSelector.Of(each.Spec["podSelector"].Node) is { } selector
                && !report.Manifest.Of(Policy).Any(other => other != each && other.Namespace == each.Namespace && other.Spec["egress"].Items.Any(AllowsDns) && Covers(other, selector, each, report)))
            {
                report.Add(egress, "Names cannot be looked up: no rule allows port 53. Allow UDP and TCP 53 to kube-system.");
            }
        }),
        Policies("network-policy-peer", Error, "A peer is an address range, or pods and namespaces; not both.", "API validation", (each, report) =>
        {
            foreach (var peer in each.Spec["ingress"].Items.SelectMany(rule => rule["from"].Items).Concat(each.Spec["egress"].Items.SelectMany(rule => rule["to"].Items)))
            {
                if (peer["ipBlock"].Exists && (peer["podSelector"].Exists || peer["namespaceSelector"].Exists))
                {
                    report.Add(peer["ipBlock"], "ipBlock cannot stand beside a selector; the API server refuses it. Make two peers of it.");
                }
                else if (peer.Map is { Entries.Count: 0 })
                {
                    report.Add(peer, "An empty peer is refused. Name pods, namespaces or an address range.");
                }
            }
        }),
        Policies("network-policy-cidr", Error, "Address ranges can be read.", "API validation", (each, report) =>
        {
            foreach (var block in each.Spec["ingress"].Items.SelectMany(rule => rule["from"].Items).Concat(each.Spec["egress"].Items.SelectMany(rule => rule["to"].Items)).Select(peer => peer["ipBlock"]))
            {
                foreach (var cidr in block["except"].Items.Append(block["cidr"]))
                {
                    if (cidr.Text is { } text && !IsRange(text))
                    {
                        report.Add(cidr, $"'{text}' is not an address range, such as 10.0.0.0/8 or fd00::/8.");
                    }
                }
            }
        }),
    ];

    private static LintRule Policies(string id, Severity severity, string summary, string source, Action<LintObject, LintReport> check) => OfObjects(id, severity, summary, source, [Policy], (each, report) =>
    {
        if (each.Source.Group is "networking.k8s.io" or "extensions")
        {
            check(each, report);
        }
    });

    private static bool IsRange(string text) => text.IndexOf('/', StringComparison.Ordinal) is > 0 and var slash && IPAddress.TryParse(text[..slash], out var address)
        && int.TryParse(text[(slash + 1)..], System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var bits) && bits <= (address.GetAddressBytes().Length * 8);

    private static bool AllowsDns(Spot rule) => !rule["ports"].Items.Any() && !rule["to"].Items.Any(peer => peer["podSelector"].Exists && !peer["namespaceSelector"].Exists)
        || rule["ports"].Items.Any(port => port["port"].Text is "53" or "5353" or "dns" or "dns-tcp" or "1053" or "8053" || port["port"].Node is not YamlScalar);

    /// <summary>Whether another policy is for all pods that one is for.</summary>
    private static bool Covers(LintObject other, LabelSelector selector, LintObject each, LintReport report) =>
        LabelSelector.Of(other.Spec["podSelector"].Node) is { } wider && (wider.IsEmpty || report.Manifest.Selected(selector, each.Namespace) is var pods && pods.Any() && pods.All(pod => wider.Matches(pod.Labels)));
}
