using System.Text.Json;

namespace Opsroom.Tools.Changes;

/// <summary>What became of a change whose outcome nobody saw, because the process died or the connection broke.</summary>
public abstract record Verification
{
    private Verification()
    {
    }

    /// <summary>It was made: this is its result.</summary>
    public static Verification Done<T>(T result)
        where T : class => new Made(JsonSerializer.SerializeToElement(result, ToolJson.Options));

    /// <summary>It was not made and can be made now. Only for targets that would themselves refuse a late duplicate, by a precondition or by <see cref="ChangeInHand.Key"/>.</summary>
    public static Verification NotDone() => new NotMade();

    /// <summary>It cannot be told; a person is asked.</summary>
    /// <param name="whatIsKnown">One or two sentences that help them decide.</param>
    public static Verification Unknown(string whatIsKnown) => new Unclear(whatIsKnown);

    internal sealed record Made(JsonElement Result) : Verification;

    internal sealed record NotMade : Verification;

    internal sealed record Unclear(string WhatIsKnown) : Verification;
}
