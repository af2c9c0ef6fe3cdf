using Opsroom.Threads;

namespace Opsroom.Tests.Workflow.Budgets;

public sealed class SpendingTests
{
    private static readonly ModelRequested Asked = new("a", "m", 1, new Reservation(100, 20, 0.5m)) { Branch = "b1", Step = "b1:0" };

    [Fact]
    public void A_reservation_counts_until_the_answer_settles_it_by_what_was_used()
    {
        var open = Spending.None.Apply(Asked);
        Assert.Equal(new Spent(120, 0.5m, 0, 1), open.Total);
        var settled = open.Apply(new ModelAnswered("a", "m", 1, "", [], new ModelUsage(60, 0, 5, 0.1m), null, null) { Branch = "b1", Step = "b1:0" });
        Assert.Empty(settled.Open);
        Assert.Equal(new Spent(65, 0.1m, 0, 1), settled.Total);
    }

    [Fact]
    public void A_reservation_that_a_crash_left_is_charged_in_full()
    {
        var abandoned = Spending.None.Apply(Asked).Apply(new AttemptAbandoned(1, "The process that made it ended.", null) { Branch = "b1", Step = "b1:0" });
        Assert.Empty(abandoned.Open);
        Assert.Equal(new Spent(120, 0.5m, 0, 1), abandoned.Settled);
    }

    [Fact]
    public void A_limit_is_reached_by_what_is_used_and_asked_together_and_by_nothing_that_asks_for_nothing()
    {
        var allowance = new Allowance(Tokens: 100, ToolCalls: 1);
        Assert.Empty(allowance.Reached(new Spent(60, 0, 0, 5), new Spent(40, 0, 0, 1)));
        Assert.Equal(new BudgetMeasure("tokens", 100, 60, 41), Assert.Single(allowance.Reached(new Spent(60, 0, 0, 5), new Spent(41, 0, 0, 1))));
        Assert.Empty(allowance.Reached(new Spent(500, 0, 0, 5), new Spent(0, 0, 1, 0)));
    }
}
