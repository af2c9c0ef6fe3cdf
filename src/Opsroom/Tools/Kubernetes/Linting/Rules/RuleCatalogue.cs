using System.Collections.Frozen;

namespace Opsroom.Tools.Kubernetes.Linting.Rules;

/// <summary>Every rule, in the order in which they are documented.</summary>
internal static class RuleCatalogue
{
    /// <summary>Rules by topic.</summary>
    public static IReadOnlyList<(string Topic, IReadOnlyList<LintRule> Rules)> Topics { get; } =
    [
        ("Structure", [.. StructureRules.All]),
        ("Names", [.. NamingRules.All]),
        ("API versions", [.. ApiVersionRules.All]),
        ("Container security", [.. ContainerSecurityRules.All]),
        ("Pod security", [.. PodSecurityRules.All]),
        ("Credentials", [.. CredentialRules.All]),
        ("Access rights", [.. AccessRules.All]),
        ("Images", [.. ImageRules.All]),
        ("Resources", [.. ResourceRules.All]),
        ("Probes and lifecycle", [.. ProbeRules.All]),
        ("Containers and volumes", [.. ContainerRules.All]),
        ("Availability", [.. AvailabilityRules.All]),
        ("Autoscaling and disruption", [.. ScalingRules.All]),
        ("Jobs", [.. JobRules.All]),
        ("Services", [.. ServiceRules.All]),
        ("Ingresses", [.. IngressRules.All]),
        ("Network policies", [.. NetworkPolicyRules.All]),
        ("References", [.. ReferenceRules.All]),
        ("Cluster objects", [.. ClusterRules.All]),
    ];

    public static IReadOnlyList<LintRule> All { get; } = [.. Topics.SelectMany(topic => topic.Rules)];

    public static FrozenDictionary<string, LintRule> ById { get; } = All.ToFrozenDictionary(rule => rule.Id, StringComparer.Ordinal);
}
