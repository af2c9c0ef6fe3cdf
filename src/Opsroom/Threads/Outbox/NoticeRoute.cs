using System.Collections.Immutable;
using System.Threading.Channels;

namespace Opsroom.Threads.Outbox;

/// <summary>Which notices are kept for one receiver.</summary>
/// <param name="webhook">Names the receiver, for good.</param>
/// <param name="kinds">What it is told of.</param>
/// <param name="tenants">Whose threads it is told of; all where none is named.</param>
public sealed class NoticeRoute(string webhook, ImmutableHashSet<NoticeKind> kinds, ImmutableHashSet<string> tenants)
{
    private readonly Channel<bool> _written = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public string Webhook => webhook;

    public bool Takes(string tenant, NoticeKind kind) => kinds.Contains(kind) && (tenants.IsEmpty || tenants.Contains(tenant));

    /// <summary>Completes when a notice was written, or after a time.</summary>
    public async Task WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        using var late = new CancellationTokenSource(atMost, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(late.Token, cancellationToken);
        try
        {
            await _written.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // whatever is due by now is looked for anyway
        }
    }

    internal void Wake() => _written.Writer.TryWrite(true);
}

/// <summary>All receivers of a server. Where there are none, stores keep no notices.</summary>
public sealed class NoticeRoutes(IReadOnlyList<NoticeRoute> all)
{
    public static NoticeRoutes None { get; } = new([]);

    public IReadOnlyList<NoticeRoute> All => all;

    /// <summary>Says that an append was committed, which may have left something to send.</summary>
    internal void Appended(AppendRequest request)
    {
        if (all.Count > 0 && request.Events.Any(one => one.Event is ApprovalAsked or ApprovalDecided or ApprovalExpired or RunEnded))
        {
            foreach (var route in all)
            {
                route.Wake();
            }
        }
    }
}
