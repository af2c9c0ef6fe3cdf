using Opsroom.Threads;

namespace Opsroom.Workflow.Budgets;

/// <summary>Whether a call that is about to begin fits into every budget. It is asked by the owner of the thread only, on the state that the call would be appended to.</summary>
internal static class BudgetCheck
{
    /// <summary>The first budget that has no room; null where the call may begin.</summary>
    /// <param name="events">The call's first events.</param>
    /// <param name="day">How this day's budget stands, as far as the store has said so; null where it has not.</param>
    public static BudgetReached? Find(ThreadState thread, RunBudgets budgets, IReadOnlyList<ThreadEvent> events, DayStanding? day, DateTimeOffset now)
    {
        var asked = events.Aggregate(default(Spent), (sum, @event) => sum + AskedBy(@event));
        return Reached(BudgetScope.Run, budgets.Run, thread.Run!.SpentAt(now))
            ?? Reached(BudgetScope.Thread, budgets.Thread, thread.SpentAt(now))
            ?? (day is null ? null : Reached(BudgetScope.Day, budgets.Day.Raise(day.Raised), day.Spent));

        BudgetReached? Reached(BudgetScope scope, Allowance allowance, Spent used) =>
            allowance.Reached(used, asked) is { IsEmpty: false } measures
                ? new BudgetReached(AgentOf(events), scope, measures) { RunId = events[^1].RunId, Branch = events[^1].Branch, Step = events[^1].Step }
                : null;
    }

    /// <summary>What an event takes from the budgets.</summary>
    public static Spent AskedBy(ThreadEvent @event) => @event switch
    {
        ModelRequested asked => asked.Reserved?.Most ?? new Spent(0, 0, 0, 1),
        ToolStarted { Attempt: 1 } => new Spent(0, 0, 1, 0),
        _ => default,
    };

    private static string AgentOf(IReadOnlyList<ThreadEvent> events) => events[^1] switch
    {
        ModelRequested asked => asked.Agent,
        ToolStarted started => started.Agent,
        var other => throw new InvalidOperationException($"No budget is about {other.Kind}."),
    };
}
