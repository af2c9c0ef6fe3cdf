using System.Collections;
using System.Reflection;
using System.Text;
using System.Text.Json;
using CsCheck;
using Opsroom.Threads;

namespace Opsroom.Tests.Threads;

public sealed class EventCodecTests
{
    private static readonly Gen<string> LongOrShort = Gen.Frequency(
        (3, EventGenerator.Text),
        (1, Gen.Int[EventCodec.InlineLimit - 10, EventCodec.InlineLimit * 2].SelectMany(length =>
            Gen.OneOf("x", "é", "🚀", "\"").Select(unit => string.Concat(Enumerable.Repeat(unit, length / unit.Length))))));

    public static TheoryData<string> Kinds => [.. EventCodec.KnownKinds];

    [Fact]
    public void Every_type_of_the_family_has_its_kind() => Assert.Equal(EventCodec.KnownKinds.Order(), EventGenerator.Types.Keys.Order());

    [Theory]
    [MemberData(nameof(Kinds))]
    public void An_event_comes_back_as_it_was(string kind) => EventGenerator.Of(kind, EventGenerator.Text).Sample(
        @event =>
        {
            var blobs = new List<BlobContent>();
            var encoded = EventCodec.Encode(@event, blobs);
            AssertSame(@event, Decode(encoded, blobs));
        },
        iter: 50);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Long_values_are_moved_out_and_come_back(string kind) => EventGenerator.Of(kind, LongOrShort).Sample(
        @event =>
        {
            var blobs = new List<BlobContent>();
            var encoded = EventCodec.Encode(@event, blobs);
            foreach (var value in JsonElement.Parse(encoded.Bytes.Span).EnumerateObject())
            {
                Assert.InRange(value.Value.GetRawText().Length, 0, EventCodec.InlineLimit);
            }

            AssertSame(@event, Decode(encoded, blobs));
        },
        iter: 5);

    [Theory]
    [MemberData(nameof(Kinds))]
    public void The_bytes_name_the_kind_first(string kind) => EventGenerator.Of(kind, EventGenerator.Text).Sample(
        @event =>
        {
            var encoded = EventCodec.Encode(@event, []);
            Assert.StartsWith($$"""{"kind":"{{kind}}","v":2,"at":""", Encoding.UTF8.GetString(encoded.Bytes.Span), StringComparison.Ordinal);
            Assert.Equal(kind, EventCodec.KindOf(encoded.Bytes.Span));
        },
        iter: 5);

    [Fact]
    public void A_value_is_inline_up_to_the_limit()
    {
        var atLimit = new string('x', EventCodec.InlineLimit - 2);

        var (none, one) = (new List<BlobContent>(), new List<BlobContent>());
        EventCodec.Encode(new AgentStarted("a", atLimit, 0), none);
        EventCodec.Encode(new AgentStarted("a", atLimit + "x", 0), one);

        Assert.Empty(none);
        Assert.Equal(EventCodec.InlineLimit + 1, Assert.Single(one).Size);
    }

    [Fact]
    public void An_excerpt_of_what_was_moved_out_stays_with_the_event()
    {
        var blobs = new List<BlobContent>();
        var encoded = EventCodec.Encode(new AgentStarted("a", new string('x', 2047) + string.Concat(Enumerable.Repeat("🚀", 50_000)), 0), blobs);

        var reference = JsonElement.Parse(encoded.Bytes.Span).GetProperty("task");

        Assert.Equal(Assert.Single(blobs).Sha256, reference.GetProperty("$blob").GetString());
        Assert.Equal(blobs[0].Size, reference.GetProperty("size").GetInt64());
        Assert.Equal(new string('x', 2047), reference.GetProperty("excerpt").GetString());
    }

    [Theory]
    [InlineData("""{"$blob":"SECRET","size":5,"excerpt":""}""")]
    [InlineData("""{"\u0024blob":"SECRET","size":5,"excerpt":""}""")]
    [InlineData("""{"size":5,"excerpt":"","$blob":"SECRET"}""")]
    public void A_value_that_looks_like_a_reference_is_not_followed(string context)
    {
        var secret = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("their"u8));
        var given = JsonElement.Parse(context.Replace("SECRET", secret, StringComparison.Ordinal));
        foreach (var task in (string[])["short", new string('x', EventCodec.InlineLimit + 1)])
        {
            var started = new RunStarted(RunKind.Agent, task, null, given, null, null, "local", new RunLimits(1, 1, 1, 1), null);
            var blobs = new List<BlobContent>();
            var encoded = EventCodec.Encode(started, blobs);
            var references = new List<string>();
            EventCodec.CollectReferences(encoded.Bytes.Span, references);

            Assert.DoesNotContain(secret, references);
            AssertSame(started, Decode(encoded, blobs));
        }
    }

    [Fact]
    public void Json_as_deep_as_a_request_may_be_comes_back()
    {
        var deep = JsonElement.Parse(string.Concat(Enumerable.Repeat("[", 64)) + string.Concat(Enumerable.Repeat("]", 64)));
        foreach (var task in (string[])["short", new string('x', EventCodec.InlineLimit + 1)])
        {
            var started = new RunStarted(RunKind.Agent, task, null, deep, null, null, "local", new RunLimits(1, 1, 1, 1), null);
            var blobs = new List<BlobContent>();
            AssertSame(started, Decode(EventCodec.Encode(started, blobs), blobs));
        }
    }

    [Fact]
    public void Any_json_object_of_an_unknown_kind_can_be_read() => EventGenerator.Json.Sample(json =>
    {
        var at = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
        var bytes = Encoding.UTF8.GetBytes($$"""{"kind":"moon_phase_noted","v":9,"at":"2026-03-01T12:00:00+00:00","run_id":"run-1","branch":"b1","step":"b1:3","phase":{{json.GetRawText()}} }""");

        var @event = Assert.IsType<UnknownEvent>(EventCodec.FromJson(bytes, "moon_phase_noted"));

        Assert.Equal(new UnknownEvent("moon_phase_noted") { Version = 9, At = at, RunId = new RunId("run-1"), Branch = "b1", Step = "b1:3" }, @event);
    });

    private static ThreadEvent Decode(EncodedEvent encoded, List<BlobContent> blobs) =>
        EventCodec.FromStored(encoded.Bytes, encoded.Event.Kind, sha256 => Read(blobs.Single(blob => blob.Sha256 == sha256)));

    private static byte[] Read(BlobContent blob)
    {
        using var content = blob.OpenAsync(CancellationToken.None).AsTask().GetAwaiter().GetResult();
        var copy = new MemoryStream();
        content.CopyTo(copy);
        return copy.ToArray();
    }

    private static void AssertSame(object? expected, object? actual)
    {
        switch (expected)
        {
            case null or string or ValueType and not JsonElement and not IEnumerable:
                Assert.Equal(expected, actual);
                break;
            case JsonElement json:
                Assert.Equal(JsonSerializer.Serialize(json), JsonSerializer.Serialize(Assert.IsType<JsonElement>(actual)));
                break;
            case IEnumerable items:
                var (left, right) = (items.Cast<object?>().ToList(), Assert.IsType<IEnumerable>(actual, exactMatch: false).Cast<object?>().ToList());
                Assert.Equal(left.Count, right.Count);
                Assert.All(left.Zip(right), pair => AssertSame(pair.First, pair.Second));
                break;
            default:
                Assert.IsType(expected.GetType(), actual);
                Assert.All(expected.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance), property => AssertSame(property.GetValue(expected), property.GetValue(actual)));
                break;
        }
    }
}
