using System.Collections.Immutable;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Approvals;

/// <summary>
/// Decides about each tool call, and says which environment a target is in. The answer follows from the question, the loaded policy and the operator's freeze alone;
/// asking has no effect.
/// </summary>
public interface IPolicy : ITargetEnvironments
{
    /// <summary>The verdict on a call, and the rule that gave it. Never throws: where nothing can be known, the answer is the strict one.</summary>
    PolicyDecision Decide(PolicyQuestion question);
}

public enum Verdict
{
    Allow,
    Ask,
    Deny,
}

/// <summary>All that a decision may depend on: facts of the server's own, nothing that a model or a request says about itself.</summary>
/// <param name="Effect">Of this call with its arguments, never below the tool's declared one.</param>
/// <param name="Egress">Whether the call sends text outside the operator's systems.</param>
/// <param name="Agent">Who calls.</param>
/// <param name="Target">What it acts on, for a change or a destruction; null where the tool names none.</param>
/// <param name="Resource">What exactly, by its canonical name: <c>Deployment/shop/web</c>.</param>
/// <param name="Tainted">Whether text from outside is in the thread.</param>
/// <param name="HoldsSealedValues">Whether the thread keeps secrets.</param>
/// <param name="RequesterRoles">The roles of the person whose request this is.</param>
public sealed record PolicyQuestion(
    string Tool,
    Effect Effect,
    bool Egress,
    string Agent,
    ChangeTarget? Target,
    string? Resource,
    bool Tainted,
    bool HoldsSealedValues,
    IReadOnlyList<string> RequesterRoles,
    DateTimeOffset Now)
{
    /// <summary>Whether what it would do could not be looked at, so that its target and its effect may be others than they seem.</summary>
    public bool Unseen { get; init; }

    /// <summary>Whether it takes back what a procedure did that has begun: what only keeps new work from starting does not hold for it.</summary>
    public bool Rollback { get; init; }
}

/// <param name="Rule">The rule that decided; journaled with the call.</param>
/// <param name="Reason">What the agent and the person are told.</param>
/// <param name="Environment">The target's environment, from configuration; null where the call has no target.</param>
/// <param name="Ask">Who has to approve; given exactly where the verdict is <see cref="Verdict.Ask"/>.</param>
public sealed record PolicyDecision(Verdict Verdict, string Rule, string Reason, string? Environment, AskTerms? Ask);

/// <param name="ApproverRoles">An approver holds at least one of them.</param>
/// <param name="Approvers">How many different people have to approve.</param>
/// <param name="TimeToLive">After this the request expires.</param>
/// <param name="RequesterMayApprove">Whether who asked for the run counts as an approver.</param>
public sealed record AskTerms(ImmutableArray<string> ApproverRoles, int Approvers, TimeSpan TimeToLive, bool RequesterMayApprove);
