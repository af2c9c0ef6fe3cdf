using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>Asks the configured models for one turn: retries, falls back along the chain, and says each time what it does.</summary>
public interface IModelCaller
{
    /// <summary>Never throws for what a provider does; only for cancellation.</summary>
    Task<ModelOutcome> CallAsync(ModelRequest request, IModelCallObserver observer, CancellationToken runCancelled);
}

/// <summary>One turn to be answered.</summary>
/// <param name="Agent">Who asks: an agent, a supervisor, or <c>reflection</c>.</param>
/// <param name="Messages">System message first. The user message that asks an agent carries a <c>PlaybookBrief</c> among its additional properties.</param>
/// <param name="Tools">Declarations only; the runner makes the calls.</param>
/// <param name="Format">Set where a structured answer is wanted.</param>
/// <param name="MayFallBack">False once the agent has made a <c>change</c> with the present model.</param>
/// <param name="FirstAttempt">1, or one above the attempts that earlier owners of this step made.</param>
/// <param name="PresentModel">The model that answered this agent last: the only one that is asked where <paramref name="MayFallBack"/> is false.</param>
public sealed record ModelRequest(
    string Agent, IReadOnlyList<ChatMessage> Messages, IReadOnlyList<AITool> Tools, ChatResponseFormat? Format, bool MayFallBack, int FirstAttempt,
    string? PresentModel = null);

/// <summary>Hears what happens during a call, in order.</summary>
public interface IModelCallObserver
{
    /// <summary>An attempt is about to start. Completes when it may, and where it costs money that is durable; throws where a budget has no room for it.</summary>
    /// <param name="reserved">What it may use at most; null where it costs nothing.</param>
    ValueTask AttemptStartedAsync(string model, int attempt, Reservation? reserved);

    /// <summary>A piece of the text as it comes.</summary>
    void Chunk(string text);

    /// <summary>What came of this attempt is discarded; another one or a failure follows.</summary>
    void AttemptAbandoned(string model, int attempt, string reason);
}

/// <summary>How a call ended.</summary>
/// <param name="Model">Which model, as <c>provider:name</c>, or <c>playbook</c>.</param>
/// <param name="Attempt">The attempt that ended it.</param>
public abstract record ModelOutcome(string Model, int Attempt)
{
    /// <param name="Truncated">Whether the model stopped at its output limit.</param>
    /// <param name="Error">Set by a playbook that could not do its main job.</param>
    public sealed record Answer(
        string Model, int Attempt, string Text, ImmutableArray<FunctionCallContent> Calls, ModelUsage Usage, bool Truncated, Fault? Error) : ModelOutcome(Model, Attempt);

    /// <param name="Error"><c>model_unavailable</c> or <c>model_refused</c>.</param>
    public sealed record Failure(string Model, int Attempt, Fault Error) : ModelOutcome(Model, Attempt);
}
