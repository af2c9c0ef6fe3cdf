using Opsroom.Server.Streaming;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Streaming;

public sealed class StreamEventsTests
{
    [Fact]
    public void Every_kind_of_journal_event_has_a_rule()
    {
        Assert.Equal(EventCodec.KnownKinds.Order(StringComparer.Ordinal), StreamEvents.Kinds.Order(StringComparer.Ordinal));
    }
}
