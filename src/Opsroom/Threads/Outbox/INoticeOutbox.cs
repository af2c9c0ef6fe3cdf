namespace Opsroom.Threads.Outbox;

/// <summary>
/// Notices that are still to be sent. They are written in the transaction of the append that they tell of, one for each receiver that takes them, so that none is
/// lost whenever a server dies; and they are handed out again until they are settled, so that each arrives at least once.
/// </summary>
public interface INoticeOutbox
{
    /// <summary>
    /// Takes notices that are due for a receiver: of each thread only the earliest, so that those of a thread arrive in order. Nobody else is given them for some time.
    /// </summary>
    Task<IReadOnlyList<Notice>> TakeNoticesAsync(string webhook, int limit, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Says what became of notices that were taken. Those that somebody else has been given meanwhile stay as they are.</summary>
    Task SettleNoticesAsync(IReadOnlyList<SettledNotice> settled, CancellationToken cancellationToken);

    /// <summary>Gives up all notices for a receiver, and says how many there were.</summary>
    Task<long> DropNoticesAsync(string webhook, CancellationToken cancellationToken);

    /// <summary>Gives up what was written before some time for receivers that are not among these.</summary>
    Task DropStrayNoticesAsync(IReadOnlyCollection<string> webhooks, DateTimeOffset before, CancellationToken cancellationToken);
}

/// <summary>A notice that was taken.</summary>
/// <param name="Thread">The store's own key of the thread.</param>
/// <param name="Sequence">Of the event that it tells of.</param>
/// <param name="Attempts">How often it was taken, this time included.</param>
/// <param name="LeasedUntil">When somebody else may be given it.</param>
public sealed record Notice(string Webhook, long Thread, ThreadKey Key, long Sequence, int Attempts, DateTimeOffset LeasedUntil);

/// <param name="DueAgain">When it is to be tried again; null where it is over.</param>
public sealed record SettledNotice(Notice Notice, DateTimeOffset? DueAgain);
