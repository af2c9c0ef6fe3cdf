using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
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

    /// <summary>Makes the call. Whatever goes wrong is an outcome; it throws only where <paramref name="cancellationToken"/> is cancelled.</summary>
    public async Task<ToolCallOutcome> InvokeAsync(JsonElement arguments, ToolContext context, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        try
        {
            var fit = new SchemaFit();
            var fitted = _method.Fit(arguments, fit);
            if (!fit.Problems.IsEmpty)
            {
                return ToolCallOutcome.Failed(ToolFailure.InvalidArgument($"The arguments do not fit: {string.Join("; ", fit.Problems)}."));
            }

            return await _method.CallAsync(fitted, context, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (OperationCanceledException exception)
        {
            LogCutOff(exception, Name, context.CallId);
            return ToolCallOutcome.Failed(new ToolFailure(FaultCodes.Timeout, $"{Name} was given up because what it waited for took too long."));
        }
        catch (StoreUnavailableException exception)
        {
            return ToolCallOutcome.Failed(new ToolFailure(FaultCodes.Unreachable, exception.Message));
        }
        catch (Exception exception)
        {
            var errorId = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(6));
            LogFailed(exception, Name, context.CallId, errorId);
            return ToolCallOutcome.Failed(new ToolFailure(
                FaultCodes.Internal, $"{Name} failed because of a fault in the server; its log has the details under the id {errorId}."));
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
    internal static ToolCallOutcome Failed(ToolFailure failure)
    {
        var retryable = failure.Code is FaultCodes.Unreachable or FaultCodes.Timeout;
        return new ToolCallOutcome(false, FaultJson.Of(new Fault(failure.Code, failure.Message, retryable, failure.Setting)));
    }
}
