namespace Opsroom.Models;

/// <summary>What the latest call or probe of a model showed.</summary>
internal sealed class EndpointHealth(TimeProvider time)
{
    private volatile Observation? latest;

    /// <summary>Why it last failed; null where it works or was never asked.</summary>
    public string? LastFailure => latest?.Failure;

    public bool IsKnown => latest is not null;

    /// <summary>A call ended as it should.</summary>
    public void Answered() => latest = new Observation(null, IsLasting: false, time.GetUtcNow());

    /// <summary>A probe got through. That says nothing about what only a call can show, such as a model that does not exist.</summary>
    public void Reached()
    {
        if (latest is not { IsLasting: true })
        {
            Answered();
        }
    }

    /// <param name="isLasting">Whether only a call that succeeds can prove otherwise.</param>
    public void Failed(string reason, bool isLasting) => latest = new Observation(reason, isLasting, time.GetUtcNow());

    /// <summary>Whether something was learnt less than <paramref name="age"/> ago.</summary>
    public bool IsFresh(TimeSpan age) => latest is { } observation && time.GetUtcNow() - observation.At < age;

    private sealed record Observation(string? Failure, bool IsLasting, DateTimeOffset At);
}
