using System.Text.Json;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>What a name in a task turned out to be.</summary>
/// <param name="Row">As the list of deployments has it; null for other kinds.</param>
internal sealed record Workload(string Namespace, string Name, string Kind, JsonElement? Row)
{
    /// <summary>The argument <c>kind</c> of a change; null for a deployment, which is meant without it.</summary>
    public string? OtherKind => Kind == "Deployment" ? null : Kind;

    public string Shown => $"{Briefings.Told.Code(Name)} in {Briefings.Told.Code(Namespace)}";
}

/// <summary>What came of looking for a workload: one of the three.</summary>
/// <param name="Problem">Why none can be chosen, for a person.</param>
/// <param name="Failure">The call that failed.</param>
/// <param name="IsAbsent">Whether nothing of that name runs anywhere that could be seen.</param>
internal sealed record Search(Workload? Workload, string? Problem = null, ToolExchange? Failure = null, bool IsAbsent = false);
