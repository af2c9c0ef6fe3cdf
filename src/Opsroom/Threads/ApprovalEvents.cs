using System.Collections.Immutable;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Opsroom.Threads;

/// <summary>What an item of an approval is about.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ApprovalKind>))]
public enum ApprovalKind
{
    /// <summary>Whether a call may be made.</summary>
    Call,

    /// <summary>Whether a call is made again of which nobody knows whether it was made.</summary>
    UnknownOutcome,

    /// <summary>Whether the run gets a larger budget.</summary>
    Budget,
}

/// <summary>How a request for approval is.</summary>
[JsonConverter(typeof(SnakeCaseEnum<ApprovalStatus>))]
public enum ApprovalStatus
{
    Pending,
    Approved,
    Rejected,

    /// <summary>Decided item by item, and not all alike.</summary>
    Mixed,
    Expired,
}

/// <summary>People are asked. All that waits in a run at the same time is one request.</summary>
/// <param name="ApprovalId">Unique in the thread.</param>
/// <param name="Digest">HMAC over everything that is shown: what a decision may name to be sure of it.</param>
public sealed record ApprovalAsked(string ApprovalId, string Digest, ImmutableArray<ApprovalItem> Items) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "approval_asked";
}

/// <summary>One thing to decide.</summary>
/// <param name="CallId">The call it is about; null for a budget.</param>
/// <param name="Action">The tool; <c>raise_budget</c> for a budget.</param>
/// <param name="Risk">The effect of the call.</param>
/// <param name="Reason">Why policy asks.</param>
public sealed record ApprovalItem(
    string ItemId, ApprovalKind Kind, string? CallId, string Agent, string Action, string? Resource, string? Environment, string Risk,
    JsonElement Arguments, JsonElement? Preview, string? Reason, ApprovalTerms Terms, DateTimeOffset ExpiresAt);

/// <summary>Nothing can go on until somebody decides.</summary>
public sealed record RunPaused(string ApprovalId) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "run_paused";
}

/// <summary>What one person says about one item.</summary>
[JsonConverter(typeof(SnakeCaseEnum<Vote>))]
public enum Vote
{
    Approve,
    Reject,

    /// <summary>Other arguments: the item is asked again as a new one.</summary>
    Edit,
}

/// <param name="Arguments">Of an edit, the new arguments; of an approved budget, the new limits.</param>
public sealed record ItemVote(string ItemId, Vote Vote, JsonElement? Arguments = null);

/// <summary>A person decided, about all items or some.</summary>
/// <param name="Approved">What the decision said of items that it did not name.</param>
/// <param name="Settles">Whether an item is decided by it, so that the run goes on.</param>
/// <param name="Status">Of the request, with this decision.</param>
/// <param name="Raises">The budget of a day that it raises.</param>
public sealed record ApprovalDecided(
    string ApprovalId, string Principal, bool Approved, string? Comment, ImmutableArray<ItemVote> Votes, bool Settles, ApprovalStatus Status,
    IdempotencyClaim? Idempotency, DayRaise? Raises = null) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "approval_decided";
}

/// <summary>Nobody decided in time.</summary>
/// <param name="Status">Of the request, without these items.</param>
public sealed record ApprovalExpired(string ApprovalId, ImmutableArray<string> Items, ApprovalStatus Status) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "approval_expired";
}

/// <summary>What was approved is not what would be done any more: it is asked again.</summary>
/// <param name="Reason">What has changed.</param>
public sealed record ApprovalVoided(string ApprovalId, string ItemId, string CallId, string Reason) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "approval_voided";
}

/// <summary>Secrets that were taken out of events, encrypted with the data key, by the token that stands in their place.</summary>
/// <param name="Values">Base64 of nonce, tag and ciphertext.</param>
public sealed record ValuesSealed(ImmutableSortedDictionary<string, string> Values) : ThreadEvent
{
    [JsonPropertyOrder(-10)]
    public override string Kind => "values_sealed";
}
