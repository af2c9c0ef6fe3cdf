using System.Collections.Immutable;

namespace Opsroom.Threads;

/// <summary>How far one job of a plan is.</summary>
public enum BranchPhase
{
    /// <summary>Its team's supervisor has not been asked.</summary>
    Waiting,

    /// <summary>Its team's supervisor is choosing.</summary>
    Choosing,

    /// <summary>An agent is named and has not started this round.</summary>
    Chosen,

    /// <summary>The agent's model is to be asked, or its tools are to be called.</summary>
    Working,

    /// <summary>The agent has ended its round.</summary>
    Answered,

    /// <summary>The reflection is looking at it.</summary>
    Reflecting,

    Done,
}

/// <summary>One job of a run's plan, folded.</summary>
public sealed record BranchState(string Id, string Task, string? Team, ImmutableArray<string> After)
{
    public BranchPhase Phase { get; init; }

    public string? Agent { get; init; }

    public AgentChosen? Choice { get; init; }

    /// <summary>0 at first, one more for each remediation.</summary>
    public int Round { get; init; }

    /// <summary>What the agent was asked in each round: its job, then what the reflection wants mended.</summary>
    public ImmutableArray<string> Asked { get; init; } = [];

    /// <summary>What the model said and the tools answered, over all rounds.</summary>
    public ImmutableList<Turn> Turns { get; init; } = [];

    /// <summary>Ordinal of the next step that is not a tool call.</summary>
    public int Ordinal { get; init; }

    /// <summary>The open attempt of the branch's model call.</summary>
    public OpenAttempt? Open { get; init; }

    /// <summary>Unusable turns of the model in a row.</summary>
    public int InvalidTurns { get; init; }

    /// <summary>Files written, by path; the last version of each.</summary>
    public ImmutableSortedDictionary<string, ArtifactWritten> Artifacts { get; init; } = ImmutableSortedDictionary.Create<string, ArtifactWritten>(StringComparer.Ordinal);

    public string? Message { get; init; }

    /// <summary>Which model answered last, and which ones before it came to nothing.</summary>
    public string? Model { get; init; }

    /// <summary>Models that were tried before the present one and failed, in order, each once.</summary>
    public ImmutableArray<string> FailedModels { get; init; } = [];

    public Fault? Error { get; init; }

    public ReflectionMade? Reflection { get; init; }

    /// <summary>The id of the next step that is not a tool call.</summary>
    public string NextStep => $"{Id}:{Ordinal}";

    /// <summary>The calls of the last turn that have not been answered, those that procedures make included.</summary>
    public IEnumerable<CallState> OpenCalls => Turns.Count == 0 ? [] : Turns[^1].Calls.Where(call => call.Finished is null);

    internal static BranchState OfDirectCall(RunStarted started) =>
        new(RunState.FirstBranch, started.Task, null, [])
        {
            Agent = RunState.DirectAgent,
            Phase = BranchPhase.Working,
            Turns = [new Turn(0, "", null, [new CallState(CallState.IdOf(started.RunId!.Value, RunState.FirstBranch, 0), started.Tool!, started.Arguments!.Value, $"{RunState.FirstBranch}:0")], null, null)],
            Ordinal = 1,
        };

    internal BranchState Apply(ThreadEvent @event) => @event switch
    {
        SupervisorStarted => this with { Phase = BranchPhase.Choosing },
        AgentChosen choice => this with { Agent = choice.Agent, Choice = choice, Phase = BranchPhase.Chosen, Ordinal = Ordinal + 1, Open = null },
        AgentStarted started => this with { Phase = BranchPhase.Working, Round = started.Round, Asked = Asked.Add(started.Task), InvalidTurns = 0, Error = null },
        ModelRequested asked => this with { Open = new OpenAttempt(asked.Step!, asked.Attempt) },
        AttemptAbandoned abandoned => Abandon(abandoned),
        ModelAnswered answered => Answer(answered),
        ModelFailed failed => this with { Open = null, Ordinal = Ordinal + 1, Model = failed.Model, Error = failed.Error },
        ToolRequested asked => WithCall(asked.CallId, call => call.Ask(asked)),
        ToolStarted started => WithCall(started.CallId, call => call.Start(started)),
        ToolFinished finished => WithCall(finished.CallId, call => call.Finish(finished)),
        ProcedureMoved moved => Move(moved),
        OutcomeUnknown unknown => WithCall(unknown.CallId, call => call.HandBack(unknown)),
        ApprovalVoided voided => WithCall(voided.CallId, call => call with { Gate = CallGate.New, ItemId = null }),
        ArtifactWritten written => this with { Artifacts = Artifacts.SetItem(written.Path, written) },
        AgentFinished finished => this with
        {
            Phase = BranchPhase.Answered,
            Message = finished.Message,
            Model = finished.Model,
            Error = finished.Error,
        },
        ReflectionStarted => this with { Phase = BranchPhase.Reflecting },
        ReflectionMade reflection => this with
        {
            Reflection = reflection,
            Ordinal = Ordinal + 1,
            Open = null,
            Phase = reflection.Remediation is null ? BranchPhase.Done : BranchPhase.Chosen,
        },
        _ => this,
    };

    private BranchState Answer(ModelAnswered answered)
    {
        if (Phase != BranchPhase.Working)
        {
            // a supervisor's or the reflection's own question; its decision is an event of its own
            return this with { Open = null };
        }

        var calls = answered.ToolCalls.Select((call, index) => new CallState(call.Id, call.Tool, call.Arguments, $"{Id}:{Ordinal + 1 + index}")
        {
            Finished = call.Invalid is null ? null : CallState.Refused(call, answered),
        }).ToImmutableArray();
        var unusable = answered.Invalid is not null || (calls.Length > 0 && calls.All(call => call.Finished is not null));
        return this with
        {
            Turns = Turns.Add(new Turn(Round, answered.Content, answered.Model, calls, answered.Invalid, answered.Error, answered.Claims)),
            Ordinal = Ordinal + 1 + calls.Length,
            Open = null,
            Model = answered.Model,
            InvalidTurns = unusable ? InvalidTurns + 1 : 0,
        };
    }

    /// <summary>A procedure's calls join the turn; their ids follow from its own, whatever else runs beside it.</summary>
    private BranchState Move(ProcedureMoved moved)
    {
        var turn = Turns[^1];
        var parent = turn.Calls.First(call => call.Id == moved.CallId);
        return this with
        {
            Turns = Turns.SetItem(Turns.Count - 1, turn with
            {
                Calls = [.. turn.Calls, .. moved.Calls.Select(call => new CallState($"{parent.Id}.{call.Name}", call.Tool, call.Arguments, $"{parent.Step}.{call.Name}")
                {
                    Parent = parent.Id,
                    Name = call.Name,
                    Rollback = call.Rollback ?? false,
                })],
            }),
        };
    }

    private BranchState Abandon(AttemptAbandoned abandoned)
    {
        if (Open is { Closed: false } open && open.Step == abandoned.Step)
        {
            var failed = abandoned.Model is { } model && !FailedModels.Contains(model, StringComparer.Ordinal) ? FailedModels.Add(model) : FailedModels;
            return this with { Open = open with { Closed = true }, FailedModels = failed };
        }

        return Turns.Count == 0 ? this : WithCalls(call => call.Step == abandoned.Step && (call.Running || call.Interrupted), call => call.Abandon());
    }

    /// <summary>The state under a new owner: changes that were being made are not seen to their end.</summary>
    internal BranchState Interrupt() => Turns.Count == 0 ? this
        : WithCalls(call => call is { Acting: true, Running: true }, call => call.Interrupt());

    /// <summary>The state after people decided, or nobody did in time.</summary>
    internal BranchState Settle(string callId, Func<CallState, CallState> settled) => WithCall(callId, settled);

    private BranchState WithCall(string callId, Func<CallState, CallState> change) => WithCalls(call => call.Id == callId, change);

    private BranchState WithCalls(Func<CallState, bool> which, Func<CallState, CallState> change)
    {
        var turn = Turns[^1];
        return this with
        {
            Turns = Turns.SetItem(Turns.Count - 1, turn with { Calls = [.. turn.Calls.Select(call => which(call) ? change(call) : call)] }),
        };
    }
}

/// <summary>One answer of a model, with what came of the calls it asked for.</summary>
/// <param name="Invalid">Why it is unusable; the model is told and asked again.</param>
/// <param name="Error">What a playbook says kept it from its main deliverable.</param>
/// <param name="Claims">What came of holding its words against the evidence.</param>
public sealed record Turn(int Round, string Content, string? Model, ImmutableArray<CallState> Calls, string? Invalid, Fault? Error, ClaimsChecked? Claims = null)
{
    /// <summary>The calls that the model itself asked for.</summary>
    public IEnumerable<CallState> OwnCalls => Calls.Where(call => call.Parent is null);
}
