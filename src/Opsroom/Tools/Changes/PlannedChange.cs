namespace Opsroom.Tools.Changes;

/// <summary>What planning a call gave: the plan, or why there is none.</summary>
/// <param name="Texts">SHA-256 (hex) of every file that the arguments name by path: they are part of what an approved procedure covers.</param>
internal sealed record PlannedChange(ChangePlan? Plan, ToolFailure? Failure, IReadOnlyList<string> Texts);
