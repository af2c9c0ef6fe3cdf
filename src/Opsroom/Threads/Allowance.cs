using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>What a budget is for.</summary>
[JsonConverter(typeof(SnakeCaseEnum<BudgetScope>))]
public enum BudgetScope
{
    Run,

    /// <summary>All runs of a thread together.</summary>
    Thread,

    /// <summary>All threads of a tenant together, on one day (UTC).</summary>
    Day,
}

/// <summary>How much may be used. What is null is not limited.</summary>
public sealed record Allowance(long? Tokens = null, decimal? Cost = null, long? ToolCalls = null, long? ModelCalls = null, long? WallSeconds = null)
{
    /// <summary>Every measure, as settings, items and votes name it.</summary>
    public static ImmutableArray<string> Measures { get; } = ["tokens", "cost", "tool_calls", "model_calls", "wall_seconds"];

    /// <summary>Whether nothing is limited.</summary>
    [JsonIgnore]
    public bool IsOpen => this == new Allowance();

    /// <summary>The limit of a measure.</summary>
    public decimal? this[string measure] => measure switch
    {
        "tokens" => Tokens,
        "cost" => Cost,
        "tool_calls" => ToolCalls,
        "model_calls" => ModelCalls,
        "wall_seconds" => WallSeconds,
        _ => null,
    };

    /// <summary>The measures in which something more does not fit.</summary>
    /// <param name="used">So far, with what is reserved.</param>
    /// <param name="asked">What it may use at most. Time is used by whatever goes on.</param>
    public ImmutableArray<BudgetMeasure> Reached(Spent used, Spent asked) =>
    [
        .. ((BudgetMeasure?[])
        [
            Measure("tokens", Tokens, used.Tokens, asked.Tokens),
            Measure("cost", Cost, used.Cost, asked.Cost),
            Measure("tool_calls", ToolCalls, used.ToolCalls, asked.ToolCalls),
            Measure("model_calls", ModelCalls, used.ModelCalls, asked.ModelCalls),
            Measure("wall_seconds", WallSeconds, used.WallSeconds, 1),
        ]).OfType<BudgetMeasure>(),
    ];

    /// <summary>The limits that an object of measures names.</summary>
    public static Allowance In(JsonElement limits) => new Allowance(0, 0, 0, 0, 0).Raise(limits).WithoutZeros();

    /// <summary>With larger limits; none becomes smaller.</summary>
    /// <param name="limits">An object of measures.</param>
    public Allowance Raise(JsonElement limits) => limits.ValueKind != JsonValueKind.Object ? this : new Allowance(
        Raised("tokens", Tokens, limits), RaisedCost(limits), Raised("tool_calls", ToolCalls, limits), Raised("model_calls", ModelCalls, limits),
        Raised("wall_seconds", WallSeconds, limits));

    /// <summary>With the larger limit of both in each measure that this one limits.</summary>
    public Allowance Raise(Allowance other) => new(
        Larger(Tokens, other.Tokens), Cost is { } cost && other.Cost is { } more ? Math.Max(cost, more) : Cost, Larger(ToolCalls, other.ToolCalls),
        Larger(ModelCalls, other.ModelCalls), Larger(WallSeconds, other.WallSeconds));

    private Allowance WithoutZeros() => new(NotZero(Tokens), Cost is 0 ? null : Cost, NotZero(ToolCalls), NotZero(ModelCalls), NotZero(WallSeconds));

    private static long? NotZero(long? limit) => limit is 0 ? null : limit;

    private static BudgetMeasure? Measure(string name, decimal? limit, decimal used, decimal asked) =>
        limit is { } most && asked > 0 && used + asked > most ? new BudgetMeasure(name, most, used, asked) : null;

    private static long? Raised(string measure, long? limit, JsonElement limits) =>
        limit is { } present && limits.TryGetProperty(measure, out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt64(out var number)
            ? Math.Max(present, number)
            : limit;

    private decimal? RaisedCost(JsonElement limits) =>
        Cost is { } present && limits.TryGetProperty("cost", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetDecimal(out var number)
            ? Math.Max(present, number)
            : Cost;

    private static long? Larger(long? limit, long? other) => limit is { } present && other is { } more ? Math.Max(present, more) : limit;
}

/// <summary>A measure of a budget in which something did not fit.</summary>
/// <param name="Used">So far, with what is reserved.</param>
/// <param name="Asked">What was to be used at most.</param>
public sealed record BudgetMeasure(string Name, decimal Limit, decimal Used, decimal Asked);

/// <summary>What happens to a run at a limit.</summary>
[JsonConverter(typeof(SnakeCaseEnum<AtLimit>))]
public enum AtLimit
{
    /// <summary>It waits until somebody raises the budget.</summary>
    Pause,

    /// <summary>It ends with <c>budget_exceeded</c>.</summary>
    End,
}

/// <summary>The budgets that a run keeps to.</summary>
public sealed record RunBudgets(Allowance Run, Allowance Thread, Allowance Day, AtLimit AtLimit)
{
    public Allowance Of(BudgetScope scope) => scope switch
    {
        BudgetScope.Run => Run,
        BudgetScope.Thread => Thread,
        BudgetScope.Day => Day,
        _ => throw new InvalidOperationException($"No budget is for {scope}."),
    };

    /// <summary>With larger limits in one scope; a day's are the store's.</summary>
    public RunBudgets Raise(BudgetScope scope, JsonElement limits) => scope switch
    {
        BudgetScope.Run => this with { Run = Run.Raise(limits) },
        BudgetScope.Thread => this with { Thread = Thread.Raise(limits) },
        _ => throw new InvalidOperationException($"No run raises the budget for {scope}."),
    };
}
