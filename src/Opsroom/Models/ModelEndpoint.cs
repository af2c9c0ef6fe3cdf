using Microsoft.Extensions.AI;
using Polly;
using Polly.CircuitBreaker;

namespace Opsroom.Models;

/// <summary>One link of the chain: a model with its client, its circuit breaker and what is known of its health.</summary>
internal sealed class ModelEndpoint
{
    private readonly Lazy<IChatClient> client;
    private readonly ResiliencePipeline<AttemptResult>? circuit;

    public ModelEndpoint(string name, IModelProvider? provider, Func<IChatClient> createClient, bool isPlaybook, ModelOptions options, TimeProvider time)
    {
        Name = name;
        Provider = provider;
        IsPlaybook = isPlaybook;
        client = new Lazy<IChatClient>(createClient);
        Health = new EndpointHealth(time);
        var model = ModelName.Parse(name).Name ?? name;
        Price = options.Prices.TryGetValue(name, out var price) || options.Prices.TryGetValue(model, out price) ? price : null;
        circuit = isPlaybook ? null : CreateCircuit(options.Circuit, time);
    }

    /// <summary>As results name it: <c>provider:name</c>, or <c>playbook</c>.</summary>
    public string Name { get; }

    /// <summary>Null for the playbooks and for clients that an embedding program brought.</summary>
    public IModelProvider? Provider { get; }

    public bool IsPlaybook { get; }

    /// <summary>Whether a call costs money, as far as can be known.</summary>
    public bool IsPaid => !IsPlaybook;

    public ModelPrice? Price { get; }

    public EndpointHealth Health { get; }

    /// <summary>Created when it is first asked.</summary>
    public IChatClient Client => client.Value;

    public bool HasClient => client.IsValueCreated;

    /// <summary>Makes an attempt unless the circuit is open, and counts how it ended. Throws only for cancellation.</summary>
    public async ValueTask<AttemptResult> RunAsync<TState>(Func<TState, CancellationToken, ValueTask<AttemptResult>> attempt, TState state, CancellationToken runCancelled)
    {
        if (circuit is null)
        {
            return await attempt(state, runCancelled);
        }

        try
        {
            return await circuit.ExecuteAsync(static (call, token) => call.attempt(call.state, token), (attempt, state), runCancelled);
        }
        catch (BrokenCircuitException)
        {
            return AttemptResult.Rejected(AttemptFailure.CircuitOpen(Health.LastFailure));
        }
    }

    private static ResiliencePipeline<AttemptResult> CreateCircuit(CircuitOptions options, TimeProvider time) =>
        new ResiliencePipelineBuilder<AttemptResult> { TimeProvider = time }
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<AttemptResult>
            {
                FailureRatio = options.FailureRatio,
                MinimumThroughput = options.MinimumAttempts,
                SamplingDuration = options.Window,
                BreakDuration = options.Break,
                ShouldHandle = static arguments => ValueTask.FromResult(arguments.Outcome.Result?.Failure is { IsOutage: true }),
            })
            .Build();
}
