using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Threads;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// The supervisors' decisions. The root splits a task into jobs and gives each to a team; a team's supervisor gives its job to one of its agents.
/// The offline form is <see cref="OfflineRouter"/>, the form that asks a model <see cref="ModelRouter"/>.
/// </summary>
public interface IRouter
{
    /// <summary>What the root supervisor decides about a task.</summary>
    Task<RoutedPlan> PlanAsync(RoutingRequest request, IModelCallObserver observer, CancellationToken runCancelled);

    /// <summary>What a team's supervisor decides about a job of the plan.</summary>
    Task<RoutedAgent> ChooseAgentAsync(JobRequest request, IModelCallObserver observer, CancellationToken runCancelled);
}

/// <summary>A task to be planned.</summary>
/// <param name="Context">The context object of the request.</param>
/// <param name="Agents">The org chart, agents that the operator added included.</param>
/// <param name="FirstAttempt">1, or one above the attempts that earlier owners of this step made.</param>
public sealed record RoutingRequest(string Task, JsonElement? Context, ImmutableArray<AgentDefinition> Agents, int FirstAttempt = 1);

/// <summary>A job to be given to one agent of its team.</summary>
/// <param name="Task">The job as the plan words it.</param>
/// <param name="Team">The supervisor who decides.</param>
/// <param name="Agents">The org chart; only agents of the team are considered.</param>
public sealed record JobRequest(string Task, string Team, JsonElement? Context, ImmutableArray<AgentDefinition> Agents, int FirstAttempt = 1);

/// <summary>The plan of a task.</summary>
/// <param name="Jobs">One to eight, in the order of the task; ids <c>b1</c>, <c>b2</c>, ….</param>
/// <param name="Confidence">0 to 1: of the least certain job.</param>
/// <param name="Router"><c>playbook</c>, or the model that answered.</param>
/// <param name="Calls">How each model call ended that was made for this decision, in order; empty offline.</param>
public sealed record RoutedPlan(
    ImmutableArray<PlannedJob> Jobs, string Reason, double Confidence, string Router, ImmutableArray<ModelOutcome> Calls);

/// <summary>The choice of an agent.</summary>
/// <param name="RunnerUp">The agent that would have been next, which may be of another team; null where there is no other.</param>
/// <param name="LowConfidence">Whether the result should say that the choice was unsure.</param>
/// <param name="Router"><c>playbook</c>, or the model that answered.</param>
/// <param name="Calls">How each model call ended that was made for this decision, in order; empty offline.</param>
public sealed record RoutedAgent(
    string Agent, string Reason, double Confidence, string? RunnerUp, bool LowConfidence, string Router, ImmutableArray<ModelOutcome> Calls);
