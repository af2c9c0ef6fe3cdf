using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Threads;

namespace Opsroom.Workflow.Budgets;

/// <summary>A budget that has no room, as people are asked to raise it.</summary>
/// <param name="Agent">Who needs more.</param>
/// <param name="Arguments">The present limits of what was reached.</param>
/// <param name="Preview">What was used, and what approving without other limits raises them to.</param>
internal sealed record BudgetItem(BudgetScope Scope, string Agent, JsonElement Arguments, JsonElement Preview)
{
    public const string Action = "raise_budget";

    /// <summary>In the place of a call's effect.</summary>
    public const string Risk = "spend";

    private const string RaisesTo = "raises_to";

    /// <summary>How an item names its budget.</summary>
    public static string ResourceOf(BudgetScope scope) => scope.ToString().ToLowerInvariant();

    /// <summary>One item for each budget that steps of a run wait for.</summary>
    public static IEnumerable<BudgetItem> Of(RunState run) => run.Held.Values.GroupBy(held => held.Scope).OrderBy(scope => scope.Key).Select(scope =>
    {
        var measures = Largest(scope);
        var agents = string.Join(", ", scope.Select(held => held.Agent).Distinct(StringComparer.Ordinal));
        var preview = new JsonObject
        {
            ["summary"] = $"{Words(run, scope.Key, measures)} {agents} {(scope.Count() == 1 ? "waits" : "wait")} for more.{Otherwise(run, scope.Key)}",
            [RaisesTo] = Limits(measures, measure => Raised(run, scope.Key, measure)),
        };
        return new BudgetItem(
            scope.Key, scope.First().Agent, JsonSerializer.SerializeToElement(Limits(measures, measure => measure.Limit)), JsonSerializer.SerializeToElement(preview));
    });

    /// <summary>The limits that approving an item without any other ones means.</summary>
    public static JsonElement? SuggestedBy(ApprovalItem item) =>
        item.Preview is { ValueKind: JsonValueKind.Object } preview && preview.TryGetProperty(RaisesTo, out var limits) ? limits : null;

    /// <summary>Why a run ends that gets no more.</summary>
    public static Fault FaultOf(RunState run)
    {
        var scope = run.Held.Values.GroupBy(held => held.Scope).OrderBy(group => group.Key).First();
        var measures = Largest(scope);
        var settings = string.Join(", ", measures.Select(measure => SettingOf(scope.Key, measure.Name)));
        var refused = run.BudgetRefused ? " It was not raised." : "";
        return new Fault(
            "budget_exceeded", $"{Words(run, scope.Key, measures)}{refused} What was done until then is kept; raise {settings} or split the task.", Setting: SettingOf(scope.Key, measures[0].Name));
    }

    private static List<BudgetMeasure> Largest(IEnumerable<BudgetReached> held) =>
        [.. held.SelectMany(one => one.Measures).GroupBy(measure => measure.Name, StringComparer.Ordinal).Select(group => group.MaxBy(measure => measure.Asked)!)];

    /// <summary>As much again as was configured, and enough for what waits.</summary>
    private static decimal Raised(RunState run, BudgetScope scope, BudgetMeasure measure) =>
        Math.Max(measure.Limit + (run.Limits.Budgets?.Of(scope)[measure.Name] ?? measure.Limit), measure.Used + measure.Asked);

    private static JsonObject Limits(List<BudgetMeasure> measures, Func<BudgetMeasure, decimal> limit) =>
        new(measures.Select(measure => KeyValuePair.Create(measure.Name, (JsonNode?)JsonValue.Create(limit(measure)))));

    private static string Words(RunState run, BudgetScope scope, List<BudgetMeasure> measures)
    {
        var what = scope switch
        {
            BudgetScope.Run => "The run's budget",
            BudgetScope.Thread => "The thread's budget",
            _ => $"The budget of {Text(run.WaitsForDay!.Value)} (UTC) for all threads",
        };
        return $"{what} has no room for the next call: {string.Join("; ", measures.Select(Words))}.";
    }

    /// <summary>What people have to know beside the limits.</summary>
    private static string Otherwise(RunState run, BudgetScope scope) => scope == BudgetScope.Day && run.WaitsForDay is { } day
        ? $" Raising it holds for all threads until that day ends. If nobody decides, the run goes on by itself when the budget of {Text(day.AddDays(1))} begins, at 00:00 UTC."
        : "";

    private static string Text(DateOnly day) => day.ToString("O", CultureInfo.InvariantCulture);

    private static string Words(BudgetMeasure measure) => measure.Name == "wall_seconds"
        ? string.Create(CultureInfo.InvariantCulture, $"{measure.Used} of {measure.Limit} seconds are over")
        : string.Create(CultureInfo.InvariantCulture, $"{measure.Used} of {measure.Limit} {NameOf(measure)} are used or reserved, and it may take up to {measure.Asked}");

    private static string NameOf(BudgetMeasure measure) => measure.Name switch
    {
        "cost" => "dollars",
        "tool_calls" => "tool calls",
        "model_calls" => "model calls",
        var name => name,
    };

    private static string SettingOf(BudgetScope scope, string measure) => $"Budgets:{scope}:{measure switch
    {
        "tokens" => nameof(Allowance.Tokens),
        "cost" => nameof(Allowance.Cost),
        "tool_calls" => nameof(Allowance.ToolCalls),
        "model_calls" => nameof(Allowance.ModelCalls),
        _ => nameof(Allowance.WallSeconds),
    }}";
}
