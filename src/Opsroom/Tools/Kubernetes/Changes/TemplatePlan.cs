using System.Text.Json;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Kubernetes.Objects;

namespace Opsroom.Tools.Kubernetes.Changes;

/// <summary>Plans a change of what a workload's pods are made of.</summary>
internal static class TemplatePlan
{
    /// <param name="summary">One sentence: what will be different.</param>
    /// <param name="environment">The one that the call states.</param>
    /// <param name="undo">The reverse call; null where there is none.</param>
    /// <param name="undoText">How to take it back, or that it cannot be.</param>
    /// <param name="notes">Sentences that a person has to know as well.</param>
    public static async Task<ChangePlan> MakeAsync(
        Workload workload, TriedWrite write, string summary, string? environment, UndoCall? undo, string undoText, IEnumerable<string> notes, CancellationToken cancellationToken)
    {
        var live = write.Before;
        var reach = await WorkloadReach.LookAsync(workload.Cluster, live, cancellationToken);
        var pods = live.Kind == "DaemonSet" ? (long?)null : live.Spec.NumberAt("replicas") ?? 1;
        return new ChangePlan(workload.Cluster.Target(workload.Namespace, environment), workload.Id, write.IntentVersion, new Preview(
            summary,
            ShownChange.Of(write.Before, write.After).Text,
            string.Join(' ', [reach.Describe(workload.Place, pods), RolloutTerms.Describe(live), .. notes]),
            undoText,
            JsonSerializer.SerializeToElement(new TemplateDetails(pods, [.. reach.Services], [.. reach.Budgets], [.. write.Warnings]), ToolJson.Options)))
        {
            Undo = undo,
        };
    }

    /// <summary>The failure of a plan that would change nothing.</summary>
    public static ToolFailure Nothing(Workload workload, string has) =>
        ToolFailure.InvalidArgument($"{workload.Id} in cluster '{workload.Cluster.Name}' has {has} already; there is nothing to change.");

    /// <summary>Why no rollout can be made of it now; null where it can.</summary>
    public static ToolFailure? Refuse(Workload workload, KubeObject live) =>
        live.DeletedAt is not null ? new ToolFailure(FaultCodes.Conflict, $"{workload.Id} in cluster '{workload.Cluster.Name}' is being deleted.")
        : RolloutTerms.IsPaused(live) ? new ToolFailure(FaultCodes.Conflict, $"{workload.Id} in cluster '{workload.Cluster.Name}' is paused, so no pod would be replaced. Resume it first.")
        : RolloutTerms.IsOnDelete(live) ? new ToolFailure(
            FaultCodes.Conflict, $"{workload.Id} in cluster '{workload.Cluster.Name}' has the update strategy OnDelete, so no pod would be replaced. Delete its pods instead, or change the strategy.")
        : null;
}

/// <param name="Pods">How many pods it has by its own word.</param>
/// <param name="Warnings">What the server warned of.</param>
internal sealed record TemplateDetails(long? Pods, IReadOnlyList<string> Services, IReadOnlyList<string> DisruptionBudgets, IReadOnlyList<string> Warnings);
