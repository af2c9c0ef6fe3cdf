using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>Something that may start now. Its id (branch and ordinal within the run) is the same whoever decides, so that it names the same work after a crash.</summary>
/// <param name="Id"><c>branch:ordinal</c>; <c>root:0</c> for the root supervisor.</param>
public abstract record Step(string Id)
{
    /// <summary>Bookkeeping that has no effect outside: the event is appended as it is.</summary>
    public sealed record Emit(ThreadEvent Event) : Step(Event.Step ?? Event.Kind);

    /// <summary>The root supervisor splits the task into jobs.</summary>
    public sealed record Plan() : Step(RootId);

    /// <summary>A team's supervisor chooses an agent.</summary>
    public sealed record ChooseAgent(BranchState Branch) : Step(Branch.NextStep);

    /// <summary>An agent's model is asked for its next turn.</summary>
    public sealed record AskModel(BranchState Branch) : Step(Branch.NextStep);

    /// <summary>People are asked about everything that waits for them.</summary>
    public sealed record AskApproval(RunState Run) : Step($"approval:{Run.Approvals.Count + 1}");

    /// <summary>A procedure whose calls all have an answer says what it does next.</summary>
    public sealed record MoveProcedure(BranchState Branch, CallState Call) : Step(Call.Step);

    /// <summary>One tool call is made, if policy allows it.</summary>
    public sealed record RunTool(BranchState Branch, CallState Call) : Step(Call.Step);

    /// <summary>The reflection looks at an agent's result.</summary>
    public sealed record Reflect(BranchState Branch) : Step(Branch.NextStep);

    /// <summary>The id of the root supervisor's step.</summary>
    public const string RootId = "root:0";

    /// <summary>The branch that is performed on; null where it is the whole run.</summary>
    internal string? BranchId => this switch
    {
        ChooseAgent choose => choose.Branch.Id,
        AskModel ask => ask.Branch.Id,
        RunTool run => run.Branch.Id,
        MoveProcedure move => move.Branch.Id,
        Reflect reflect => reflect.Branch.Id,
        _ => null,
    };
}
