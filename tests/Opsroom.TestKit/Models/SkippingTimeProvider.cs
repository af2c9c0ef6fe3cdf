using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace Opsroom.TestKit.Models;

/// <summary>A clock on which a short delay passes at once and is written down; longer timers wait until a test advances the time.</summary>
public sealed class SkippingTimeProvider : FakeTimeProvider
{
    private readonly ConcurrentQueue<TimeSpan> delays = new();

    public SkippingTimeProvider()
        : this(new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero))
    {
    }

    public SkippingTimeProvider(DateTimeOffset start)
        : base(start)
    {
    }

    /// <summary>The longest delay that passes at once.</summary>
    public TimeSpan LongestSkip { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>The delays that were skipped, in order.</summary>
    public IReadOnlyList<TimeSpan> Delays => [.. delays];

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = base.CreateTimer(callback, state, dueTime, period);
        if (dueTime >= TimeSpan.Zero && dueTime <= LongestSkip)
        {
            delays.Enqueue(dueTime);
            Advance(dueTime);
        }

        return timer;
    }
}
