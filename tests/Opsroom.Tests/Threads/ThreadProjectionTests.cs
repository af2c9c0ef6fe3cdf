using CsCheck;
using Opsroom.Threads;

namespace Opsroom.Tests.Threads;

public sealed class ThreadProjectionTests
{
    public static TheoryData<string> Kinds => [.. EventCodec.KnownKinds];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_kind_says_what_it_means_to_the_projections(string kind)
    {
        var @event = EventGenerator.Of(kind, EventGenerator.Text).Single();
        var projection = new ThreadProjection();
        projection.Load();

        projection.Apply(@event, 1, EventCodec.ToJson(@event));

        Assert.Equal((@event.At, @event.At), (projection.CreatedAt, projection.UpdatedAt));
    }

    [Fact]
    public void Folding_in_one_go_and_from_what_was_kept_come_to_the_same() => Gen.OneOf([.. EventCodec.KnownKinds.Select(kind => EventGenerator.Of(kind, EventGenerator.Text))])
        .Array[1, 20].Select(Gen.Int[0, 20])
        .Sample((events, cut) =>
        {
            var whole = Fold(new ThreadProjection(), events, 0, events.Length);
            var first = Fold(new ThreadProjection(), events, 0, Math.Min(cut, events.Length));
            var resumed = new ThreadProjection();
            resumed.Load(first.Status, first.Kind, first.Agent, first.Title, first.CreatedAt, first.UpdatedAt, first.JournalBytes, first.FileBytes);
            Fold(resumed, events, Math.Min(cut, events.Length), events.Length);

            Assert.Equal(
                (whole.Status, whole.Kind, whole.Agent, whole.Title, whole.CreatedAt, whole.UpdatedAt, whole.JournalBytes, whole.FileBytes),
                (resumed.Status, resumed.Kind, resumed.Agent, resumed.Title, resumed.CreatedAt, resumed.UpdatedAt, resumed.JournalBytes, resumed.FileBytes));
        });

    private static ThreadProjection Fold(ThreadProjection projection, ThreadEvent[] events, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            projection.Apply(events[i], i + 1, EventCodec.ToJson(events[i]));
        }

        return projection;
    }
}
