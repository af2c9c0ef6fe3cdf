using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Threads;

namespace Opsroom.Workflow.Routing;

/// <summary>The router that needs no model: a trained classifier decides, and says by what.</summary>
public sealed class OfflineRouter : IRouter
{
    /// <summary>The name that decisions of this router carry.</summary>
    public const string Name = "playbook";

    /// <summary>Below this confidence a choice is called unsure; chosen on held-out folds of the tuning data.</summary>
    internal const double LowConfidence = 0.65;

    private readonly TaskClassifier _classifier;
    private readonly TaskPlanner _planner;

    public OfflineRouter()
        : this(TaskClassifier.Shared)
    {
    }

    internal OfflineRouter(TaskClassifier classifier)
    {
        _classifier = classifier;
        _planner = new(classifier);
    }

    public Task<RoutedPlan> PlanAsync(RoutingRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        runCancelled.ThrowIfCancellationRequested();
        return Task.FromResult(Plan(request.Task, request.Context, request.Agents));
    }

    public Task<RoutedAgent> ChooseAgentAsync(JobRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        runCancelled.ThrowIfCancellationRequested();
        return Task.FromResult(ChooseAgent(request.Task, request.Team, request.Context, request.Agents));
    }

    internal RoutedPlan Plan(string task, JsonElement? context, ImmutableArray<AgentDefinition> agents)
    {
        var field = AgentField.For(_classifier, agents);
        var drafts = _planner.Plan(task, context, field);
        var jobs = ImmutableArray.CreateBuilder<PlannedJob>(drafts.Count);
        var reasons = new List<string>(drafts.Count);
        var confidence = 1d;
        ImmutableArray<string> before = [];
        var beside = new List<string>();
        for (var i = 0; i < drafts.Count; i++)
        {
            var draft = drafts[i];
            if (draft.AfterPrevious)
            {
                before = [.. beside];
                beside.Clear();
            }

            var id = $"b{i + 1}";
            beside.Add(id);
            jobs.Add(new(id, draft.Task, field.Agents[draft.Standing.Best].Team, before));
            reasons.Add(Because(draft.Task, context, field, draft.Standing));
            confidence = Math.Min(confidence, draft.Standing.Confidence);
        }

        var reason = drafts.Count == 1 ? reasons[0] : string.Join(" ", reasons.Select((text, i) => $"b{i + 1}: {text}"));
        return new(jobs.MoveToImmutable(), reason, Math.Round(confidence, 3), Name, []);
    }

    internal RoutedAgent ChooseAgent(string task, string team, JsonElement? context, ImmutableArray<AgentDefinition> agents)
    {
        if (!agents.Any(agent => agent.Team == team))
        {
            throw new ArgumentException($"The team {team} has no agents.", nameof(team));
        }

        var field = AgentField.For(_classifier, agents);
        var standing = field.Rank(task, context, team);
        var runnerUp = standing.Second is { } second ? field.Agents[second].Name : null;
        var low = standing.Confidence < LowConfidence;
        var reason = Because(task, context, field, standing);
        if (low && runnerUp is not null)
        {
            reason += $" This is not certain: {runnerUp} would be next.";
        }

        return new(field.Agents[standing.Best].Name, reason, Math.Round(standing.Confidence, 3), runnerUp, low, Name, []);
    }

    private static string Because(string task, JsonElement? context, AgentField field, Standing standing)
    {
        var best = field.Agents[standing.Best].Name;
        if (standing.Second is not { } second)
        {
            return $"{best} is the only agent.";
        }

        var signs = field.Explain(task, context, standing);
        return signs.Count == 0
            ? $"{best} rather than {field.Agents[second].Name}: no single word decides; the wording as a whole is nearest to its tasks."
            : $"{best} rather than {field.Agents[second].Name}: what weighs most is {string.Join(", ", signs)}.";
    }
}
