namespace Opsroom.TestKit.Outside;

/// <summary>The system's clock, ahead of it by a while that a test chooses.</summary>
public sealed class ShiftedClock : TimeProvider
{
    /// <summary>The environment variable that carries the seconds ahead into a process.</summary>
    public const string Variable = "PROOF_AHEAD";

    public TimeSpan Ahead { get; set; }

    public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
}
