using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Schemas;

namespace Opsroom.Tools;

/// <summary>One capability: what it is called, what it takes and gives, and how it is used.</summary>
public sealed partial class Tool
{
    private readonly ToolMethod _method;
    private readonly ILogger _logger;

    internal Tool(ToolMethod method, ILogger logger)
    {
        (_method, _logger) = (method, logger);
        Declaration = AIFunctionFactory.CreateDeclaration(Name, Description, ArgumentsSchema);
    }

    public string Name => _method.Attribute.Name;

    public string Description => _method.Description;

    /// <summary>The least effect of a call.</summary>
    public Effect Effect => _method.Attribute.Effect;

    /// <summary>Whether results carry text from outside.</summary>
    public bool Tainted => _method.Attribute.Tainted;

    /// <summary>Whether calls send text outside the operator's systems.</summary>
    public bool Egress => _method.Attribute.Egress;

    /// <summary>Whether results are no part of a run's structured output.</summary>
    public bool Supporting => _method.Attribute.Supporting;

    public JsonElement ArgumentsSchema => _method.ArgumentsSchema;

    public JsonElement ResultSchema => _method.ResultSchema;

    /// <summary>Arguments that work.</summary>
    public JsonElement Example => _method.Example;

    /// <summary>What a model is shown. It cannot be invoked: the runner makes the calls.</summary>
    public AITool Declaration { get; }

    /// <summary>Holds arguments against the schema; empty where they fit.</summary>
    public ImmutableArray<ArgumentProblem> Check(JsonElement arguments)
    {
        var fit = new SchemaFit();
        _method.Fit(arguments, fit);
        return fit.Problems;
    }

    /// <summary>Whether it makes its calls through the runner instead of acting itself.</summary>
    public bool IsProcedure => _method.IsProcedure;

    /// <summary>Whether a call has to be planned before policy can decide about it.</summary>
    public bool HasPlan => _method.Plan is not null;

    /// <summary>Makes the call. Whatever goes wrong is an outcome; it throws only where <paramref name="cancellationToken"/> is cancelled.</summary>
    public async Task<ToolCallOutcome> InvokeAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        ToolCallOutcome? outcome = null;
        var failure = await GuardAsync(arguments, context, async fitted => outcome = await _method.CallAsync(fitted, context, cancellationToken), cancellationToken);
        return failure is null ? outcome! : ToolCallOutcome.Failed(failure);
    }

    /// <summary>Looks at what a call would do, without doing it.</summary>
    internal async Task<PlannedChange> PlanAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        ToolResult<ChangePlan>? answer = null;
        IReadOnlyList<string> texts = [];
        var failure = await GuardAsync(arguments, context, async fitted =>
        {
            texts = await _method.ReadTextsAsync(fitted, context, cancellationToken);
            var (result, unreadable) = await _method.Plan!.CallAsync(fitted, context, cancellationToken);
            answer = result ?? unreadable!;
        }, cancellationToken);
        return new PlannedChange(answer?.Value, failure ?? answer?.Failure, texts);
    }

    /// <summary>SHA-256 (hex) of every file that the arguments name by path; none where they cannot be read.</summary>
    internal async Task<IReadOnlyList<string>> ReadTextsAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        IReadOnlyList<string> texts = [];
        await GuardAsync(arguments, context, async fitted => texts = await _method.ReadTextsAsync(fitted, context, cancellationToken), cancellationToken);
        return texts;
    }

    /// <summary>Tells what became of a call whose end nobody saw. What goes wrong in it is an unknown outcome.</summary>
    internal async Task<Verification> VerifyAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        if (_method.Verify is not { } companion)
        {
            return Verification.Unknown($"{Name} has no way to tell whether it was made.");
        }

        Verification? answer = null;
        var failure = await GuardAsync(arguments, context, async fitted =>
        {
            var (verification, unreadable) = await companion.CallAsync(fitted, context, cancellationToken);
            answer = verification ?? Verification.Unknown(unreadable!.Message);
        }, cancellationToken);
        return failure is null ? answer! : Verification.Unknown($"Looking at the target failed: {failure.Message}");
    }

    /// <summary>Asks a procedure what it does next.</summary>
    internal async Task<ProcedureMove> MoveAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        ProcedureMove? move = null;
        var failure = await GuardAsync(arguments, context, async fitted => move = await _method.MoveAsync(fitted, context, cancellationToken), cancellationToken);
        return failure is null ? move! : ProcedureMove.Fail(failure);
    }

    private async Task<ToolFailure?> GuardAsync(JsonElement arguments, ToolContext context, Func<JsonElement, Task> use, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var fit = new SchemaFit();
            var fitted = _method.Fit(arguments, fit);
            if (!fit.Problems.IsEmpty)
            {
                return ToolFailure.InvalidArgument($"The arguments do not fit: {string.Join("; ", fit.Problems)}.");
            }

            await use(fitted);
            return null;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception)
        {
            LogCutOff(exception, Name, context.CallId);
            return new ToolFailure(FaultCodes.Timeout, $"{Name} was given up because what it waited for took too long.");
        }
        catch (StoreUnavailableException exception)
        {
            return new ToolFailure(FaultCodes.Unreachable, exception.Message);
        }
        catch (Exception exception)
        {
            var errorId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            LogFailed(exception, Name, context.CallId, errorId);
            return new ToolFailure(FaultCodes.Internal, $"{Name} failed because of a fault in the server; its log has the details under the id {errorId}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "{Tool} failed unexpectedly in call {CallId}, error id {ErrorId}")]
    private partial void LogFailed(Exception exception, string tool, string callId, string errorId);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Tool} was cut off in call {CallId}")]
    private partial void LogCutOff(Exception exception, string tool, string callId);
}

/// <summary>How a call ended.</summary>
/// <param name="Result">What the tool returned; on failure <c>{"message","error":{"code","message","retryable","setting"?}}</c>.</param>
public sealed record ToolCallOutcome(bool Succeeded, JsonElement Result)
{
    /// <summary>Whether this result carries text from outside, although not every result of the tool does.</summary>
    public bool Tainted { get; init; }

    internal static ToolCallOutcome Failed(ToolFailure failure)
    {
        var retryable = failure.Code is FaultCodes.Unreachable or FaultCodes.Timeout;
        return new ToolCallOutcome(false, FaultJson.Of(new Fault(failure.Code, failure.Message, retryable, failure.Setting)));
    }
}
