using System.Text;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tests.Tools.Logs.Searching;

public sealed class LogFilterTests
{
    private const string Line = """2026-03-01 12:00:00 ERROR [main] Connection to "db-1":5432 refused (timeout=30s) for /api/orders/17 status=503""";

    [Theory]
    [InlineData("*", true)]
    [InlineData("", true)]
    [InlineData("refused", true)]
    [InlineData("REFUSED connection", true)]
    [InlineData("refused AND granted", false)]
    [InlineData("granted OR refused", true)]
    [InlineData("(granted OR refused) orders", true)]
    [InlineData("-refused", false)]
    [InlineData("NOT granted", true)]
    [InlineData("refused -granted", true)]
    [InlineData("\"5432 refused\"", true)]
    [InlineData("\"refused 5432\"", false)]
    [InlineData("""
        "\"db-1\""
        """, true)]
    [InlineData("-\"5432 refused\"", false)]
    [InlineData("status=503", true)]
    [InlineData("status:503", true)]
    [InlineData("status=50*", true)]
    [InlineData("status=404", false)]
    [InlineData("-status=404", true)]
    [InlineData("level=error", true)]
    [InlineData("level:warn", false)]
    [InlineData("db-1", true)]
    [InlineData("db-2:5432", false)]
    [InlineData("/refused \\(timeout=\\d+s\\)/", true)]
    [InlineData("/orders/[a-z]+$/", false)]
    [InlineData("/api/orders/", true)]
    [InlineData("timeout*", true)]
    [InlineData("Conn*refused", false)]
    [InlineData("time*30s", true)]
    [InlineData("foo() OR refused", true)]
    public void A_query_finds_what_it_says(string query, bool finds) => Assert.Equal(finds, Parse(query).Matches(Entry(Line)));

    [Theory]
    [InlineData("""{app="checkout"} |= "error" """, "not LogQL")]
    [InlineData("/(unclosed+/", "regular expression")]
    [InlineData("/(?=look)x+/", "Lookarounds")]
    [InlineData("a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a a", "more than 30 terms")]
    public void What_is_no_query_is_said(string query, string why) => Assert.Contains(why, LogFilterParser.Parse(query).Failure!.Message, StringComparison.Ordinal);

    [Fact]
    public void Any_text_is_a_query_or_is_refused()
    {
        const string Signs = "ab \"\\-/()=:*|{}[]+?!\n\u0007é";
        var random = new Random(5);
        for (var round = 0; round < 5_000; round++)
        {
            var query = new string([.. Enumerable.Range(0, random.Next(20)).Select(_ => Signs[random.Next(Signs.Length)])]);
            var parsed = LogFilterParser.Parse(query);
            Assert.True(parsed.Value is not null || parsed.Failure!.Code == "invalid_argument");
        }
    }

    private static LogFilter Parse(string query) => LogFilterParser.Parse(query.Trim('\n')).Value!;

    private static LogEntry Entry(string line)
    {
        var read = new LogLineReader(DateTimeOffset.UnixEpoch).Read(Encoding.UTF8.GetBytes(line));
        return new LogEntry(read.Time, read.Level, Encoding.UTF8.GetString(read.Message), line, null, LogFields.Of(read), null, "here");
    }
}
