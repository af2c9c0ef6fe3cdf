using System.Collections.Immutable;
using Opsroom.Agents;
using Opsroom.Models;

namespace Opsroom.Workflow.Routing;

/// <summary>
/// The router that asks a model for a structured answer constrained to the org chart. An unusable answer gets its error and one more try;
/// after that, and where no model answers, the offline router decides and the reason says so.
/// </summary>
public sealed class ModelRouter(IModelCaller models, AgentCatalog agents, OfflineRouter offline) : IRouter
{
    private const int Tries = 2;

    public async Task<RoutedPlan> PlanAsync(RoutingRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        var teams = request.Agents.Select(agent => agent.Team).Distinct(StringComparer.Ordinal).ToImmutableArray();
        var question = RoutingQuestion.ForPlan(agents.Current.Root, teams, request);
        var asked = await AskAsync(question, request.FirstAttempt, text => PlanAnswer.Read(text, teams), observer, runCancelled);
        if (asked.Answer is { } answer)
        {
            return new(answer.Jobs, answer.Reason, answer.Confidence, asked.Model, asked.Calls);
        }

        var decided = await offline.PlanAsync(request, observer, runCancelled);
        return decided with { Reason = $"{asked.Problem} Decided offline: {decided.Reason}", Calls = asked.Calls };
    }

    public async Task<RoutedAgent> ChooseAgentAsync(JobRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        var members = request.Agents.Where(agent => agent.Team == request.Team).ToImmutableArray();
        var supervisor = agents.Current.FindSupervisor(request.Team);
        if (members.Length < 2 || supervisor is null)
        {
            return await offline.ChooseAgentAsync(request, observer, runCancelled);
        }

        var question = RoutingQuestion.ForChoice(supervisor, members, request);
        var names = members.Select(agent => agent.Name).ToImmutableArray();
        var asked = await AskAsync(question, request.FirstAttempt, text => ChoiceAnswer.Read(text, names), observer, runCancelled);
        if (asked.Answer is { } answer)
        {
            var low = answer.Confidence < LowConfidence;
            return new(answer.Agent, answer.Reason, answer.Confidence, answer.RunnerUp, low, asked.Model, asked.Calls);
        }

        var decided = await offline.ChooseAgentAsync(request, observer, runCancelled);
        return decided with { Reason = $"{asked.Problem} Decided offline: {decided.Reason}", Calls = asked.Calls };
    }

    /// <summary>The supervisors' instructions ask for less than this where two could own the task.</summary>
    private const double LowConfidence = 0.6;

    private async Task<Asked<T>> AskAsync<T>(
        RoutingQuestion question, int firstAttempt, Func<string, Reading<T>> read, IModelCallObserver observer, CancellationToken runCancelled)
        where T : class
    {
        var calls = ImmutableArray.CreateBuilder<ModelOutcome>(Tries);
        var problem = "";
        for (var tries = 0; tries < Tries; tries++)
        {
            var outcome = await models.CallAsync(question.ToRequest(firstAttempt), observer, runCancelled);
            calls.Add(outcome);
            firstAttempt = outcome.Attempt + 1;
            switch (outcome)
            {
                case ModelOutcome.Failure failure:
                    return new(null, "", $"No model could be asked ({failure.Error.Message.TrimEnd('.')}).", calls.ToImmutable());
                case ModelOutcome.Answer answer:
                    var reading = answer.Truncated ? new(null, "The answer was cut off at the output limit.") : read(answer.Text);
                    if (reading.Value is { } value)
                    {
                        return new(value, answer.Model, "", calls.ToImmutable());
                    }

                    problem = $"The answer of {answer.Model} could not be used ({reading.Problem!.TrimEnd('.')}).";
                    question = question.Again(answer.Text, reading.Problem);
                    break;
                default:
                    throw new InvalidOperationException($"A model call cannot end as {outcome.GetType().Name}.");
            }
        }

        return new(null, "", problem, calls.ToImmutable());
    }

    private sealed record Asked<T>(T? Answer, string Model, string Problem, ImmutableArray<ModelOutcome> Calls)
        where T : class;
}

/// <summary>What was made of a model's text: a value, or the problem with it.</summary>
internal sealed record Reading<T>(T? Value, string? Problem)
    where T : class;
