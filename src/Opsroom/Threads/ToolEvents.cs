using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>Policy decided about a call. A call may be decided about again: before it is made after an approval, and when its target has changed.</summary>
/// <param name="Effect"><c>read</c>, <c>write</c>, <c>change</c> or <c>destroy</c>: of this very call.</param>
/// <param name="Decision"><c>allow</c>, <c>ask</c> or <c>deny</c>.</param>
/// <param name="Rule">The rule that decided.</param>
/// <param name="Reason">Why, for the agent and the person.</param>
/// <param name="Plan">What the call would do; null where it only reads or writes into the workspace.</param>
/// <param name="Terms">Who has to approve; null unless it is asked.</param>
public sealed record ToolRequested(
    string CallId, string Agent, string Tool, JsonElement Arguments, string Effect, string Decision, string Rule,
    string? Reason = null, CallPlan? Plan = null, ApprovalTerms? Terms = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "tool_requested";
}

/// <summary>What a call that changes something would do, as it was looked at.</summary>
/// <param name="Target">What it acts on, as configuration names it: <c>kubernetes:prod-eu/shop</c>.</param>
/// <param name="Environment">Of the target, from configuration.</param>
/// <param name="Resource">The object, as a person names it.</param>
/// <param name="IntentVersion">Of the object: what the call relies on.</param>
/// <param name="Binding">HMAC over tool, real arguments, target, intent version and preview: what an approval is bound to.</param>
/// <param name="Preview">What a person is shown.</param>
/// <param name="Undo">The call that would take it back.</param>
/// <param name="Children">Of a procedure: the calls that approving it covers.</param>
public sealed record CallPlan(
    string Target, string? Environment, string Resource, string IntentVersion, string Binding, JsonElement Preview, RecordedUndo? Undo,
    ImmutableArray<CoveredCall>? Children);

/// <summary>A call that reverses another one.</summary>
public sealed record RecordedUndo(string Tool, JsonElement Arguments);

/// <summary>A call that a procedure may make without being asked for again.</summary>
/// <param name="Files">HMAC over what its arguments name by path, as it was when people were asked; null where they name nothing.</param>
/// <param name="Rollback">Whether it takes back what the procedure did; null where it does not.</param>
public sealed record CoveredCall(string Name, string Tool, JsonElement Arguments, string? Note, string? Files = null, bool? Rollback = null);

/// <summary>Who has to approve.</summary>
/// <param name="Roles">Any of them; empty means anybody who may approve at all.</param>
/// <param name="Approvers">How many people.</param>
/// <param name="SecondsToLive">How long the request waits.</param>
/// <param name="RequesterMayApprove">Whether who asked for the run counts.</param>
public sealed record ApprovalTerms(ImmutableArray<string> Roles, int Approvers, int SecondsToLive, bool RequesterMayApprove)
{
    /// <summary>Where no rule names any.</summary>
    public static ApprovalTerms Default { get; } = new(["approver", "admin"], 1, 86_400, true);
}

/// <summary>The call is about to act. Durable before a call that changes something.</summary>
/// <param name="Undo">What takes it back, recorded before it acts.</param>
/// <param name="Procedure">Whether it acts through calls of its own.</param>
/// <param name="IntentVersion">What this attempt relies on, for a call that changes something.</param>
/// <param name="Counted">Of an event of version 1: whether it counts on its day. Of later ones every first attempt does.</param>
public sealed record ToolStarted(
    string CallId, string Agent, string Tool, int Attempt, RecordedUndo? Undo = null, bool Procedure = false, string? IntentVersion = null,
    bool? Counted = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "tool_started";
}

/// <param name="Result">What the tool returned; on failure <c>{"message","error"}</c>.</param>
public sealed record ToolFinished(string CallId, string Agent, string Tool, int Attempt, bool Succeeded, JsonElement Result, bool Tainted) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "tool_finished";
}

/// <summary>A procedure makes calls of its own; it goes on when they all have an answer.</summary>
/// <param name="Stopping">Why the run is being stopped, where the procedure knew of it.</param>
public sealed record ProcedureMoved(string CallId, string Agent, string Tool, ImmutableArray<CoveredCall> Calls, string? Stopping = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "procedure_moved";
}

/// <summary>What became of an attempt that nobody saw the end of, as the target says.</summary>
/// <param name="Outcome"><c>done</c>, <c>not_done</c> or <c>unknown</c>.</param>
public sealed record ChangeVerified(string CallId, string Agent, string Tool, int Attempt, string Outcome) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "change_verified";
}

/// <summary>Nobody can tell whether a call that changes something was made.</summary>
/// <param name="Known">What is known, for the person who decides.</param>
public sealed record OutcomeUnknown(string CallId, string Agent, string Tool, int Attempt, string Known) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "outcome_unknown";
}
