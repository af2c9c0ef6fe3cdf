using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Approvals;
using Opsroom.Approvals.Rules;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;

namespace Opsroom.Workflow.Running;

/// <summary>Looks at what a call would do and asks policy whether it may: the only way to a tool.</summary>
internal sealed class CallAdmission(ToolCatalog tools, PolicyGate policy, CallBinding binding, TimeProvider clock)
{
    /// <summary>The rule that lets a procedure make what was approved with it.</summary>
    public const string CoveredRule = "covered-by-approval";

    /// <summary>The rule that refuses what a person has refused in this run.</summary>
    public const string RejectedRule = "rejected-before";

    /// <summary>The rule that answers a call which would change nothing.</summary>
    public const string NothingToChangeRule = "nothing-to-change";

    /// <exception cref="StoreUnavailableException">It cannot be told whether a freeze is on.</exception>
    public async Task<Admission> AdmitAsync(Making making, CancellationToken cancellationToken)
    {
        var (thread, branch, call, tool, real, given) = (making.Thread, making.Branch, making.Call, making.Tool, making.Real, making.Given);
        var context = making.Context(null, call.Attempt);
        making.Workspace.BeginReads();
        var planned = tool.HasPlan ? await tool.PlanAsync(real, context, cancellationToken) : new PlannedChange(null, null, []);
        var files = making.Workspace.Reads;
        if (planned.Failure is { } failed)
        {
            planned = planned with { Failure = failed with { Message = given.Conceal(failed.Message) } };
        }

        if (planned.Failure is { } failure && IsFinal(failure))
        {
            return new Admission(new PolicyDecision(Verdict.Deny, "plan", failure.Message, null, null), tool.Effect, null, failure);
        }

        if (planned.Plan?.Answer is { } answer)
        {
            return new Admission(new PolicyDecision(Verdict.Allow, NothingToChangeRule, "There is nothing to change, so nothing is made.", null, null), tool.Effect, null, null)
            {
                Answer = given.Conceal(answer),
            };
        }

        var effect = planned.Plan?.Effect is { } raised && raised > tool.Effect ? raised : tool.Effect;
        var decision = await policy.DecideAsync(
            thread.Key.Tenant,
            new PolicyQuestion(
                tool.Name, effect, tool.Egress, branch.Agent!, TargetOf(tool, effect, planned), planned.Plan?.Resource, thread.Tainted, thread.Sealed.Count > 0,
                thread.Run!.Roles, clock.GetUtcNow())
            {
                Unseen = planned.Failure is not null,
                Rollback = call.Rollback,
            },
            cancellationToken);
        decision = decision.Verdict switch
        {
            Verdict.Ask when planned.Failure is null && IsCovered(branch, call, decision, FilesOf(planned.Texts)) => decision with
            {
                Verdict = Verdict.Allow,
                Rule = decision.Rule == PolicyGate.RollbackRule ? decision.Rule : CoveredRule,
                Ask = null,
            },
            Verdict.Ask when WasRejected(thread.Run, call) => decision with
            {
                Verdict = Verdict.Deny,
                Rule = RejectedRule,
                Reason = $"This very call of {tool.Name} was rejected earlier in this run.",
                Ask = null,
            },
            _ => decision,
        };
        var children = planned.Plan is { Children.IsDefaultOrEmpty: false } procedure ? await CoverAsync(procedure.Children, given, context, cancellationToken) : null;
        return new Admission(decision, effect, PlanOf(tool, real, given, planned, files, children, effect, decision), null);
    }

    /// <summary>The event that journals what was decided.</summary>
    /// <param name="askAgain">Why a call that people approved is asked again; null where it is not.</param>
    public static ToolRequested Event(BranchState branch, CallState call, Tool tool, Admission admission, string? askAgain = null)
    {
        var decision = admission.Decision;
        var terms = decision.Ask is { } ask
            ? new ApprovalTerms(ask.ApproverRoles, ask.Approvers, (int)ask.TimeToLive.TotalSeconds, ask.RequesterMayApprove)
            : askAgain is not null ? ApprovalTerms.Default : null;
        return new ToolRequested(
            call.Id, branch.Agent!, tool.Name, call.Arguments, admission.Effect.ToString().ToLowerInvariant(),
            terms is not null ? "ask" : decision.Verdict == Verdict.Allow ? "allow" : "deny", decision.Rule,
            decision.Verdict == Verdict.Allow ? askAgain : askAgain is null ? decision.Reason : $"{askAgain} {decision.Reason}", admission.Plan, terms);
    }

    /// <summary>Whether a call that was approved under some terms may be made under the present decision.</summary>
    public static bool StillMeets(ToolRequested approved, Admission now) => now.Decision switch
    {
        { Verdict: Verdict.Allow } => true,
        { Verdict: Verdict.Ask, Ask: { } terms } => Meets(approved.Terms, terms),
        _ => false,
    };

    private static bool Meets(ApprovalTerms? met, AskTerms terms) => met is not null && met.Approvers >= terms.Approvers
        && (terms.RequesterMayApprove || !met.RequesterMayApprove)
        && (terms.ApproverRoles.IsEmpty || (!met.Roles.IsEmpty && met.Roles.All(role => terms.ApproverRoles.Contains(role, StringComparer.Ordinal))));

    /// <summary>Failures that asking a person would not mend.</summary>
    private static bool IsFinal(ToolFailure failure) =>
        failure.Code is FaultCodes.NotConfigured or FaultCodes.InvalidArgument or FaultCodes.NotFound or FaultCodes.Conflict or FaultCodes.Denied;

    /// <summary>What policy is asked about. A change whose target could not be looked at is one that no configuration knows.</summary>
    private static ChangeTarget? TargetOf(Tool tool, Effect effect, PlannedChange planned) =>
        planned.Plan?.Target ?? (effect >= Effect.Change ? new ChangeTarget("unknown", tool.Name) : null);

    /// <summary>Whether an approved procedure listed this very call, and what was asked for it is no less than what the call itself would be asked for.</summary>
    private static bool IsCovered(BranchState branch, CallState call, PolicyDecision decision, string? files) =>
        call.Parent is { } parentId
        && branch.OpenCalls.FirstOrDefault(other => other.Id == parentId) is { Gate: CallGate.Approved, Requested: { Plan.Children: { } children } parent }
        && Meets(parent.Terms, decision.Ask!)
        && IsSeen(parent.Plan.Environment, decision.Environment)
        && children.Any(child => child.Name == call.Name && child.Tool == call.Tool && child.Files == files && JsonElement.DeepEquals(child.Arguments, call.Arguments));

    /// <summary>Whether who approved a procedure for one environment has approved its call in another: what was shown as production covers less than that too.</summary>
    private static bool IsSeen(string? shown, string? environment) => environment is null || shown == environment || shown == PolicyFile.Production;

    private static bool WasRejected(RunState run, CallState call) => run.Calls.Any(other =>
        other.Id != call.Id && other.Gate is CallGate.Rejected && other.Tool == call.Tool && JsonElement.DeepEquals(other.Arguments, call.Arguments));

    /// <summary>The calls of a procedure as they are shown, with what they name by path as it is now.</summary>
    private async Task<ImmutableArray<CoveredCall>?> CoverAsync(
        ImmutableArray<Tools.Changes.PlannedCall> children, Concealment given, ToolContext context, CancellationToken cancellationToken)
    {
        var covered = ImmutableArray.CreateBuilder<CoveredCall>(children.Length);
        foreach (var child in children)
        {
            var texts = tools.Find(child.Tool) is { } tool ? await tool.ReadTextsAsync(child.Arguments, context, cancellationToken) : [];
            covered.Add(new CoveredCall(
                child.Name, child.Tool, given.Conceal(child.Arguments), child.Note is null ? null : given.Conceal(child.Note), FilesOf(texts),
                child.Rollback ? true : null));
        }

        return covered.MoveToImmutable();
    }

    private string? FilesOf(IReadOnlyList<string> texts) => texts.Count == 0 ? null : binding.Of([.. texts]);

    private CallPlan? PlanOf(
        Tool tool, JsonElement real, Concealment given, PlannedChange planned, IReadOnlyList<string> files, ImmutableArray<CoveredCall>? children, Effect effect,
        PolicyDecision decision)
    {
        if (planned.Plan is null && effect < Effect.Change && decision.Verdict != Verdict.Ask)
        {
            return null;
        }

        var plan = planned.Plan;
        var shown = given.Conceal(ShownOf(tool, planned, children));
        var target = given.Conceal(plan?.Target.Identity ?? tool.Name);
        var version = plan?.IntentVersion ?? "unknown";
        return new CallPlan(
            target, decision.Environment, given.Conceal(plan?.Resource ?? tool.Name), version,
            binding.Of(
            [
                tool.Name, CallBinding.Canonical(real), target, decision.Environment, effect.ToString(), version, CallBinding.Canonical(shown),
                .. planned.Texts, .. files, .. children?.Select(child => child.Files) ?? [],
            ]),
            shown, plan?.Undo is { } undo ? new RecordedUndo(undo.Tool, given.Conceal(undo.Arguments)) : null, children);
    }

    /// <summary>What a person is shown: the tool's preview, and of a procedure every call that approving it covers.</summary>
    private static JsonElement ShownOf(Tool tool, PlannedChange planned, ImmutableArray<CoveredCall>? children)
    {
        var preview = JsonSerializer.SerializeToElement(
            planned.Plan?.Preview ?? new Preview(
                $"Calls {tool.Name} with the arguments shown.", Error: planned.Failure is { } failure ? $"The preview could not be made: {failure.Message}" : null),
            ToolJson.Options);
        if (children is not { } calls)
        {
            return preview;
        }

        var shown = JsonObject.Create(preview)!;
        shown["calls"] = new JsonArray([.. calls.Select(ShownOf)]);
        return JsonSerializer.SerializeToElement(shown);
    }

    private static JsonObject ShownOf(CoveredCall call)
    {
        var shown = new JsonObject
        {
            ["name"] = call.Name,
            ["tool"] = call.Tool,
            ["arguments"] = JsonSerializer.SerializeToNode(call.Arguments),
            ["note"] = call.Note,
        };
        if (call.Rollback is true)
        {
            shown["rollback"] = true;
        }

        return shown;
    }
}

/// <summary>Whether a call may be made, and what it would do.</summary>
/// <param name="Effect">Of this very call.</param>
/// <param name="Plan">As it is journaled; null where the call only reads or writes into the workspace.</param>
/// <param name="Failure">Why the call cannot be made at all.</param>
internal sealed record Admission(PolicyDecision Decision, Effect Effect, CallPlan? Plan, ToolFailure? Failure)
{
    /// <summary>The call's result where there is nothing to change.</summary>
    public JsonElement? Answer { get; init; }
}
