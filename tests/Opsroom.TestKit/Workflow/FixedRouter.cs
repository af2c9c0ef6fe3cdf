using Opsroom.Models;
using Opsroom.Threads;
using Opsroom.Workflow.Routing;

namespace Opsroom.TestKit.Workflow;

/// <summary>Supervisors whose decisions a test can foresee: " then " makes jobs in order, " and " jobs side by side, and the Harness expert takes them all.</summary>
public sealed class FixedRouter : IRouter
{
    public const string Agent = "harness_expert";

    public const string Team = "infrastructure_supervisor";

    public Task<RoutedPlan> PlanAsync(RoutingRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        var jobs = new List<PlannedJob>();
        foreach (var stage in request.Task.Split(" then "))
        {
            var before = jobs.Select(job => job.Id).ToList();
            jobs.AddRange(stage.Split(" and ").Select((task, index) => new PlannedJob($"b{before.Count + index + 1}", task, Team, [.. before])));
        }

        return Task.FromResult(new RoutedPlan([.. jobs], "the test says so", 1, "fixed", []));
    }

    public Task<RoutedAgent> ChooseAgentAsync(JobRequest request, IModelCallObserver observer, CancellationToken runCancelled) =>
        Task.FromResult(new RoutedAgent(Agent, "the test says so", 1, null, false, "fixed", []));
}
