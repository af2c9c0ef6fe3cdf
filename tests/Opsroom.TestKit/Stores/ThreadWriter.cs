using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

/// <summary>Appends typed events to one thread and keeps its epoch and sequence, as an owner does.</summary>
public sealed class ThreadWriter(IStore store, TimeProvider time, ThreadKey key)
{
    private readonly List<EncodedEvent> _appended = [];

    public ThreadKey Key { get; } = key;

    public long Epoch { get; set; } = 1;

    public long Sequence { get; set; }

    /// <summary>What every append is held against.</summary>
    public DayLimit? DayLimit { get; set; }

    /// <summary>What was appended so far, as stored.</summary>
    public IReadOnlyList<EncodedEvent> Appended => _appended;

    public Task<AppendOutcome> AppendAsync(params ThreadEvent[] events) => AppendAsync([], events);

    public async Task<AppendOutcome> AppendAsync(IReadOnlyList<BlobContent> files, params ThreadEvent[] events)
    {
        var blobs = new List<BlobContent>(files);
        EncodedEvent[] encoded = [.. events.Select(@event => EventCodec.Encode(@event with { At = time.GetUtcNow() }, blobs))];
        return await AppendEncodedAsync(encoded, blobs);
    }

    public async Task<AppendOutcome> AppendEncodedAsync(IReadOnlyList<EncodedEvent> events, IReadOnlyList<BlobContent> blobs, bool flush = true)
    {
        var outcome = await store.AppendAsync(new AppendRequest(Key, Epoch, Sequence, events, blobs, flush) { DayLimit = DayLimit }, TestContext.Current.CancellationToken);
        if (outcome.Status == AppendStatus.Appended)
        {
            (Sequence, Epoch) = outcome.Head;
            _appended.AddRange(events);
        }

        return outcome;
    }
}
