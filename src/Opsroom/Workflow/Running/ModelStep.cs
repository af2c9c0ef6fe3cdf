using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Workflow.Claims;

namespace Opsroom.Workflow.Running;

/// <summary>Asks an agent's model for its next turn, and checks whether the turn can be used.</summary>
internal sealed class ModelStep(IModelCaller caller, AgentCatalog agents, ToolCatalog tools, Redactor redactor, RunResults results, ClaimCheck claims)
{
    /// <summary>How often the very same call may be made in one round.</summary>
    private const int SameCallLimit = 2;

    public async Task AskAsync(ThreadState thread, BranchState branch, IStepSink sink, CancellationToken runCancelled)
    {
        if (agents.Current.Find(branch.Agent!) is not { } agent)
        {
            sink.Yield([new ModelFailed(branch.Agent!, "none", 1, new Fault("not_configured", $"The agent {branch.Agent} is no longer defined; bring its file back or name another agent.", Setting: "--agents"))]);
            return;
        }

        var available = agent.Tools.Select(tools.Find).OfType<Tool>().ToImmutableArray();
        var checks = ClaimCheck.Covers(agent, branch);
        var observer = new ModelObserver(agent.Name, thread.Key, sink, redactor) { HoldsBack = checks };
        var request = new ModelRequest(
            agent.Name, ModelWindow.Build(thread, branch, agent, results.Before(thread, branch)), [.. available.Select(tool => tool.Declaration)], null,
            MayFallBack: !HasChanged(branch), SupervisorSteps.NextAttempt(branch.Open), PresentModel: branch.Turns.LastOrDefault()?.Model);
        switch (await caller.CallAsync(request, observer, runCancelled))
        {
            case ModelOutcome.Answer answer:
                var answered = Answered(thread.Run!, branch, answer, available);
                if (checks && ClaimCheck.Covers(answer.Model) && answered is { Invalid: null, ToolCalls.IsEmpty: true })
                {
                    var (text, found) = await claims.CheckAsync(thread, branch, answered.Content, runCancelled);
                    answered = answered with { Content = text, Claims = found };
                }

                observer.Complete(answered.Content);
                sink.Yield([answered]);
                break;
            case ModelOutcome.Failure failure:
                sink.Yield([new ModelFailed(agent.Name, failure.Model, failure.Attempt, failure.Error)]);
                break;
            default:
                throw new InvalidOperationException("No rule for this outcome.");
        }
    }

    private static ModelAnswered Answered(RunState run, BranchState branch, ModelOutcome.Answer answer, ImmutableArray<Tool> available)
    {
        var invalid = answer.Truncated ? "it stopped at the limit of what one answer may hold; answer in smaller parts."
            : answer.Calls.IsEmpty && string.IsNullOrWhiteSpace(answer.Text) ? "it is empty; call a tool or answer the task in words."
            : null;
        var calls = invalid is null ? answer.Calls.Select((call, index) => Checked(run, branch, call, index, available)).ToImmutableArray() : [];
        return new ModelAnswered(branch.Agent!, answer.Model, answer.Attempt, answer.Text, calls, answer.Usage, invalid, answer.Error);
    }

    /// <summary>A call under our own id: unique in the thread and beyond, short, and the same again if the step is performed again.</summary>
    private static ToolCallRequest Checked(RunState run, BranchState branch, FunctionCallContent call, int index, ImmutableArray<Tool> available)
    {
        var id = $"call-{run.RunId.Value[^12..]}-{branch.Id}-{branch.Ordinal + 1 + index}";
        var arguments = call.Arguments is null ? JsonSerializer.SerializeToElement(new object()) : JsonSerializer.SerializeToElement(call.Arguments, AIJsonUtilities.DefaultOptions);
        return new ToolCallRequest(id, call.Name, arguments, Problem(branch, call, arguments, available));
    }

    private static string? Problem(BranchState branch, FunctionCallContent call, JsonElement arguments, ImmutableArray<Tool> available)
    {
        if (available.FirstOrDefault(tool => tool.Name == call.Name) is not { } tool)
        {
            return $"There is no tool {call.Name} for you. You may call: {string.Join(", ", available.Select(other => other.Name))}.";
        }

        if (call.Exception is not null)
        {
            return $"The arguments of {call.Name} are not valid JSON. Send one JSON object that fits its schema.";
        }

        var problems = tool.Check(arguments);
        if (problems.Length > 0)
        {
            return $"The arguments of {call.Name} do not fit its schema: {string.Join("; ", problems.Select(problem => $"{string.Join('.', problem.Location)}: {problem.Message}"))}.";
        }

        var same = branch.Turns.Where(turn => turn.Round == branch.Round).SelectMany(turn => turn.Calls)
            .Count(earlier => earlier.Tool == call.Name && JsonElement.DeepEquals(earlier.Arguments, arguments));
        return same < SameCallLimit ? null : $"You have made this very call {same} times. Use its result, call something else, or answer.";
    }

    private bool HasChanged(BranchState branch) => branch.Turns.SelectMany(turn => turn.Calls)
        .Any(call => call.Attempt > 0 && tools.Find(call.Tool)?.Effect is Effect.Change or Effect.Destroy);
}
