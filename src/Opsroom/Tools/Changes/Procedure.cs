using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Changes;

/// <summary>How far a procedure is: what came of the calls it made, in the order in which it asked for them.</summary>
/// <param name="Calls">All have an answer.</param>
public sealed record ProcedureState(ImmutableArray<ProcedureCall> Calls)
{
    /// <summary>Why the run is being stopped (<c>cancelled</c>, <c>timeout</c>, …); null while it goes on. From then on only planned calls that are marked as rollback are made.</summary>
    public string? Stopping { get; init; }

    /// <summary>The calls that it may make, in the order of its plan; secrets in their arguments are tokens.</summary>
    public ImmutableArray<PlannedCall> Planned { get; init; } = [];

    /// <summary>The answer of a child by its planned name; null where it has not been called.</summary>
    public ProcedureCall? Find(string name) => Calls.LastOrDefault(call => call.Name == name);
}

/// <param name="Name">Of the planned call.</param>
/// <param name="Result">What its tool returned; on failure <c>{"message","error"}</c>.</param>
public sealed record ProcedureCall(string Name, bool Succeeded, JsonElement Result);

/// <summary>
/// What a procedure does next. The tool's method is a pure function from its arguments and <see cref="ProcedureState"/> to this, and is asked again whenever the calls
/// it asked for have an answer; after a crash it is asked with the same state.
/// </summary>
public sealed record ProcedureMove
{
    private ProcedureMove(ImmutableArray<string> calls, JsonElement? result, ToolFailure? failure) => (Calls, Result, Failure) = (calls, result, failure);

    internal ImmutableArray<string> Calls { get; }

    internal JsonElement? Result { get; }

    internal ToolFailure? Failure { get; }

    /// <summary>Make these planned calls, side by side, and ask again.</summary>
    /// <param name="names">Of the plan's children; each may be called once.</param>
    public static ProcedureMove Call(params IEnumerable<string> names) => new([.. names], null, null);

    /// <summary>It has ended with this result.</summary>
    public static ProcedureMove Finish<T>(T result)
        where T : class => new([], JsonSerializer.SerializeToElement(result, ToolJson.Options), null);

    /// <summary>It has ended without a result.</summary>
    public static ProcedureMove Fail(ToolFailure failure) => new([], null, failure);
}
