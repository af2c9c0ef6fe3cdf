using System.Text.Json.Nodes;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>What a task wants done or told by Harness itself.</summary>
/// <param name="Push">Something is to be brought into Harness.</param>
/// <param name="Trigger">A run is to be started.</param>
/// <param name="Status">It is asked how a run goes.</param>
/// <param name="List">It is asked which pipelines there are.</param>
/// <param name="Other">Something is wanted that no tool does: stop, delete, disable, ….</param>
/// <param name="Pipeline">The pipeline as the task calls it.</param>
/// <param name="IsIdentifier">Whether that is its identifier for certain.</param>
/// <param name="Waits">Whether the end of the run is to be waited for.</param>
internal sealed record Errands(
    bool Push, bool Trigger, bool Status, bool List, bool Other, string? Pipeline, bool IsIdentifier, string? ExecutionId, JsonObject Inputs, string? Environment, bool Waits)
{
    public bool Any => Push || Trigger || Status || List || Other;
}
