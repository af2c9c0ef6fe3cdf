using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>What a model call may use at most: counted input and the longest output. It is taken before the call and settled by what the call used.</summary>
/// <param name="Cost">US dollars by the configured price table; null where the model has no price.</param>
public sealed record Reservation(long InputTokens, long OutputTokens, decimal? Cost)
{
    /// <summary>Charged in full.</summary>
    internal Spent Most => new(InputTokens + OutputTokens, Cost ?? 0, 0, 1);
}

/// <summary>A reservation that the answer beside it settles.</summary>
/// <param name="Day">The day (UTC) on which it was taken, where that is another one than the answer's.</param>
public sealed record SettledReservation(long InputTokens, long OutputTokens, decimal? Cost, DateOnly? Day = null);

/// <summary>A model or tool call did not fit into a budget, so its step waits.</summary>
public sealed record BudgetReached(string Agent, BudgetScope Scope, ImmutableArray<BudgetMeasure> Measures) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "budget_reached";
}
