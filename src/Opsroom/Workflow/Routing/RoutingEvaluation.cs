using System.Collections.Immutable;
using System.Diagnostics;
using System.Runtime.InteropServices;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Threads;

namespace Opsroom.Workflow.Routing;

/// <summary>Measures a router on labelled tasks. The prediction is the first agent of the plan.</summary>
public sealed class RoutingEvaluation(IRouter router)
{
    private static readonly ImmutableArray<AgentDefinition> Agents = BuiltInAgents.Roster.Agents;

    /// <summary>Routes each task once, one after the other.</summary>
    /// <exception cref="FormatException">A line is not a labelled task; the message names the line.</exception>
    public async Task<RoutingReport> RunAsync(IEnumerable<string> lines, CancellationToken cancellationToken)
    {
        var tasks = LabelledTask.Read(lines).ToImmutableArray();
        if (tasks.IsEmpty)
        {
            throw new FormatException("There is no labelled task to measure: every line is blank.");
        }

        // loading the router is not time per task
        await PredictAsync(tasks[0], cancellationToken);
        var outcomes = ImmutableArray.CreateBuilder<RoutingOutcome>(tasks.Length);
        var started = Stopwatch.GetTimestamp();
        foreach (var task in tasks)
        {
            outcomes.Add(new(task, await PredictAsync(task, cancellationToken)));
        }

        return RoutingReport.Of(outcomes.MoveToImmutable(), Stopwatch.GetElapsedTime(started));
    }

    private async Task<string> PredictAsync(LabelledTask task, CancellationToken cancellationToken)
    {
        var plan = await router.PlanAsync(new(task.Task, task.Context, Agents), UnheardCalls.Instance, cancellationToken);
        var first = plan.Jobs[0];
        var choice = await router.ChooseAgentAsync(new(first.Task, first.Team, task.Context, Agents), UnheardCalls.Instance, cancellationToken);
        return choice.Agent;
    }
}

/// <param name="Predicted">The agent that the router chose.</param>
[StructLayout(LayoutKind.Auto)]
internal readonly record struct RoutingOutcome(LabelledTask Task, string Predicted);

/// <summary>Nobody follows the calls of an evaluation.</summary>
internal sealed class UnheardCalls : IModelCallObserver
{
    public static UnheardCalls Instance { get; } = new();

    public ValueTask AttemptStartedAsync(string model, int attempt, Reservation? reserved) => ValueTask.CompletedTask;

    public void Chunk(string text)
    {
    }

    public void AttemptAbandoned(string model, int attempt, string reason)
    {
    }
}
