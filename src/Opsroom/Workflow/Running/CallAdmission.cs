using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Workflow.Running;

/// <summary>Looks at what a call would do and asks policy whether it may: the only way to a tool.</summary>
internal sealed class CallAdmission(PolicyGate policy, CallBinding binding, TimeProvider clock)
{
    /// <summary>The rule that lets a procedure make what was approved with it.</summary>
    public const string CoveredRule = "covered-by-approval";

    /// <summary>The rule that refuses what a person has refused in this run.</summary>
    public const string RejectedRule = "rejected-before";

    /// <param name="real">The arguments with sealed values in their place.</param>
    /// <exception cref="StoreUnavailableException">It cannot be told whether a freeze is on.</exception>
    public async Task<Admission> AdmitAsync(
        ThreadState thread, BranchState branch, CallState call, Tool tool, JsonElement real, ToolContext context, CancellationToken cancellationToken)
    {
        var planned = tool.HasPlan ? await tool.PlanAsync(real, context, cancellationToken) : new PlannedChange(null, null, []);
        if (planned.Failure is { } failure && IsFinal(failure))
        {
            return new Admission(new PolicyDecision(Verdict.Deny, "plan", failure.Message, null, null), tool.Effect, null, null, failure);
        }

        var effect = planned.Plan?.Effect is { } raised && raised > tool.Effect ? raised : tool.Effect;
        var decision = await policy.DecideAsync(
            thread.Key.Tenant,
            new PolicyQuestion(
                tool.Name, effect, tool.Egress, branch.Agent!, TargetOf(tool, effect, planned), planned.Plan?.Resource, thread.Tainted, thread.Sealed.Count > 0,
                thread.Run!.Roles, clock.GetUtcNow()),
            cancellationToken);
        decision = decision.Verdict switch
        {
            Verdict.Ask when IsCovered(branch, call) => decision with { Verdict = Verdict.Allow, Rule = CoveredRule, Ask = null },
            Verdict.Ask when WasRejected(thread.Run, call) => decision with
            {
                Verdict = Verdict.Deny,
                Rule = RejectedRule,
                Reason = $"This very call of {tool.Name} was rejected earlier in this run.",
                Ask = null,
            },
            _ => decision,
        };
        return new Admission(decision, effect, PlanOf(tool, real, planned, effect, decision), planned.Plan, null);
    }

    /// <summary>The event that journals what was decided.</summary>
    public static ToolRequested Event(BranchState branch, CallState call, Tool tool, Admission admission, bool askAgain = false)
    {
        var decision = admission.Decision;
        var terms = decision.Ask is { } ask
            ? new ApprovalTerms(ask.ApproverRoles, ask.Approvers, (int)ask.TimeToLive.TotalSeconds, ask.RequesterMayApprove)
            : askAgain ? ApprovalTerms.Default : null;
        return new ToolRequested(
            call.Id, branch.Agent!, tool.Name, call.Arguments, admission.Effect.ToString().ToLowerInvariant(),
            terms is not null ? "ask" : decision.Verdict == Verdict.Allow ? "allow" : "deny", decision.Rule,
            decision.Verdict == Verdict.Allow ? null : decision.Reason, admission.Plan, terms);
    }

    /// <summary>Whether a call that was approved under some terms may be made under the present decision.</summary>
    public static bool StillMeets(ToolRequested approved, Admission now) => now.Decision switch
    {
        { Verdict: Verdict.Allow } => true,
        { Verdict: Verdict.Ask, Ask: { } terms } => approved.Terms is { } met && met.Approvers >= terms.Approvers
            && (terms.RequesterMayApprove || !met.RequesterMayApprove)
            && (terms.ApproverRoles.IsEmpty || (!met.Roles.IsEmpty && met.Roles.All(role => terms.ApproverRoles.Contains(role, StringComparer.Ordinal)))),
        _ => false,
    };

    /// <summary>Failures that asking a person would not mend.</summary>
    private static bool IsFinal(ToolFailure failure) =>
        failure.Code is FaultCodes.NotConfigured or FaultCodes.InvalidArgument or FaultCodes.NotFound or FaultCodes.Conflict or FaultCodes.Denied;

    /// <summary>What policy is asked about. A change whose target could not be looked at is one that no configuration knows.</summary>
    private static ChangeTarget? TargetOf(Tool tool, Effect effect, PlannedChange planned) =>
        planned.Plan?.Target ?? (effect >= Effect.Change ? new ChangeTarget("unknown", tool.Name) : null);

    private static bool IsCovered(BranchState branch, CallState call) =>
        call.Parent is { } parentId && branch.OpenCalls.FirstOrDefault(other => other.Id == parentId) is { Gate: CallGate.Approved, Requested.Plan.Children: { } children }
        && children.Any(child => child.Name == call.Name && child.Tool == call.Tool && JsonElement.DeepEquals(child.Arguments, call.Arguments));

    private static bool WasRejected(RunState run, CallState call) => run.Calls.Any(other =>
        other.Id != call.Id && other.Gate is CallGate.Rejected && other.Tool == call.Tool && JsonElement.DeepEquals(other.Arguments, call.Arguments));

    private CallPlan? PlanOf(Tool tool, JsonElement real, PlannedChange planned, Effect effect, PolicyDecision decision)
    {
        if (planned.Plan is null && effect < Effect.Change && decision.Verdict != Verdict.Ask)
        {
            return null;
        }

        var plan = planned.Plan;
        var preview = plan?.Preview ?? new Preview(
            $"Calls {tool.Name} with the arguments shown.", Error: planned.Failure is { } failure ? $"The preview could not be made: {failure.Message}" : null);
        var shown = JsonSerializer.SerializeToElement(preview, ToolJson.Options);
        var target = plan?.Target.Identity ?? tool.Name;
        var version = plan?.IntentVersion ?? "unknown";
        return new CallPlan(
            target, decision.Environment, plan?.Resource ?? tool.Name, version,
            binding.Of([tool.Name, CallBinding.Canonical(real), target, version, CallBinding.Canonical(shown), .. planned.Texts]),
            shown, plan?.Undo is { } undo ? new RecordedUndo(undo.Tool, undo.Arguments) : null,
            plan is null || plan.Children.IsDefaultOrEmpty ? null : plan.Children.Select(child => new CoveredCall(child.Name, child.Tool, child.Arguments, child.Note)).ToImmutableArray());
    }
}

/// <summary>Whether a call may be made, and what it would do.</summary>
/// <param name="Effect">Of this very call.</param>
/// <param name="Plan">As it is journaled; null where the call only reads or writes into the workspace.</param>
/// <param name="Looked">As the tool gave it.</param>
/// <param name="Failure">Why the call cannot be made at all.</param>
internal sealed record Admission(PolicyDecision Decision, Effect Effect, CallPlan? Plan, ChangePlan? Looked, ToolFailure? Failure);
