using Opsroom.Threads;

namespace Opsroom.Workflow.Budgets;

/// <summary>What becomes of a run that waits for the budget of a day: people raise it for all threads, or the day ends.</summary>
internal static class DayWait
{
    /// <summary>Whose decision it is that a run goes on because a new day has begun.</summary>
    public const string Principal = "server";

    /// <summary>When the day ends whose budget an item is about; null for any other item.</summary>
    public static DateTimeOffset? EndOf(RunState run, ApprovalItem item) => IsOfDay(item) && run.WaitsForDay is { } day
        ? new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero) : null;

    /// <summary>The decision that lets a run go on whose day is over: the budget of the new one is as configured. Null where it waits for anything else.</summary>
    public static ApprovalDecided? Over(RunState run, ApprovalState request, DateTimeOffset now)
    {
        var pending = request.PendingItems.ToList();
        var over = pending.Where(item => EndOf(run, item) <= now).ToList();
        if (over.Count == 0)
        {
            return null;
        }

        var decided = new ApprovalDecided(
            request.Asked.ApprovalId, Principal, over.Count == pending.Count, "A new day has begun, and with it its budget.",
            [.. over.Select(item => new ItemVote(item.ItemId, Vote.Approve))], true, ApprovalStatus.Pending, null)
        {
            RunId = run.RunId,
        };
        return decided with { Status = request.Apply(decided).Status };
    }

    /// <summary>The raise that a decision means for the day on which it is made; null where it means none.</summary>
    /// <param name="before">The request without the decision.</param>
    /// <param name="after">The request with it.</param>
    public static DayRaise? RaiseOf(RunState run, ApprovalState before, ApprovalState after, DateTimeOffset now)
    {
        var raised = after.Asked.Items.FirstOrDefault(item =>
            IsOfDay(item) && before.Verdicts[item.ItemId] == ItemVerdict.Pending && after.Verdicts[item.ItemId] == ItemVerdict.Approved);
        return raised is not null && now < EndOf(run, raised) && after.LimitsOf(raised) is { } limits
            ? new DayRaise(run.WaitsForDay!.Value, Allowance.In(limits))
            : null;
    }

    private static bool IsOfDay(ApprovalItem item) => item.Kind == ApprovalKind.Budget && item.Resource == BudgetItem.ResourceOf(BudgetScope.Day);
}
