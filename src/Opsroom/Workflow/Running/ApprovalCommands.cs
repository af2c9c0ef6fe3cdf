using System.Collections.Immutable;
using Opsroom.Threads;
using Opsroom.Workflow.Budgets;

namespace Opsroom.Workflow.Running;

/// <summary>What people say about what waits for them, as decisions on the state they meet: however many arrive together, the first one counts.</summary>
internal static class ApprovalCommands
{
    public static Command<DecideOutcome> Decide(DecideApproval decision, TimeProvider clock) => Command.Of<DecideOutcome>(state =>
    {
        if (state.UnknownKind is { } kind)
        {
            return Refuse(new DecideOutcome.Conflict($"The thread holds an event of a newer version ({kind}) and can only be read here."));
        }

        if (state.Run is not { } run || run.FindApproval(decision.ApprovalId) is not { } request)
        {
            return Refuse(new DecideOutcome.Unknown($"Approval {decision.ApprovalId} is not one of the thread's last run."));
        }

        if (Mismatch(request, decision) is { } mismatch)
        {
            return Refuse(mismatch);
        }

        return run.Ended || !request.Pending ? Refuse(OnRecord(run, request, decision))
            : Obstacle(run, request, decision) is { } obstacle ? Refuse(new DecideOutcome.Conflict(obstacle))
            : Vote(run, request, decision, clock.GetUtcNow());
    });

    /// <summary>The answer to a decision about a request of an earlier run: it can only repeat what is on record.</summary>
    public static DecideOutcome Repeat(RunState? run, DecideApproval decision) => run?.FindApproval(decision.ApprovalId) is { } request
        ? Mismatch(request, decision) ?? OnRecord(run, request, decision)
        : new DecideOutcome.Unknown($"Approval {decision.ApprovalId} is not one of the thread's.");

    /// <summary>Why a decision is not about this request as it is; null where it is.</summary>
    private static DecideOutcome? Mismatch(ApprovalState request, DecideApproval decision)
    {
        if (decision.Digest is { } digest && digest != request.Asked.Digest)
        {
            return new DecideOutcome.Conflict("What is asked is not what the digest stands for: read the approval again and decide about what it shows now.");
        }

        if (decision.Items.Keys.Concat(decision.Arguments.Keys).FirstOrDefault(id => !request.Verdicts.ContainsKey(id)) is { } stranger)
        {
            return new DecideOutcome.Unknown($"Approval {decision.ApprovalId} has no item '{stranger}'. It has {string.Join(", ", request.Verdicts.Keys)}.");
        }

        return null;
    }

    /// <summary>Lets a run go on that waited for the budget of a day which is over, and gives up what nobody decided in time.</summary>
    public static Command<DateTimeOffset?> Expire(TimeProvider clock) => Command.Of<DateTimeOffset?>(state =>
    {
        if (state.UnknownKind is not null || state.Run is not { Pending: { } request } run)
        {
            return (CommandYield.None, _ => null);
        }

        var now = clock.GetUtcNow();
        if (DayWait.Over(run, request, now) is { } over)
        {
            return (new CommandYield([over], []), after => NextDue(after.Run));
        }

        var due = request.PendingItems.Where(item => item.ExpiresAt <= now).Select(item => item.ItemId).ToImmutableArray();
        return due.IsEmpty
            ? (CommandYield.None, _ => NextDue(run))
            : (new CommandYield([Expired(run, request, due)], []), after => NextDue(after.Run));
    });

    private static DateTimeOffset? NextDue(RunState? run) =>
        run?.Pending?.PendingItems.Min(item => (DateTimeOffset?)(DayWait.EndOf(run, item) is { } end && end < item.ExpiresAt ? end : item.ExpiresAt));

    /// <summary>Why a decision cannot be taken as it was meant, so that nothing of it is; null where it can.</summary>
    private static string? Obstacle(RunState run, ApprovalState request, DecideApproval decision)
    {
        if (run.StopReason is not null)
        {
            return $"Run {run.RunId} is being stopped, so nothing more of it is carried out.";
        }

        if (request.Asked.Items.FirstOrDefault(item => item.Kind == ApprovalKind.UnknownOutcome && decision.Arguments.ContainsKey(item.ItemId)) is { } unknown)
        {
            return $"{unknown.Action} may have been made as it was shown. Make it again with these arguments or leave it; a call with others is another one.";
        }

        return request.Asked.Items.FirstOrDefault(item => decision.Items.TryGetValue(item.ItemId, out var said) && Contradicts(said, request.Verdicts[item.ItemId])) is { } decided
            ? Verdict(run, request, decided)
            : null;
    }

    private static bool Contradicts(bool said, ItemVerdict verdict) => verdict switch
    {
        ItemVerdict.Pending => false,
        ItemVerdict.Approved or ItemVerdict.Edited => !said,
        ItemVerdict.Rejected => said,
        _ => true,
    };

    private static (CommandYield, Func<ThreadState, DecideOutcome>) Vote(RunState run, ApprovalState request, DecideApproval decision, DateTimeOffset now)
    {
        var late = request.PendingItems.Where(item => item.ExpiresAt <= now && DayWait.EndOf(run, item) is null).ToImmutableArray();
        if (!late.IsEmpty)
        {
            var expired = Expired(run, request, [.. late.Select(item => item.ItemId)]);
            if (late.Any(item => Said(decision, item) is not null))
            {
                return (new CommandYield([expired], []), _ => new DecideOutcome.Conflict(Late(late, request.Apply(expired))));
            }

            // what is late is none of this decision's items, so that those are decided all the same
            var (yield, answer) = Vote(run, request.Apply(expired), decision, now);
            return (new CommandYield([expired, .. yield.Events], []), answer);
        }

        var votes = VotesOf(request, decision);
        if (votes.IsEmpty)
        {
            return Refuse(OnRecord(run, request, decision));
        }

        foreach (var vote in votes)
        {
            if (Forbidden(run, request.Asked.Items.First(item => item.ItemId == vote.ItemId), vote, decision.Principal) is { } reason)
            {
                return Refuse(new DecideOutcome.Forbidden(reason));
            }
        }

        if (votes.All(vote => vote.Vote == Threads.Vote.Approve && request.HasApproved(decision.Principal.Id, vote.ItemId)))
        {
            // the same person again; another one is still missing
            return Refuse(new DecideOutcome.Recorded(run.RunId, request, Repeated: true));
        }

        var decided = new ApprovalDecided(
            request.Asked.ApprovalId, decision.Principal.Id, decision.Approved ?? false, decision.Comment, votes, false, ApprovalStatus.Pending, decision.Idempotency)
        {
            RunId = run.RunId,
        };
        var after = request.Apply(decided);
        decided = decided with { Status = after.Status, Raises = DayWait.RaiseOf(run, request, after, now), Settles = after.Verdicts.Any(verdict => verdict.Value != request.Verdicts[verdict.Key]) };
        return (new CommandYield([decided], []), state => new DecideOutcome.Recorded(run.RunId, state.Run!.FindApproval(decision.ApprovalId)!, Repeated: false));
    }

    /// <summary>What a decision says of an item that is pending; null where it says nothing.</summary>
    private static bool? Said(DecideApproval decision, ApprovalItem item) => decision.Items.TryGetValue(item.ItemId, out var own) ? own : decision.Approved;

    /// <summary>Why a decision that came too late for some items was refused, and how the others can be decided.</summary>
    private static string Late(IReadOnlyCollection<ApprovalItem> late, ApprovalState rest)
    {
        if (!rest.Pending)
        {
            return "The approval expired before this decision arrived. Nothing was done; ask for it again.";
        }

        var names = string.Join(", ", late.Select(item => $"{item.ItemId} ({item.Action})"));
        return $"{names} expired before this decision arrived, so that nothing of it was decided. {Without(rest)}";
    }

    private static string Without(ApprovalState rest) => $"Decide about the others without what expired: {string.Join(", ", rest.PendingItems.Select(item => item.ItemId))}.";

    private static ImmutableArray<ItemVote> VotesOf(ApprovalState request, DecideApproval decision) =>
    [
        .. from item in request.PendingItems
           let said = Said(decision, item)
           where said is not null
           let edited = decision.Arguments.TryGetValue(item.ItemId, out var arguments) && said.Value ? arguments : (System.Text.Json.JsonElement?)null
           select new ItemVote(
               item.ItemId,
               !said.Value ? Threads.Vote.Reject : edited is not null && item.Kind == ApprovalKind.Call ? Threads.Vote.Edit : Threads.Vote.Approve,
               edited ?? (said.Value && item.Kind == ApprovalKind.Budget ? BudgetItem.SuggestedBy(item) : null)),
    ];

    /// <summary>Why this person may not say this; null where they may. Anybody who may decide may reject.</summary>
    private static string? Forbidden(RunState run, ApprovalItem item, ItemVote vote, Principal principal)
    {
        var roles = item.Terms.Roles;
        if (!roles.IsEmpty && !roles.Any(role => principal.Roles.Contains(role, StringComparer.Ordinal)))
        {
            return $"Deciding about {item.Action} needs the role {string.Join(" or ", roles)}.";
        }

        return vote.Vote != Threads.Vote.Reject && !item.Terms.RequesterMayApprove && principal.Id == run.Principal
            ? $"Policy asks for somebody else than {run.Principal}, who asked for this run, to approve {item.Action}."
            : null;
    }

    /// <summary>The answer where nothing is left to decide: the same decision is the one on record, the opposite is too late.</summary>
    private static DecideOutcome OnRecord(RunState run, ApprovalState request, DecideApproval decision)
    {
        foreach (var item in request.Asked.Items)
        {
            bool? said = decision.Items.TryGetValue(item.ItemId, out var own) ? own : decision.Items.IsEmpty ? decision.Approved : null;
            var verdict = request.Verdicts[item.ItemId];
            if (said is not { } meant || (verdict != ItemVerdict.Pending && !Contradicts(meant, verdict)))
            {
                continue;
            }

            // a request that was decided item by item is not contradicted by what was said of all
            var wasSaidOfAll = verdict is ItemVerdict.Approved or ItemVerdict.Rejected or ItemVerdict.Edited && decision.Items.IsEmpty
                && request.Status == ApprovalStatus.Mixed && request.Decisions.Exists(before => before.Approved == meant);
            if (!wasSaidOfAll)
            {
                return new DecideOutcome.Conflict(Verdict(run, request, item));
            }
        }

        return new DecideOutcome.Recorded(run.RunId, request, Repeated: true);
    }

    private static string Verdict(RunState run, ApprovalState request, ApprovalItem item) => request.Verdicts[item.ItemId] switch
    {
        ItemVerdict.Expired when request.Pending && !run.Ended => $"{item.ItemId} ({item.Action}) expired before anybody decided. Nothing of it was done. {Without(request)}",
        ItemVerdict.Expired => $"Approval {request.Asked.ApprovalId} expired before anybody decided. Nothing was done.",
        ItemVerdict.Pending => $"Run {run.RunId} ended before approval {request.Asked.ApprovalId} was decided. Nothing was done.",
        ItemVerdict.Rejected => $"{item.Action} was rejected, by {NamesOf(request, item, Threads.Vote.Reject)}.",
        ItemVerdict.Edited => $"{item.Action} is asked again with other arguments, by {NamesOf(request, item, Threads.Vote.Edit)}.",
        _ => $"{item.Action} was approved, by {NamesOf(request, item, Threads.Vote.Approve)}.",
    };

    /// <summary>Who said so about an item.</summary>
    private static string NamesOf(ApprovalState request, ApprovalItem item, Vote said) => string.Join(
        ", ", request.Decisions.Where(decision => decision.Votes.Any(vote => vote.ItemId == item.ItemId && vote.Vote == said))
            .Select(decision => decision.Principal).Distinct(StringComparer.Ordinal));

    private static ApprovalExpired Expired(RunState run, ApprovalState request, ImmutableArray<string> items)
    {
        var expired = new ApprovalExpired(request.Asked.ApprovalId, items, ApprovalStatus.Pending) { RunId = run.RunId };
        return expired with { Status = request.Apply(expired).Status };
    }

    private static (CommandYield, Func<ThreadState, DecideOutcome>) Refuse(DecideOutcome outcome) => (CommandYield.None, _ => outcome);
}
