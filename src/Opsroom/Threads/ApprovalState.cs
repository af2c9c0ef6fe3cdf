using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Threads;

/// <summary>What has become of one item.</summary>
public enum ItemVerdict
{
    Pending,
    Approved,
    Rejected,

    /// <summary>Asked again with other arguments.</summary>
    Edited,
    Expired,
}

/// <summary>One request for approval, folded.</summary>
public sealed record ApprovalState(ApprovalAsked Asked)
{
    /// <summary>What has become of each item, by its id.</summary>
    public ImmutableSortedDictionary<string, ItemVerdict> Verdicts { get; init; } =
        Asked.Items.ToImmutableSortedDictionary(item => item.ItemId, _ => ItemVerdict.Pending, StringComparer.Ordinal);

    /// <summary>Every decision on record, in order.</summary>
    public ImmutableList<ApprovalDecided> Decisions { get; init; } = [];

    public bool Pending => Verdicts.ContainsValue(ItemVerdict.Pending);

    public IEnumerable<ApprovalItem> PendingItems => Asked.Items.Where(item => Verdicts[item.ItemId] == ItemVerdict.Pending);

    /// <summary>How the request is, by what has become of its items.</summary>
    public ApprovalStatus Status
    {
        get
        {
            var verdicts = Verdicts.Values.Distinct().ToList();
            return verdicts switch
            {
                _ when Pending => ApprovalStatus.Pending,
                [ItemVerdict.Approved] => ApprovalStatus.Approved,
                [ItemVerdict.Rejected] => ApprovalStatus.Rejected,
                [ItemVerdict.Expired] => ApprovalStatus.Expired,
                _ => ApprovalStatus.Mixed,
            };
        }
    }

    /// <summary>People who approved an item so far, each once.</summary>
    public int ApproversOf(string itemId) => Decisions
        .Where(decision => decision.Votes.Any(vote => vote.ItemId == itemId && vote.Vote == Vote.Approve))
        .Select(decision => decision.Principal).Distinct(StringComparer.Ordinal).Count();

    /// <summary>Whether this person has approved the item already.</summary>
    public bool HasApproved(string principal, string itemId) => Decisions.Any(decision =>
        decision.Principal == principal && decision.Votes.Any(vote => vote.ItemId == itemId && vote.Vote == Vote.Approve));

    /// <summary>The request with one more decision.</summary>
    public ApprovalState Apply(ApprovalDecided decided)
    {
        var next = this with { Decisions = Decisions.Add(decided) };
        foreach (var vote in decided.Votes)
        {
            if (Asked.Items.FirstOrDefault(item => item.ItemId == vote.ItemId) is { } item && next.Verdicts[item.ItemId] == ItemVerdict.Pending)
            {
                var verdict = vote.Vote switch
                {
                    Vote.Approve => next.ApproversOf(item.ItemId) >= item.Terms.Approvers ? ItemVerdict.Approved : ItemVerdict.Pending,
                    Vote.Edit => ItemVerdict.Edited,
                    _ => ItemVerdict.Rejected,
                };
                next = next with { Verdicts = next.Verdicts.SetItem(item.ItemId, verdict) };
            }
        }

        return next;
    }

    /// <summary>The request without the items that nobody decided in time.</summary>
    public ApprovalState Apply(ApprovalExpired expired) => this with
    {
        Verdicts = Verdicts.SetItems(expired.Items.Where(Verdicts.ContainsKey).Select(item => KeyValuePair.Create(item, ItemVerdict.Expired))),
    };

    /// <summary>What an item's verdict means for the call it is about.</summary>
    internal CallState Settle(ApprovalItem item, CallState call) => Verdicts[item.ItemId] switch
    {
        ItemVerdict.Approved => call with { Gate = CallGate.Approved },
        ItemVerdict.Rejected => call with { Gate = CallGate.Rejected, Rejection = RejectionOf(item) },
        ItemVerdict.Expired => call with { Gate = CallGate.Expired },
        ItemVerdict.Edited => call with { Gate = CallGate.New, ItemId = null, Arguments = EditOf(item) ?? call.Arguments },
        _ => call,
    };

    /// <summary>The limits that an approved budget was raised to.</summary>
    internal JsonElement? LimitsOf(ApprovalItem item) =>
        Decisions.SelectMany(decision => decision.Votes).Last(vote => vote.ItemId == item.ItemId && vote.Vote == Vote.Approve).Arguments;

    private (string Principal, string? Comment) RejectionOf(ApprovalItem item)
    {
        var decision = Decisions.Last(decided => decided.Votes.Any(vote => vote.ItemId == item.ItemId && vote.Vote == Vote.Reject));
        return (decision.Principal, decision.Comment);
    }

    private JsonElement? EditOf(ApprovalItem item) =>
        Decisions.SelectMany(decision => decision.Votes).Last(vote => vote.ItemId == item.ItemId && vote.Vote == Vote.Edit).Arguments;
}
