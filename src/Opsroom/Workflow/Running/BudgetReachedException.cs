namespace Opsroom.Workflow.Running;

/// <summary>A call may not begin, so its step comes to nothing: it waits for a larger budget, or its run has ended.</summary>
internal sealed class BudgetReachedException() : Exception("A budget has no room for the call, or its run has ended.");
