using System.Collections.Immutable;
using Opsroom.Tools.Incidents.Analysis.Causes;
using Opsroom.Tools.Incidents.Analysis.Observations;

namespace Opsroom.Tools.Incidents.Analysis.Answers;

/// <summary>What would end it. A step names a tool only where the tool reaches the cause; whoever runs it is asked as always.</summary>
internal static class RemedyWriter
{
    public static ImmutableArray<RemediationStep> Write(Candidate root, Scenery scenery)
    {
        var workload = WorkloadOf(root, scenery);
        var subject = root.Subject ?? scenery.Recording.Header.Service ?? "it";
        return root.Category switch
        {
            IncidentCategory.BadDeployment => [RollBack(root, workload), new("Watch errors and latency until they are at their level of before.", "None; it only looks.", "query_metrics")],
            IncidentCategory.ConfigurationError => root.Change is { } change
                ? [new($"Take back the change of {change.Subject}, or correct the value.", "What else came with the change is taken back as well.", workload is null ? null : "kubernetes_apply")]
                : [new($"Correct the setting of {subject} that the evidence names.", "A wrong value makes it worse: check it against the last one that worked.", workload is null ? null : "kubernetes_apply")],
            IncidentCategory.ResourceExhaustion => workload is not null
                ? [new($"Give {workload.Value.Name} the resources it needs, or lower what it takes.", "Nodes may not have the room; a leak only takes longer.", "kubernetes_apply"), Scale(workload.Value)]
                : [new($"Free or add what {subject} has run out of, and end what takes it.", "Ending work loses what was in flight.")],
            IncidentCategory.Traffic => workload is not null
                ? [Scale(workload.Value), new("Shed or delay what is not urgent until demand is met.", "Some requests are refused.")]
                : [new($"Add capacity for {subject}, and shed what is not urgent.", "Dependencies may not bear the load that gets through.")],
            IncidentCategory.Image => [new($"Correct the image reference or the access to its registry for {subject}.", "A different tag is a different version.", workload is null ? null : "kubernetes_apply"), .. root.Change is null ? (ImmutableArray<RemediationStep>)[] : [RollBack(root, workload)]],
            IncidentCategory.Credentials => [new($"Renew the certificate, secret or permission that {subject} uses, and let its users load it.", "Whoever still has the old one fails until it is reloaded.")],
            IncidentCategory.Storage => [new($"Free space on {subject} or enlarge it, then stop what fills it.", "What is deleted is gone: make sure that nobody needs it.")],
            IncidentCategory.Scheduling => [new($"Add nodes or lower requests so that {subject} fits, or correct its constraints.", "New nodes cost and take minutes.", workload is null ? null : "kubernetes_apply")],
            IncidentCategory.Network => [new(root.Change is { } rule ? $"Take back the change of {rule.Subject} and test the connection again." : $"Open the way that the evidence shows as closed, for {root.Lead.Depends ?? subject}.", "An opening that is too wide lets in more than is meant.")],
            IncidentCategory.Database => [new($"End the session that blocks or holds {subject}, then do the change with a lock timeout and in small steps.", "A statement that is ended is rolled back, which takes time of its own.")],
            IncidentCategory.DependencyFailure => [new($"Tell whoever runs {root.Lead.Depends ?? subject}; use the fallback, cache or queue until it answers.", "Retries without a limit keep it down.")],
            IncidentCategory.Infrastructure => [new($"Move work away from {subject} and ask whoever runs it.", "Where it goes must have the room.")],
            IncidentCategory.ApplicationError => [new($"Correct the fault that {subject} reports, or turn the feature off that meets it.", "A restart alone brings the same failure back.")],
            _ => [],
        };
    }

    private static RemediationStep RollBack(Candidate root, (string Name, string? Namespace)? workload) => workload is { } target
        ? new($"Roll {target.Name} back to the revision before.", "Data written by the new version must be readable by the old one.", "kubernetes_rollback_deployment", Arguments(target))
        : new($"Roll {root.Change?.Subject ?? root.Subject ?? "the release"} back to the version before.", "Data written by the new version must be readable by the old one.", "rollback_deployment");

    private static RemediationStep Scale((string Name, string? Namespace) target) =>
        new($"Add replicas of {target.Name}.", "What it calls gets more load; nodes may not have the room.", "kubernetes_scale_deployment", Arguments(target));

    private static ImmutableSortedDictionary<string, string> Arguments((string Name, string? Namespace) target)
    {
        var arguments = ImmutableSortedDictionary<string, string>.Empty.Add("name", target.Name);
        return target.Namespace is { Length: > 0 } space ? arguments.Add("namespace", space) : arguments;
    }

    /// <summary>The deployment that the cause is at, where the recording holds it.</summary>
    private static (string Name, string? Namespace)? WorkloadOf(Candidate root, Scenery scenery)
    {
        var parties = root.Parties.Concat(root.Change is { } change ? change.Names : []).ToList();
        var found = scenery.Recording.Objects.Where(each => each.Object.Kind == "Deployment").FirstOrDefault(each => parties.Exists(party => Entities.Stem(party) == Entities.Stem(each.Object.Name)));
        return found is null ? null : (found.Object.Name, found.Object.Namespace);
    }
}
