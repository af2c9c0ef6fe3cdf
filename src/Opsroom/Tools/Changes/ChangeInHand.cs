namespace Opsroom.Tools.Changes;

/// <summary>The change that a tool is making, or whose outcome it is asked about.</summary>
/// <param name="Key">Unique for this call in the world, and the same again after a crash: the idempotency key, annotation or ledger entry at the target.</param>
/// <param name="IntentVersion">What was looked at when the call was allowed: the precondition that the write carries.</param>
/// <param name="Attempt">1 for the first.</param>
public sealed record ChangeInHand(string Key, string IntentVersion, int Attempt)
{
    /// <summary>The key of the procedure that makes the call, the same for all its calls; null for a call that stands alone.</summary>
    public string? Procedure { get; init; }
}
