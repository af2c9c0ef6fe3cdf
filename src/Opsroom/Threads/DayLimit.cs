namespace Opsroom.Threads;

/// <summary>A budget of one day (UTC), as it is configured.</summary>
public sealed record DayLimit(DateOnly Day, Allowance Allowance)
{
    /// <summary>Whether what an append takes on the day fits beside what was used before.</summary>
    internal bool Holds(DayStanding before, IEnumerable<UsageEntry> usage)
    {
        var taken = UsageEntry.SumOf(usage, Day);
        var used = before.Spent with { WallSeconds = before.Spent.WallSeconds + taken.WorkedSeconds };
        return Allowance.Raise(before.With(taken).Raised).Reached(used, taken.Charged).IsEmpty;
    }
}

/// <summary>How the budget of a day stands, over all threads of a tenant.</summary>
/// <param name="Spent">What was used and reserved.</param>
/// <param name="Raised">What people raised it to, in the measures in which they did.</param>
public sealed record DayStanding(DateOnly Day, Spent Spent, Allowance Raised)
{
    internal static DayStanding Of(in UsageEntry sum) => new(sum.Day, sum.Charged, sum.Raised.ToAllowance());

    /// <summary>With what is about to be added.</summary>
    internal DayStanding With(in UsageEntry added) =>
        this with { Spent = Spent + added.Charged, Raised = RaisedLimits.Of(Raised).Or(added.Raised).ToAllowance() };
}

/// <summary>People raised the budget of a day, for all threads of the tenant.</summary>
/// <param name="Limits">In the measures that they named.</param>
public sealed record DayRaise(DateOnly Day, Allowance Limits);
