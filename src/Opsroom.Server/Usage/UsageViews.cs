using System.Text.Json.Serialization;
using Opsroom.Threads;

namespace Opsroom.Server.Usage;

/// <summary>A page of what models were used for.</summary>
/// <param name="NextCursor">For the next page; null on the last one.</param>
public sealed record UsageList(IReadOnlyList<UsageView> Items, string? NextCursor);

/// <summary>What models used, of what the fields that are there name.</summary>
/// <param name="Calls">Answers of models.</param>
/// <param name="InputTokens">As providers count them, what came from a cache included.</param>
/// <param name="Cost">US dollars by the configured price table.</param>
public sealed record UsageView(long Calls, long InputTokens, long CachedInputTokens, long OutputTokens, decimal Cost)
{
    /// <summary>A day (UTC).</summary>
    [JsonPropertyOrder(-4), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Day { get; init; }

    /// <summary>An agent, a supervisor, or <c>reflection</c>.</summary>
    [JsonPropertyOrder(-3), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Agent { get; init; }

    [JsonPropertyOrder(-2), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Model { get; init; }

    [JsonPropertyOrder(-1), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ThreadId { get; init; }

    /// <summary>Tool calls, in lists whose items have some of their own.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? ToolCalls { get; init; }

    /// <summary>How long runs worked, in lists by day.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? WorkedSeconds { get; init; }

    /// <summary>What tells items of one list apart.</summary>
    [JsonIgnore]
    internal string Key => $"{Day}\n{Agent}\n{Model}";

    internal static UsageView Of(IEnumerable<UsageRow> rows) => rows.Aggregate(new UsageView(0, 0, 0, 0, 0), (sum, row) => new UsageView(
        sum.Calls + row.Calls, sum.InputTokens + row.InputTokens, sum.CachedInputTokens + row.CachedInputTokens, sum.OutputTokens + row.OutputTokens, sum.Cost + row.Cost));

    internal static UsageView Of(ThreadState thread)
    {
        var used = thread.Used;
        return new UsageView(used.Calls, used.InputTokens, used.CachedInputTokens, used.OutputTokens, used.Cost)
        {
            ThreadId = thread.Key.Id.Value,
            ToolCalls = thread.SpentBefore.ToolCalls + (thread.Run?.Spending.Total.ToolCalls ?? 0),
        };
    }
}
