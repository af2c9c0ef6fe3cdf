using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Opsroom.Agents;

namespace Opsroom.Workflow.Routing;

/// <summary>How well a router did. Accuracies run from 0 to 1.</summary>
/// <param name="TeamAccuracy">The predicted agent's team is the task's, or that of an acceptable agent.</param>
/// <param name="AgentAccuracy">The predicted agent is acceptable.</param>
/// <param name="AgentAccuracyStrict">The predicted agent is the labelled one.</param>
/// <param name="MsPerTask">Mean time to plan a task and choose its first agent.</param>
public sealed record RoutingReport(
    double TeamAccuracy, double AgentAccuracy, double AgentAccuracyStrict, int Tasks, ImmutableArray<RoutingConfusion> Confusions, double MsPerTask,
    ImmutableSortedDictionary<string, RoutingShare> Teams, ImmutableSortedDictionary<string, RoutingShare> Agents)
{
    internal static RoutingReport Of(ImmutableArray<RoutingOutcome> outcomes, TimeSpan elapsed)
    {
        var accepted = outcomes.Where(IsAccepted).ToArray();
        var confusions = outcomes.Where(outcome => !IsAccepted(outcome))
            .GroupBy(outcome => (outcome.Task.Agent, outcome.Predicted))
            .Select(group => new RoutingConfusion(group.Key.Agent, group.Key.Predicted, group.Count()))
            .OrderByDescending(confusion => confusion.Count).ThenBy(confusion => confusion.Agent, StringComparer.Ordinal).ThenBy(confusion => confusion.Predicted, StringComparer.Ordinal);
        return new(
            Share(outcomes.Count(IsTeamAccepted), outcomes.Length), Share(accepted.Length, outcomes.Length), Share(outcomes.Count(outcome => outcome.Predicted == outcome.Task.Agent), outcomes.Length),
            outcomes.Length, [.. confusions], Math.Round(elapsed.TotalMilliseconds / outcomes.Length, 4),
            Shares(outcomes, outcome => outcome.Task.Team, IsTeamAccepted), Shares(outcomes, outcome => outcome.Task.Agent, IsAccepted));
    }

    private static bool IsAccepted(RoutingOutcome outcome) => outcome.Task.Acceptable.Contains(outcome.Predicted, StringComparer.Ordinal);

    private static bool IsTeamAccepted(RoutingOutcome outcome) =>
        TeamOf(outcome.Predicted) is { } team && outcome.Task.Acceptable.Any(agent => TeamOf(agent) == team);

    private static string? TeamOf(string agent) => BuiltInAgents.Roster.Find(agent)?.Team;

    private static ImmutableSortedDictionary<string, RoutingShare> Shares(
        ImmutableArray<RoutingOutcome> outcomes, Func<RoutingOutcome, string> key, Func<RoutingOutcome, bool> isRight) => outcomes
        .GroupBy(key, StringComparer.Ordinal)
        .ToImmutableSortedDictionary(group => group.Key, group => new RoutingShare(group.Count(), Share(group.Count(isRight), group.Count())), StringComparer.Ordinal);

    private static double Share(int part, int whole) => Math.Round((double)part / whole, 4);

    /// <summary>One JSON object on one line.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, RoutingReportJson.Default.RoutingReport);

    /// <summary>A table for people.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"{Tasks} tasks, {MsPerTask:0.00} ms a task");
        text.AppendLine(CultureInfo.InvariantCulture, $"team {TeamAccuracy:P1}, agent {AgentAccuracy:P1} (strictly {AgentAccuracyStrict:P1})");
        AppendShares(text, Teams);
        AppendShares(text, Agents);
        if (!Confusions.IsEmpty)
        {
            text.AppendLine().AppendLine("confusions (labelled, predicted, how often)");
            foreach (var confusion in Confusions)
            {
                text.AppendLine(CultureInfo.InvariantCulture, $"  {confusion.Agent,-26} {confusion.Predicted,-26} {confusion.Count,4}");
            }
        }

        return text.ToString();
    }

    private static void AppendShares(StringBuilder text, ImmutableSortedDictionary<string, RoutingShare> shares)
    {
        text.AppendLine();
        foreach (var (name, share) in shares)
        {
            text.AppendLine(CultureInfo.InvariantCulture, $"  {name,-26} {share.Accuracy,8:P1} of {share.Tasks}");
        }
    }
}

/// <summary>Tasks of one agent that went to another, which was not acceptable.</summary>
public sealed record RoutingConfusion(string Agent, string Predicted, int Count);

/// <summary>The accuracy among the tasks of one team or agent.</summary>
public sealed record RoutingShare(int Tasks, double Accuracy);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(RoutingReport))]
internal sealed partial class RoutingReportJson : JsonSerializerContext;
