using System.Collections.Immutable;
using Microsoft.Extensions.AI;
using Opsroom.Threads;

namespace Opsroom.Models;

/// <summary>How one attempt ended: with a turn, or with a failure.</summary>
/// <param name="Turn">What was answered.</param>
/// <param name="Failure">Why nothing was.</param>
/// <param name="WasMade">False where an open circuit kept it from being made.</param>
internal sealed record AttemptResult(ModelTurn? Turn, AttemptFailure? Failure, bool WasMade)
{
    public static AttemptResult Answered(ModelTurn turn) => new(turn, null, WasMade: true);

    public static AttemptResult Failed(AttemptFailure failure) => new(null, failure, WasMade: true);

    public static AttemptResult Rejected(AttemptFailure failure) => new(null, failure, WasMade: false);
}

/// <param name="ResponseModel">The model as the provider names it.</param>
internal sealed record ModelTurn(
    string Text, ImmutableArray<FunctionCallContent> Calls, ModelUsage Usage, bool Truncated, Fault? Error, string? ResponseModel);
