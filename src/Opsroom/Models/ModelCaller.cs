using System.Diagnostics;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Opsroom.Models.Playbooks;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>Asks the models of the catalogue in turn: each a bounded number of times, then the next one where the request allows it.</summary>
public sealed partial class ModelCaller(ModelCatalog catalog, TimeProvider time, ILogger<ModelCaller> logger) : IModelCaller
{
    private readonly ModelOptions options = catalog.Options;

    public async Task<ModelOutcome> CallAsync(ModelRequest request, IModelCallObserver observer, CancellationToken runCancelled)
    {
        var attempt = request.FirstAttempt;
        List<(string Model, AttemptFailure Failure)> failures = [];
        foreach (var endpoint in EndpointsFor(request))
        {
            for (var tries = 0; ; tries++)
            {
                var result = await endpoint.RunAsync(AttemptAsync, new Call(endpoint, request, attempt, observer), runCancelled);
                if (result.Turn is { } turn)
                {
                    endpoint.Health.Answered();
                    return new ModelOutcome.Answer(
                        endpoint.Name, attempt, turn.Text, CallIds.Unique(turn.Calls, request.Messages), turn.Usage, turn.Truncated, turn.Error);
                }

                var failure = result.Failure!;
                if (result.WasMade)
                {
                    Note(endpoint, failure);
                    LogFailed(attempt, request.Agent, endpoint.Name, failure.Reason, failure.Detail);
                    observer.AttemptAbandoned(endpoint.Name, attempt, failure.Reason);
                    attempt++;
                }

                if (failure.Next is AfterFailure.Stop)
                {
                    return new ModelOutcome.Failure(endpoint.Name, attempt - 1, failure.ToFault(endpoint.Name));
                }

                if (failure.Next is AfterFailure.NextModel || tries >= options.Retries || DelayAfter(failure, tries) is not { } delay)
                {
                    failures.Add((endpoint.Name, failure));
                    break;
                }

                await Task.Delay(delay, time, runCancelled);
            }
        }

        return new ModelOutcome.Failure(failures.LastOrDefault().Model ?? catalog.Chain[0].Name, Math.Max(request.FirstAttempt, attempt - 1), Summarise(failures));
    }

    /// <summary>Structured questions are asked of models only: those who ask have an offline form of their own.</summary>
    private IEnumerable<ModelEndpoint> EndpointsFor(ModelRequest request)
    {
        var able = catalog.Chain.Where(endpoint => request.Format is null || !endpoint.IsPlaybook);
        return request.MayFallBack ? able
            : request.PresentModel is { } present ? able.Where(endpoint => endpoint.Name == present)
            : able.Take(1);
    }

    private async ValueTask<AttemptResult> AttemptAsync(Call call, CancellationToken runCancelled)
    {
        await call.Observer.AttemptStartedAsync(call.Endpoint.Name, call.Attempt, call.Endpoint.IsPaid ? TokenEstimate.Of(call.Request, options.MaxOutputTokens, call.Endpoint.Price) : null);
        using var activity = OpsroomActivity.StartModelCall(call.Endpoint.Name, call.Request.Agent, call.Attempt);
        var result = await new TurnReader(call.Endpoint, call.Observer.Chunk)
            .ReadAsync(call.Request.Messages, ChatOptionsFor(call.Request), options.RequestTimeout, time, runCancelled);
        Describe(activity, call.Endpoint, result);
        return result;
    }

    /// <summary>The only place that counts a call's tokens for traces; the SDKs' own spans are off.</summary>
    private static void Describe(Activity? activity, ModelEndpoint endpoint, AttemptResult result)
    {
        if (result.Failure is { } failure)
        {
            activity?.SetTag(TagNames.ErrorType, failure.Reason).SetStatus(ActivityStatusCode.Error, failure.Detail);
        }
        else if (result.Turn is { } turn)
        {
            activity?.SetUsage(turn.ResponseModel is { } model ? $"{ModelName.Parse(endpoint.Name).Provider}:{model}" : endpoint.Name, turn.Usage);
        }
    }

    private ChatOptions ChatOptionsFor(ModelRequest request) => new()
    {
        MaxOutputTokens = options.MaxOutputTokens,
        ResponseFormat = request.Format,
        Tools = request.Tools.Count > 0 ? [.. request.Tools] : null,
        AdditionalProperties = new AdditionalPropertiesDictionary { [PlaybookBrief.AgentKey] = request.Agent },
    };

    /// <summary>Null where the provider asks for more patience than is configured.</summary>
    private TimeSpan? DelayAfter(AttemptFailure failure, int tries)
    {
        var doubled = options.FirstDelay * Math.Pow(2, tries);
        var bounded = doubled < options.MaxDelay ? doubled : options.MaxDelay;
        var jittered = bounded * (0.5 + (Random.Shared.NextDouble() / 2));
        return failure.RetryAfter is not { } asked ? jittered
            : asked > options.MaxDelay ? null
            : asked > jittered ? asked : jittered;
    }

    private static void Note(ModelEndpoint endpoint, AttemptFailure failure)
    {
        if (failure.SaysSomethingAboutHealth)
        {
            endpoint.Health.Failed(failure.Reason, isLasting: failure is { Setting: not null, Next: AfterFailure.NextModel });
        }
        else
        {
            endpoint.Health.Answered();
        }
    }

    private static Fault Summarise(List<(string Model, AttemptFailure Failure)> failures)
    {
        if (failures.Count == 0)
        {
            return new Fault("model_unavailable", "No model is configured that could answer this.", Setting: "OPSROOM_MODEL");
        }

        var faults = failures.ConvertAll(each => each.Failure.ToFault(each.Model));
        return new Fault(
            "model_unavailable", string.Join(' ', faults.Select(fault => fault.Message)), faults.Exists(fault => fault.Retryable),
            faults.Select(fault => fault.Setting).FirstOrDefault(setting => setting is not null));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Attempt {Attempt} of {Agent} at {Model} failed: {Reason}. {Detail}")]
    private partial void LogFailed(int attempt, string agent, string model, string reason, string detail);

    private sealed record Call(ModelEndpoint Endpoint, ModelRequest Request, int Attempt, IModelCallObserver Observer);
}
