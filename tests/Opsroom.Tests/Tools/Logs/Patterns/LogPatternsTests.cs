using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Opsroom.Tools.Logs.Patterns;
using Opsroom.Tools.Logs.Reading;

namespace Opsroom.Tests.Tools.Logs.Patterns;

public sealed class LogPatternsTests
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("took 12ms for 3 rows", "took <dur> for <num> rows")]
    [InlineData("took 1.5s, 3m20s, 1h5m30.5s left", "took <dur>, <dur>, <dur> left")]
    [InlineData("GET /orders/4711/items/9?page=2 done", "GET /orders/<num>/items/<num>?<query> done")]
    [InlineData("user 3f2504e0-4f89-11d3-9a0c-0305e82c3301 from 10.1.2.3:5432 at [fe80::1]", "user <uuid> from <ip>:<num> at [<ip>]")]
    [InlineData("pod checkout-6d5f9c7b8-x2k4q on node-12 of k8s v1 db1", "pod checkout-<id>-<id> on node-<num> of k8s v1 db1")]
    [InlineData("heap 512Mi of 1.5GB at 0xc000123abc commit 9f8e7d6c5b4a", "heap <size> of <size> at <hex> commit <hex>")]
    [InlineData("at 2026-03-01T12:00:00.123Z and 12:00:01", "at <time> and <time>")]
    [InlineData("relation \"orders\" of 'shop' does not exist, don't ask", "relation <str> of <str> does not exist, don't ask")]
    [InlineData("\"GET /a/1 HTTP/1.1\" 502", "\"GET /a/<num> HTTP/<num>\" 502")]
    [InlineData("exit code 137, status=503 status: 404 code=\"7\"", "exit code 137, status=503 status: 404 code=<str>")]
    [InlineData("delta=-42 offset +7 range 3-5", "delta=<num> offset <num> range <num>-<num>")]
    public void What_varies_is_masked(string message, string template) =>
        Assert.Equal(template, Assert.Single(Patterns(message)).Template);

    [Fact]
    public void Messages_that_differ_in_few_words_are_one_pattern_and_counted_exactly()
    {
        var patterns = Patterns([.. Enumerable.Range(0, 1_000).Select(number => $"user {Name(number)} could not be charged: card {Name(number + 7)} declined"), .. Enumerable.Repeat("cache is warm", 50)]);

        Assert.Equal([(1_000, "user <*> could not be charged: card <*> declined"), (50, "cache is warm")], patterns.Select(pattern => ((int)pattern.Count, pattern.Template)));
    }

    [Fact]
    public void The_same_words_at_another_level_are_another_pattern() =>
        Assert.Equal([EntryLevel.Warn, EntryLevel.Error], Patterns("2026-03-01 12:00:00 WARN no disk", "2026-03-01 12:00:00 ERROR no disk").Select(pattern => pattern.Level).Order());

    [Fact]
    public void Errors_beside_a_message_are_told_apart() =>
        Assert.Equal(
            ["request failed connect: connection refused", "request failed read: i/o timeout now"],
            Patterns("""{"msg":"request failed","error":"connect: connection refused"}""", """{"msg":"request failed","error":"read: i/o timeout now"}""").Select(pattern => pattern.Template).Order(StringComparer.Ordinal));

    [Fact]
    public void A_pattern_knows_when_it_was_seen_and_where_examples_stand()
    {
        var text = string.Concat(Enumerable.Range(0, 100).Select(second => Line(Start.AddSeconds(second), $"job {second} done")));
        var pattern = Assert.Single(Scan(text).ToArray());

        Assert.Equal((Start, Start.AddSeconds(99), 100L), (pattern.FirstSeen, pattern.LastSeen, pattern.Count));
        Assert.Equal([1L, 8L, 64L], pattern.Examples.Select(example => example.Place.Line));
        Assert.All(pattern.Examples, example => Assert.StartsWith(example.Text, text[(int)example.Place.Offset..], StringComparison.Ordinal));
        Assert.Equal(new LinePlace(3, 100, text.Length - Line(Start, "job 99 done").Length), pattern.Last);
        Assert.Equal((10, 10L), (pattern.Buckets.Length, pattern.Buckets[4].Count));
        Assert.Equal(15, pattern.CountIn(Start.AddSeconds(20), Start.AddSeconds(35)));
    }

    [Fact]
    public void What_a_moment_changed_is_told()
    {
        var text = new StringBuilder();
        for (var second = 0; second < 600; second++)
        {
            var at = Start.AddSeconds(second);
            text.Append(Line(at, "request served"));
            Repeat(text, at, "slow query seen", second < 300 ? (second % 30 == 0 ? 1 : 0) : 2);
            Repeat(text, at, "ERROR pool exhausted", second < 300 ? 0 : 1);
            Repeat(text, at, "cache hit for user", second < 300 ? 3 : 0);
        }

        var changes = PatternChanges.Of(Scan(text.ToString()).ToArray(), Start, Start.AddSeconds(300), Start.AddSeconds(600));

        Assert.Equal(
            [(PatternTurn.New, "pool exhausted"), (PatternTurn.Rose, "slow query seen"), (PatternTurn.Fell, "cache hit for user"), (PatternTurn.Same, "request served")],
            changes.Select(change => (change.Kind, change.Pattern.Template)));
        Assert.Equal(60, changes[1].Rate!.Value, 3);
    }

    [Fact]
    public void Nothing_is_new_where_nothing_was_logged_before()
    {
        var patterns = Scan(Line(Start.AddSeconds(400), "ERROR first words")).ToArray();

        Assert.Empty(PatternChanges.Of(patterns, Start, Start.AddSeconds(300), Start.AddSeconds(600)));
    }

    [Fact]
    public void Parts_read_side_by_side_give_what_the_whole_gives()
    {
        var lines = Enumerable.Range(0, 2_000).Select(number => Line(Start.AddSeconds(number), number % 3 == 0 ? $"ERROR order {Name(number)} is lost" : $"order {number} is served")).ToArray();
        var whole = Scan(string.Concat(lines)).ToArray();
        var merged = Scan(string.Concat(lines[..1_000]));
        merged.Merge(Scan(string.Concat(lines[1_000..])));

        Assert.Equal(whole.Select(Shape), merged.ToArray().Select(Shape));
    }

    [Fact]
    public void Hostile_logs_take_bounded_memory_and_hide_no_error()
    {
        var limits = new PatternLimits(MostPatterns: 100);
        var (reader, patterns) = (new LogLineReader(Start), new LogPatterns(limits));
        var random = new Random(11);
        for (var number = 0; number < 20_000; number++)
        {
            var junk = string.Join(' ', Enumerable.Range(0, random.Next(1, 30)).Select(_ => Name(random.Next())));
            Scan(Line(new DateTimeOffset(random.NextInt64(new DateTime(1980, 1, 1).Ticks, new DateTime(2100, 1, 1).Ticks), TimeSpan.Zero), "INFO " + junk), reader, patterns);
        }

        Scan(Line(Start, "ERROR the disk is full"), reader, patterns);
        var found = patterns.ToArray();

        Assert.InRange(found.Length, 2, 60);
        Assert.Equal(20_001, found.Sum(pattern => pattern.Count));
        Assert.All(found, pattern => Assert.InRange(pattern.Buckets.Length, 0, limits.MostBuckets));
        Assert.Contains(found, pattern => pattern is { Template: "the disk is full", Count: 1, IsRest: false });
    }

    private static (string, EntryLevel, long, DateTimeOffset?, DateTimeOffset?, int) Shape(LogPattern pattern) =>
        (pattern.Template, pattern.Level, pattern.Count, pattern.FirstSeen, pattern.LastSeen, pattern.Buckets.Length);

    private static ImmutableArray<LogPattern> Patterns(params IEnumerable<string> lines) => Scan(string.Join('\n', lines)).ToArray();

    private static LogPatterns Scan(string text)
    {
        var patterns = new LogPatterns();
        Scan(text, new LogLineReader(Start), patterns);
        return patterns;
    }

    private static void Scan(string text, LogLineReader reader, LogPatterns into) => LogScan.Read(Encoding.UTF8.GetBytes(text), 3, reader, into);

    private static string Line(DateTimeOffset at, string text) => string.Create(CultureInfo.InvariantCulture, $"{at.UtcDateTime:yyyy-MM-dd'T'HH:mm:ss'Z'} {text}\n");

    private static void Repeat(StringBuilder text, DateTimeOffset at, string line, int times)
    {
        for (var time = 0; time < times; time++)
        {
            text.Append(Line(at, line));
        }
    }

    /// <summary>A word of letters only.</summary>
    private static string Name(int number) => string.Concat(number.ToString(CultureInfo.InvariantCulture).Select(digit => (char)('q' + (digit - '0') % 10)));
}
