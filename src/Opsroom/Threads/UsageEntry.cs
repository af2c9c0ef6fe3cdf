using System.Runtime.InteropServices;

namespace Opsroom.Threads;

/// <summary>What an agent used of a model on a day, or what else counts on that day; cost in whole pico-dollars, so that sums stay exact.</summary>
/// <param name="Agent">Empty where it is about the day as a whole.</param>
/// <param name="Model">Empty where no model was used.</param>
/// <param name="ChargedTokens">What counts against the budget of the day: what was used, and what is reserved.</param>
/// <param name="WorkedSeconds">How long runs worked.</param>
/// <param name="Raised">What people raised the budget of the day to.</param>
internal readonly record struct UsageEntry(
    DateOnly Day, string Agent, string Model, long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, long CostInPicoDollars,
    long ChargedTokens = 0, long ChargedCostInPicoDollars = 0, long ModelCalls = 0, long ToolCalls = 0, long WorkedSeconds = 0, RaisedLimits Raised = default)
{
    /// <summary>The version of the family whose events began to count calls of runs that have no budget.</summary>
    private const int CountsAll = 2;

    private const decimal PicoDollarsInADollar = 1_000_000_000_000m;

    /// <summary>What an event adds to usage and to what counts against the budget of a day.</summary>
    public static IEnumerable<UsageEntry> Of(ThreadEvent @event) => @event switch
    {
        ModelAnswered { Settles: { } settled } answered => [Of(answered), Release(answered, settled)],
        ModelAnswered answered => [Of(answered)],
        ModelRequested { Reserved: { } reserved } asked => [Take(asked, reserved)],
        ModelRequested { Version: >= CountsAll } asked => [Take(asked, new Reservation(0, 0, null))],
        ToolStarted { Counted: true } or ToolStarted { Attempt: 1, Version: >= CountsAll } => [Of((ToolStarted)@event)],
        ApprovalDecided { Raises: { } raise } => [OfDay(raise.Day) with { Raised = RaisedLimits.Of(raise.Limits) }],
        _ => [],
    };

    /// <summary>About a day as a whole, with nothing in it yet.</summary>
    public static UsageEntry OfDay(DateOnly day) => new(day, "", "", 0, 0, 0, 0, 0);

    /// <summary>All that some entries say of one day.</summary>
    public static UsageEntry SumOf(IEnumerable<UsageEntry> entries, DateOnly day) =>
        entries.Where(entry => entry.Day == day).Aggregate(OfDay(day), static (sum, entry) => sum.Plus(entry));

    private static UsageEntry Of(ModelAnswered answered) => new(
        DateOnly.FromDateTime(answered.At.UtcDateTime), answered.Agent, answered.Model, 1,
        answered.Usage.InputTokens, answered.Usage.CachedInputTokens, answered.Usage.OutputTokens,
        PicoDollars(answered.Usage.Cost), answered.Usage.InputTokens + answered.Usage.OutputTokens, PicoDollars(answered.Usage.Cost),
        answered is { Settles: null, Version: < CountsAll } ? 1 : 0);

    /// <summary>What a call takes from the budget of its day before it is made.</summary>
    private static UsageEntry Take(ModelRequested asked, Reservation reserved) => new(
        DateOnly.FromDateTime(asked.At.UtcDateTime), asked.Agent, asked.Model, 0, 0, 0, 0, 0,
        reserved.InputTokens + reserved.OutputTokens, PicoDollars(reserved.Cost), 1);

    /// <summary>What its answer gives back.</summary>
    private static UsageEntry Release(ModelAnswered answered, SettledReservation settled) => new(
        settled.Day ?? DateOnly.FromDateTime(answered.At.UtcDateTime), answered.Agent, answered.Model, 0, 0, 0, 0, 0,
        -(settled.InputTokens + settled.OutputTokens), -PicoDollars(settled.Cost));

    private static UsageEntry Of(ToolStarted started) =>
        new(DateOnly.FromDateTime(started.At.UtcDateTime), started.Agent, "", 0, 0, 0, 0, 0, ToolCalls: 1);

    /// <summary>What it counts against the budget of its day.</summary>
    public Spent Charged => new(ChargedTokens, Dollars(ChargedCostInPicoDollars), ToolCalls, ModelCalls, WorkedSeconds);

    /// <summary>A sum of <see cref="CostInPicoDollars"/> as dollars.</summary>
    public static decimal Dollars(long picoDollars) => picoDollars / PicoDollarsInADollar;

    /// <summary>Whole pico-dollars, as many as can be counted.</summary>
    public static long PicoDollars(decimal? cost) =>
        cost is { } dollars ? (long)decimal.Round(Math.Clamp(dollars, -Most, Most) * PicoDollarsInADollar) : 0;

    private static decimal Most => long.MaxValue / PicoDollarsInADollar;

    /// <summary>Both together, of the same day, agent and model.</summary>
    public UsageEntry Plus(in UsageEntry other) => this with
    {
        Calls = Calls + other.Calls,
        InputTokens = InputTokens + other.InputTokens,
        CachedInputTokens = CachedInputTokens + other.CachedInputTokens,
        OutputTokens = OutputTokens + other.OutputTokens,
        CostInPicoDollars = CostInPicoDollars + other.CostInPicoDollars,
        ChargedTokens = ChargedTokens + other.ChargedTokens,
        ChargedCostInPicoDollars = ChargedCostInPicoDollars + other.ChargedCostInPicoDollars,
        ModelCalls = ModelCalls + other.ModelCalls,
        ToolCalls = ToolCalls + other.ToolCalls,
        WorkedSeconds = WorkedSeconds + other.WorkedSeconds,
        Raised = Raised.Or(other.Raised),
    };
}

/// <summary>Limits that people raised the budget of a day to; 0 where nobody did. Of several the largest counts.</summary>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RaisedLimits(long Tokens, long CostInPicoDollars, long ToolCalls, long ModelCalls, long WallSeconds)
{
    public static RaisedLimits Of(Allowance limits) => new(
        limits.Tokens ?? 0, UsageEntry.PicoDollars(limits.Cost), limits.ToolCalls ?? 0, limits.ModelCalls ?? 0, limits.WallSeconds ?? 0);

    public Allowance ToAllowance() => new(
        Given(Tokens), Given(CostInPicoDollars) is { } cost ? UsageEntry.Dollars(cost) : null, Given(ToolCalls), Given(ModelCalls), Given(WallSeconds));

    public RaisedLimits Or(in RaisedLimits other) => new(
        Math.Max(Tokens, other.Tokens), Math.Max(CostInPicoDollars, other.CostInPicoDollars), Math.Max(ToolCalls, other.ToolCalls),
        Math.Max(ModelCalls, other.ModelCalls), Math.Max(WallSeconds, other.WallSeconds));

    private static long? Given(long limit) => limit > 0 ? limit : null;
}
