using Microsoft.AspNetCore.Http;
using Opsroom.Server.Errors;
using Opsroom.Server.Runs;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Workflow;

/// <summary>Answers a decision once the run that it was about has come to rest.</summary>
internal sealed class ApprovalReply(ThreadKey key, string? comment, IRunOwner owner, RunResults results, TimeProvider clock, TimeSpan limit)
{
    /// <summary>The answer to a decision that is on record.</summary>
    public async Task<IResult> OfAsync(RunId runId, ApprovalState request, CancellationToken requestAborted)
    {
        if (request.Pending)
        {
            var waiting = ApprovalItems.Of(request);
            var missing = request.PendingItems.Max(item => item.Terms.Approvers - request.ApproversOf(item.ItemId));
            var message = request.Decisions.IsEmpty ? "Nothing was decided" : missing > 0 && request.PendingItems.Any(item => request.ApproversOf(item.ItemId) > 0)
                ? $"Approved so far; {(missing == 1 ? "one more person has" : $"{missing} more people have")} to approve"
                : $"Decided in part; {(waiting.Count == 1 ? "one operation waits" : $"{waiting.Count} operations wait")} on";
            return Answer("pending_approval", message, request, Settled(request) ? await RestAsync(runId, requestAborted) : null, waiting);
        }

        var run = await RestAsync(runId, requestAborted);
        if (request.Verdicts.ContainsValue(ItemVerdict.Edited) && !request.Verdicts.ContainsValue(ItemVerdict.Approved))
        {
            return Answer("pending_approval", "Arguments changed; asked again", request, run, run?.Pending is { } again ? ApprovalItems.Of(again) : null);
        }

        return request.Verdicts.ContainsValue(ItemVerdict.Approved)
            ? Answer("approved", CarriedOut(request, run), request, run, null)
            : Answer("rejected", "Operations rejected", request, run, null);
    }

    /// <summary>The answer to a request that was made before, found by the key that it carried.</summary>
    public async Task<IResult> AgainAsync(RunId runId, string idempotencyKey, CancellationToken requestAborted)
    {
        var run = await owner.WaitForRestAsync(key, runId, requestAborted);
        return run.Approvals.Find(approval => approval.Decisions.Exists(decision => decision.Idempotency?.Key == idempotencyKey)) is { } request
            ? await OfAsync(runId, request, requestAborted)
            : ErrorAnswer.NotFound($"No approval is on record for thread '{key.Id}' under this Idempotency-Key.");
    }

    private static bool Settled(ApprovalState request) => request.Verdicts.Values.Any(verdict => verdict != ItemVerdict.Pending);

    private static string CarriedOut(ApprovalState request, RunState? run)
    {
        if (run is null)
        {
            return "Operations approved; they are being carried out";
        }

        var approved = request.Asked.Items.Where(item => request.Verdicts[item.ItemId] == ItemVerdict.Approved).Select(item => item.CallId).ToHashSet(StringComparer.Ordinal);
        var calls = run.Calls.Where(call => approved.Contains(call.Id)).ToList();
        var failed = calls.Where(call => call.Finished is { Succeeded: false }).Select(call => call.Tool).Distinct(StringComparer.Ordinal).ToList();
        var again = calls.Where(call => call.Finished is null).Select(call => call.Tool).Distinct(StringComparer.Ordinal).ToList();
        return (failed, again) switch
        {
            ({ Count: > 0 }, _) => $"Operations approved; {string.Join(", ", failed)} failed",
            (_, { Count: > 0 }) when run.Status == RunStatus.PendingApproval => $"Operations approved; {string.Join(", ", again)} waits for approval again",
            (_, { Count: > 0 }) => $"Operations approved; {string.Join(", ", again)} was not carried out",
            _ => "Operations approved and executed",
        };
    }

    private JsonAnswer<ApprovalAnswer> Answer(string status, string message, ApprovalState request, RunState? run, IReadOnlyList<System.Text.Json.Nodes.JsonObject>? waiting) => new(
        new ApprovalAnswer(status, key.Id.Value, message, comment, run is null ? null : OutcomeOf(run)) { ApprovalId = request.Asked.ApprovalId, ApprovalItems = waiting },
        WireJson.Default.ApprovalAnswer);

    private InvokeAnswer OutcomeOf(RunState run)
    {
        var answer = results.AnswerOf(run, key.Id);
        return new InvokeAnswer(answer.Status, answer.Result, answer.AgentUsed, answer.ExecutionTime, key.Id.Value);
    }

    /// <summary>The run at rest; null where it is not within the limit, or the server stops.</summary>
    private async Task<RunState?> RestAsync(RunId runId, CancellationToken requestAborted)
    {
        using var patience = new CancellationTokenSource(limit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, requestAborted);
        try
        {
            var run = await owner.WaitForRestAsync(key, runId, either.Token);
            return run.Status == RunStatus.InProgress ? null : run;
        }
        catch (OperationCanceledException) when (!requestAborted.IsCancellationRequested)
        {
            return null;
        }
    }
}
