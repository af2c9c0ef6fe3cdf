using System.Text.Json;

namespace Opsroom.Threads;

/// <summary>Whether a call may be made.</summary>
public enum CallGate
{
    /// <summary>Policy has not been asked, or has to be asked again.</summary>
    New,

    /// <summary>Policy allowed it.</summary>
    Allowed,

    /// <summary>It waits for people.</summary>
    Asked,

    /// <summary>People approved it as it is shown.</summary>
    Approved,

    /// <summary>Somebody refused it.</summary>
    Rejected,

    /// <summary>Nobody decided in time.</summary>
    Expired,
}

/// <summary>One tool call, folded.</summary>
/// <param name="Step">The id of the step that makes it.</param>
public sealed record CallState(string Id, string Tool, JsonElement Arguments, string Step)
{
    /// <summary>What policy last said about it.</summary>
    public ToolRequested? Requested { get; init; }

    public CallGate Gate { get; init; }

    /// <summary>The item under which it was asked last; null before it is in a request.</summary>
    public string? ItemId { get; init; }

    /// <summary>Who rejected it, and with what comment.</summary>
    public (string Principal, string? Comment)? Rejection { get; init; }

    /// <summary>Number of the last attempt; 0 before the first.</summary>
    public int Attempt { get; init; }

    /// <summary>What the last attempt relied on.</summary>
    public string? IntentVersion { get; init; }

    /// <summary>Whether an attempt has started and neither finished nor been abandoned.</summary>
    public bool Running { get; init; }

    /// <summary>Whether nobody saw an attempt end that may have acted: what became of it has to be found out first.</summary>
    public bool Interrupted { get; init; }

    /// <summary>Set once nobody could tell whether it was made.</summary>
    public OutcomeUnknown? Unknown { get; init; }

    /// <summary>What would take it back, recorded before it acted.</summary>
    public RecordedUndo? Undo { get; init; }

    /// <summary>Whether it acts through calls of its own.</summary>
    public bool IsProcedure { get; init; }

    /// <summary>The procedure that makes it; null where a model or a person asked for it.</summary>
    public string? Parent { get; init; }

    /// <summary>Its name in the procedure's plan.</summary>
    public string? Name { get; init; }

    /// <summary>Whether it takes back what its procedure did.</summary>
    public bool Rollback { get; init; }

    public ToolFinished? Finished { get; init; }

    /// <summary>Whether it changes something outside.</summary>
    public bool Changes => Requested?.Effect is "change" or "destroy";

    /// <summary>Whether it is acting now, in this process or in one that died.</summary>
    public bool Acting => Changes && !IsProcedure && (Running || Interrupted) && Finished is null;

    /// <summary>Whether an attempt may have acted, and neither its target nor a person has been asked what became of it.</summary>
    public bool InDoubt => Interrupted && Unknown is null;

    /// <summary>Whether people said to make it again, knowing that it may have been made.</summary>
    public bool AgainAnyway => Gate == CallGate.Approved && Unknown is not null;

    /// <summary>Whether an attempt that came to nothing may still arrive: what it changed would be taken for the state to change.</summary>
    public bool MayArriveLate => Changes && Attempt > 0 && !Interrupted;

    /// <summary>The id of a call: unique beyond the thread, short, and the same again if its step is performed again.</summary>
    public static string IdOf(RunId run, string branch, int ordinal) => $"call-{run.Value[^12..]}-{branch}-{ordinal}";

    internal CallState Ask(ToolRequested asked) => this with
    {
        Requested = asked,
        Arguments = asked.Arguments,
        ItemId = null,
        Gate = asked.Decision switch
        {
            "allow" => CallGate.Allowed,
            "ask" => CallGate.Asked,
            _ => CallGate.New,
        },
    };

    internal CallState Start(ToolStarted started) => this with
    {
        Attempt = started.Attempt,
        Running = true,
        Interrupted = false,
        Unknown = null,
        Undo = started.Undo,
        IntentVersion = started.IntentVersion ?? Requested?.Plan?.IntentVersion,
        IsProcedure = started.Procedure,
    };

    internal CallState Finish(ToolFinished finished) => this with { Finished = finished, Running = false, Interrupted = false };

    /// <summary>The attempt came to nothing: the next one may be made.</summary>
    internal CallState Abandon() => this with { Running = false, Interrupted = false };

    /// <summary>Nobody will see the attempt end. What it may have changed outside is found out before anything else happens.</summary>
    internal CallState Interrupt() => this with { Running = false, Interrupted = true };

    /// <summary>Nobody could tell what became of the attempt: it goes back to people.</summary>
    internal CallState HandBack(OutcomeUnknown unknown) => Interrupt() with { Unknown = unknown, Gate = CallGate.Asked, ItemId = null };

    internal static ToolFinished Refused(ToolCallRequest call, ModelAnswered answered) => new(
        call.Id, answered.Agent, call.Tool, 0, false, FaultJson.Of(new Fault("invalid_argument", call.Invalid!)), false)
    {
        At = answered.At,
        RunId = answered.RunId,
        Branch = answered.Branch,
    };
}
