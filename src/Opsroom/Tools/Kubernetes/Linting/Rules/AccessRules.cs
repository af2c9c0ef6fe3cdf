using static Opsroom.Tools.Kubernetes.Linting.LintRule;
using static Opsroom.Tools.Severity;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Rights in the cluster that are wider than they look.</summary>
internal static class AccessRules
{
    private const string Practices = "Kubernetes: RBAC good practices";

    private static readonly string[] Roles = ["Role", "ClusterRole"];
    private static readonly string[] Bindings = ["RoleBinding", "ClusterRoleBinding"];

    public static IEnumerable<LintRule> All { get; } =
    [
        OfRights("rbac-wildcard", "No role grants all verbs, resources or groups.", "kube-linter: wildcard-in-rules; CIS 5.1.3", (each, rule, report) =>
        {
            foreach (var field in (string[])["verbs", "resources", "apiGroups"])
            {
                if (rule[field].Items.FirstOrDefault(item => item.Text == "*") is { } star && !(field == "apiGroups" && rule["resources"].Texts.Contains("*", StringComparer.Ordinal)))
                {
                    report.Add(star, $"{each.Kind} {each.Name} grants all {field}, those to come included. List the ones that are needed.");
                }
            }
        }),
        OfRights("rbac-escalation", "No role lets its holders give themselves more rights.", $"{Practices}; kube-linter; CIS 5.1.8", (each, rule, report) =>
        {
            foreach (var verb in rule["verbs"].Items.Where(verb => verb.Text is "escalate" or "bind" or "impersonate"))
            {
                report.Add(verb, $"Who may {verb.Text} can take more rights than they were given. Remove the verb, or name the objects in resourceNames.");
            }
        }),
        OfRights("rbac-pod-exec", "No role lets its holders into running containers.", $"{Practices}; kube-linter: access-to-create-pods", (each, rule, report) =>
        {
            foreach (var resource in rule["resources"].Items.Where(resource => resource.Text is "pods/exec" or "pods/attach" or "pods/portforward" or "pods/ephemeralcontainers" or "nodes/proxy"))
            {
                if (Has(rule, "create", "get", "update", "patch", "*"))
                {
                    report.Add(resource, $"{resource.Text} lets its holders into running containers, with all that those may do. Grant it for a time, to people.");
                }
            }
        }),
        OfRights("rbac-secrets", "No cluster role reads all Secrets.", "kube-linter: access-to-secrets; CIS 5.1.2", (each, rule, report) =>
        {
            if (each.Kind == "ClusterRole" && !rule["resourceNames"].Items.Any() && Has(rule, "get", "list", "watch") && rule["apiGroups"].Texts.Any(group => group is "" or "*")
                && rule["resources"].Items.FirstOrDefault(resource => resource.Text == "secrets") is { } secrets)
            {
                report.Add(secrets, $"{each.Name} reads every Secret of the cluster, service account tokens included. Use Roles in the namespaces concerned, or resourceNames.");
            }
        }),
        OfRights("rbac-create-pods", Info, "Roles that make pods are known to: who makes a pod has every Secret and service account of its namespace.", "kube-linter: access-to-create-pods; CIS 5.1.4", (each, rule, report) =>
        {
            if (Has(rule, "create") && rule["resources"].Items.FirstOrDefault(resource => resource.Text is "pods" or "deployments" or "daemonsets" or "statefulsets" or "jobs" or "cronjobs" or "replicasets") is { } resource)
            {
                report.Add(resource, $"Who may create {resource.Text} can use every Secret and service account of the namespace. Make sure that this is meant.");
            }
        }),
        OfRights("rbac-tokens", "No role makes tokens of service accounts.", Practices, (each, rule, report) =>
        {
            if (Has(rule, "create") && !rule["resourceNames"].Items.Any() && rule["resources"].Items.FirstOrDefault(resource => resource.Text == "serviceaccounts/token") is { } resource)
            {
                report.Add(resource, "Who may create serviceaccounts/token can be every service account there. Name the accounts in resourceNames.");
            }
        }),
        OfRights("rbac-webhooks", "No role changes admission webhooks.", Practices, (each, rule, report) =>
        {
            if (Has(rule, "create", "update", "patch", "delete") && !rule["resourceNames"].Items.Any() && rule["resources"].Items.FirstOrDefault(resource => resource.Text is "mutatingwebhookconfigurations" or "validatingwebhookconfigurations") is { } resource)
            {
                report.Add(resource, "Who changes admission webhooks sees and alters every object of the cluster. Name the configurations in resourceNames.");
            }
        }),
        OfBindings("cluster-admin-binding", "cluster-admin is bound to nobody.", "kube-linter: cluster-admin-role-binding; CIS 5.1.1", (each, report) =>
        {
            if (each.Root.At("roleRef", "name").Text == "cluster-admin" && !each.Root["subjects"].Items.All(subject => subject["name"].Text == "system:masters"))
            {
                report.Add(each.Root.At("roleRef", "name"), $"{each.Source.Id} gives all rights {(each.Kind == "RoleBinding" ? "in its namespace" : "in the cluster")}. Bind a role with the rights that are needed.");
            }
        }),
        OfBindings("rbac-everybody", "Nothing is bound to everybody.", $"{Practices}; kubescape", (each, report) =>
        {
            foreach (var subject in each.Root["subjects"].Items.Where(subject => subject["name"].Text is "system:anonymous" or "system:unauthenticated" or "system:authenticated" or "system:serviceaccounts"))
            {
                report.Add(subject["name"], $"{subject["name"].Text} is everybody who {(subject["name"].Text is "system:anonymous" or "system:unauthenticated" ? "reaches the API server, logged in or not" : "has any account")}. Name the subjects that are meant.");
            }
        }),
        OfBindings("rbac-default-service-account", "No rights are bound to a default service account.", "CIS 5.1.5", (each, report) =>
        {
            foreach (var subject in each.Root["subjects"].Items.Where(subject => subject["kind"].Text == "ServiceAccount" && subject["name"].Text == "default"))
            {
                report.Add(subject["name"], "Every pod of the namespace that names no service account gets these rights. Make a service account for those that need them.");
            }
        }),
        OfBindings("subject-without-namespace", Error, "Service accounts in bindings have their namespace.", "API validation", (each, report) =>
        {
            foreach (var subject in each.Root["subjects"].Items.Where(subject => subject["kind"].Text == "ServiceAccount" && subject["namespace"].Text is null or ""))
            {
                var known = each.Namespace.Length > 0 ? each.Namespace : null;
                report.Add(subject["namespace"], "A service account is named with its namespace here; the API server refuses it without.", known is null ? null : report.Fix(subject["namespace"], known));
            }
        }),
    ];

    /// <summary>Whether the manifest gives rights to a service account.</summary>
    public static bool IsBound(LintManifest manifest, string @namespace, string name) => Bindings.Any(kind => manifest.Of(kind).Any(binding => binding.Root["subjects"].Items.Any(subject =>
        subject["kind"].Text == "ServiceAccount" && subject["name"].Text == name && (@namespace.Length == 0 || subject["namespace"].Text is not { } stated || stated == @namespace))));

    private static LintRule OfRights(string id, string summary, string source, Action<LintObject, Spot, LintReport> check) => OfRights(id, Warning, summary, source, check);

    private static LintRule OfRights(string id, Severity severity, string summary, string source, Action<LintObject, Spot, LintReport> check) => OfObjects(id, severity, summary, source, [.. Roles], (each, report) =>
    {
        foreach (var rule in each.Root["rules"].Items)
        {
            check(each, rule, report);
        }
    });

    private static LintRule OfBindings(string id, string summary, string source, Action<LintObject, LintReport> check) => OfBindings(id, Warning, summary, source, check);

    private static LintRule OfBindings(string id, Severity severity, string summary, string source, Action<LintObject, LintReport> check) => OfObjects(id, severity, summary, source, [.. Bindings], check);

    private static bool Has(Spot rule, params string[] verbs) => rule["verbs"].Texts.Any(verb => verb == "*" || verbs.Contains(verb, StringComparer.Ordinal));
}
