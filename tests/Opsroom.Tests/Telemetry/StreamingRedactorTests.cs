using System.Text;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Tests.Telemetry;

public sealed class StreamingRedactorTests
{
    private static readonly ThreadKey Thread = new("default", ThreadId.Parse("thread-1"));
    private static readonly Redactor Redactor = new(new byte[32], [new ConfiguredSecret("vault", "two words of it")]);

    [Fact]
    public void Words_are_given_out_as_soon_as_they_are_whole()
    {
        var stream = Redactor.Stream(Thread);

        Assert.Equal("Here is your ", stream.Push("Here is your pipe"));
        Assert.Equal("pipeline, ", stream.Push("line, rea"));
        Assert.Equal("ready.\n", stream.Push("dy.\n"));
        Assert.Equal("", stream.Flush());
    }

    [Fact]
    public void A_key_that_comes_in_pieces_is_never_given_out()
    {
        var stream = Redactor.Stream(Thread);
        var output = new StringBuilder(stream.Push("use gh"));
        foreach (var piece in new[] { "p", "_16C7e42F292c", "6912E7710c8", "38347Ae178B4a", " now" })
        {
            output.Append(stream.Push(piece));
        }

        output.Append(stream.Flush());

        Assert.Matches(@"^use \[redacted:github:[0-9a-f]{8}\] now$", output.ToString());
    }

    [Fact]
    public void A_value_is_held_back_until_its_name_decides()
    {
        var stream = Redactor.Stream(Thread);

        Assert.Equal("The ", stream.Push("The password "));
        Assert.Equal("", stream.Push("is hunter2, and "));
        Assert.Equal(Redactor.Redact("password is hunter2, and that is all there is to say. ", Thread).Text, stream.Push("that is all there is to say. "));
    }

    [Fact]
    public void A_configured_value_of_several_words_is_held_back()
    {
        var stream = Redactor.Stream(Thread);

        Assert.Equal("it is ", stream.Push("it is two words "));
        Assert.Equal(Redactor.Redact("two words of it. ", Thread).Text, stream.Push("of it. "));
    }

    [Fact]
    public void What_is_held_back_is_bounded_and_the_rest_of_a_longer_secret_is_dropped()
    {
        var stream = Redactor.Stream(Thread);
        var output = new StringBuilder();
        var key = "sk-ant-" + "api03-";
        output.Append(stream.Push(key));
        for (var i = 0; i < 3_000; i++)
        {
            output.Append(stream.Push("aB3-zY9_"));
        }

        output.Append(stream.Push(" after")).Append(stream.Flush());

        Assert.Matches(@"^\[redacted:anthropic:[0-9a-f]{8}\] after$", output.ToString());
    }

    [Fact]
    public void An_endless_word_that_is_no_secret_is_given_out_in_the_end()
    {
        var stream = Redactor.Stream(Thread);
        var word = new string('a', 50_000);
        var output = new StringBuilder();
        foreach (var piece in word.Chunk(1_000))
        {
            output.Append(stream.Push(new string(piece)));
        }

        Assert.InRange(output.Length, 40_000, 50_000);
        Assert.Equal(word, output + stream.Flush());
    }
}
