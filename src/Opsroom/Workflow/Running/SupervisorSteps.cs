using System.Collections.Immutable;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Workflow.Routing;

namespace Opsroom.Workflow.Running;

/// <summary>What supervisors decide.</summary>
internal sealed class SupervisorSteps(IRouter router, AgentCatalog agents, Redactor redactor)
{
    public async Task PlanAsync(ThreadState thread, IStepSink sink, CancellationToken runCancelled)
    {
        var run = thread.Run!;
        var observer = new ModelObserver(AgentRoster.RootName, thread.Key, sink, redactor, streams: false);
        var request = new RoutingRequest(run.Task, run.Context, agents.Current.Agents, NextAttempt(run.Open));
        var plan = await router.PlanAsync(request, observer, runCancelled);
        sink.Yield([.. Answers(AgentRoster.RootName, plan.Calls), new PlanDecided(plan.Jobs, plan.Reason, plan.Confidence, plan.Router)]);
    }

    public async Task ChooseAsync(ThreadState thread, BranchState branch, IStepSink sink, CancellationToken runCancelled)
    {
        var observer = new ModelObserver(branch.Team!, thread.Key, sink, redactor, streams: false);
        var request = new JobRequest(branch.Task, branch.Team!, thread.Run!.Context, agents.Current.Agents, NextAttempt(branch.Open));
        var choice = await router.ChooseAgentAsync(request, observer, runCancelled);
        sink.Yield(
        [
            .. Answers(branch.Team!, choice.Calls),
            new AgentChosen(branch.Team!, choice.Agent, choice.Reason, choice.Confidence, choice.RunnerUp, choice.LowConfidence, choice.Router),
        ]);
    }

    /// <summary>One above the attempts that were made at a step before.</summary>
    public static int NextAttempt(OpenAttempt? open) => (open?.Number ?? 0) + 1;

    /// <summary>The journal's record of model calls that somebody made on the way to a decision.</summary>
    public static IEnumerable<ThreadEvent> Answers(string agent, ImmutableArray<ModelOutcome> calls) => calls.OfType<ModelOutcome.Answer>()
        .Select(answer => new ModelAnswered(agent, answer.Model, answer.Attempt, answer.Text, [], answer.Usage, null, null));
}
