using System.Text.Json;
using Opsroom.Approvals;
using Opsroom.Threads;
using Opsroom.Workflow.Budgets;

namespace Opsroom.Workflow.Running;

/// <summary>Makes one request of everything that waits for people in a run.</summary>
internal sealed class ApprovalStep(CallBinding binding, TimeProvider clock)
{
    public Task AskAsync(RunState run, IStepSink sink)
    {
        var now = clock.GetUtcNow();
        var approvalId = $"approval-{run.RunId.Value[^12..]}-{run.Approvals.Count + 1}";
        var waiting = run.Branches.Values
            .SelectMany(branch => branch.OpenCalls.Where(call => call is { Gate: CallGate.Asked, ItemId: null }).Select(call => (Branch: branch, Call: call)))
            .ToList();
        var calls = waiting.Select((one, index) => ItemOf($"{approvalId}.{index + 1}", one.Branch, one.Call, now)).ToList();
        var budgets = BudgetItem.Of(run).Select((budget, index) => ItemOf($"{approvalId}.{calls.Count + index + 1}", budget, now)).ToList();
        var digest = binding.Of(
        [
            approvalId,
            .. calls.Zip(waiting).SelectMany(pair => (string?[])
                [pair.First.ItemId, pair.First.Kind.ToString(), pair.First.CallId, pair.Second.Call.Requested!.Plan!.Binding, pair.First.ExpiresAt.ToString("O")]),
            .. budgets.SelectMany(item => (string?[])
                [item.ItemId, item.Kind.ToString(), item.Resource, CallBinding.Canonical(item.Arguments), CallBinding.Canonical(item.Preview!.Value), item.ExpiresAt.ToString("O")]),
        ]);
        sink.Yield([new ApprovalAsked(approvalId, digest, [.. calls, .. budgets])]);
        return Task.CompletedTask;
    }

    private static ApprovalItem ItemOf(string id, BudgetItem budget, DateTimeOffset now) => new(
        id, ApprovalKind.Budget, null, budget.Agent, BudgetItem.Action, BudgetItem.ResourceOf(budget.Scope), null, BudgetItem.Risk, budget.Arguments, budget.Preview, null,
        ApprovalTerms.Default, now + TimeSpan.FromSeconds(ApprovalTerms.Default.SecondsToLive));

    private static ApprovalItem ItemOf(string id, BranchState branch, CallState call, DateTimeOffset now)
    {
        var asked = call.Requested!;
        var terms = asked.Terms ?? ApprovalTerms.Default;
        return new ApprovalItem(
            id, call.Unknown is null ? ApprovalKind.Call : ApprovalKind.UnknownOutcome, call.Id, branch.Agent!, call.Tool, asked.Plan!.Resource, asked.Plan.Environment,
            asked.Effect, call.Arguments, PreviewOf(call), asked.Reason, terms, now + TimeSpan.FromSeconds(terms.SecondsToLive));
    }

    /// <summary>What is shown: of a call whose outcome nobody knows, first that.</summary>
    private static JsonElement PreviewOf(CallState call)
    {
        var preview = call.Requested!.Plan!.Preview;
        if (call.Unknown is not { } unknown)
        {
            return preview;
        }

        var shown = System.Text.Json.Nodes.JsonObject.Create(preview)!;
        shown["summary"] = $"It is not known whether this was made. {unknown.Known} Approve to make it again, reject to leave it as it is.";
        shown["would_have"] = preview.TryGetProperty("summary", out var summary) ? summary.GetString() : null;
        return JsonSerializer.SerializeToElement(shown);
    }
}
