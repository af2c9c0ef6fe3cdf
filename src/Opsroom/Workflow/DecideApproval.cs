using System.Collections.Immutable;
using System.Text.Json;
using Opsroom.Threads;

namespace Opsroom.Workflow;

/// <summary>A person's decision about a request for approval.</summary>
/// <param name="RunId">The run that asked.</param>
/// <param name="ApprovalId">The request, as it was when the decision arrived.</param>
/// <param name="Approved">For every pending item that <paramref name="Items"/> does not name; null leaves those undecided.</param>
/// <param name="Items">Decisions for single items, by item id.</param>
/// <param name="Arguments">Edited arguments by item id; the item is asked again with them.</param>
/// <param name="Digest">What the person saw; a decision about anything else is refused.</param>
public sealed record DecideApproval(
    ThreadKey Key, RunId RunId, string ApprovalId, bool? Approved, string? Comment, ImmutableSortedDictionary<string, bool> Items,
    ImmutableSortedDictionary<string, JsonElement> Arguments, string? Digest, Principal Principal, IdempotencyClaim? Idempotency);

/// <summary>What came of a decision.</summary>
public abstract record DecideOutcome
{
    private DecideOutcome()
    {
    }

    /// <summary>It is on record, and so is what it led to. The same decision made again is answered like the first one.</summary>
    /// <param name="Request">With this decision.</param>
    /// <param name="Repeated">Whether it was on record before.</param>
    public sealed record Recorded(RunId RunId, ApprovalState Request, bool Repeated) : DecideOutcome;

    /// <summary>It was decided the other way, expired, or its run has ended.</summary>
    public sealed record Conflict(string Reason) : DecideOutcome;

    /// <summary>Not by this person.</summary>
    public sealed record Forbidden(string Reason) : DecideOutcome;

    /// <summary>There is no such request or item.</summary>
    public sealed record Unknown(string Reason) : DecideOutcome;

    /// <summary>Something else holds the idempotency key.</summary>
    public sealed record KeyTaken : DecideOutcome;
}
