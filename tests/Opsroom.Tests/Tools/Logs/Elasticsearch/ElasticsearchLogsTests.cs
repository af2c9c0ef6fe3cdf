using Opsroom.Telemetry;
using Opsroom.TestKit.Logs;
using Opsroom.Tools.Logs.Elasticsearch;
using Opsroom.Tools.Logs.Reading;
using static Opsroom.Tests.Tools.Logs.LogSearchFixture;

namespace Opsroom.Tests.Tools.Logs.Elasticsearch;

public sealed class ElasticsearchLogsTests : IAsyncLifetime
{
    private FakeElasticsearch server = null!;

    public async ValueTask InitializeAsync() => server = await FakeElasticsearch.StartNewAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();

    [Fact]
    public async Task Documents_of_the_common_schema_are_entries()
    {
        server.Index("logs-app-default", """{"@timestamp":"2026-03-01T11:50:00.000Z","message":"Connection refused by db-1","log":{"level":"error"},"service":{"name":"checkout"},"trace":{"id":"abc"}}""");
        server.Index("logs-app-default", """{"@timestamp":"2026-03-01T11:51:00.000Z","message":"Connection refused by db-1","log":{"level":"error"},"service":{"name":"cart"}}""");
        server.Index("logs-app-default", """{"@timestamp":"2026-03-01T10:30:00.000Z","message":"Connection refused, long ago","log":{"level":"error"},"service":{"name":"checkout"}}""");
        server.Index("metrics-x", """{"@timestamp":"2026-03-01T11:50:00.000Z","message":"Connection refused elsewhere","service":{"name":"checkout"}}""");

        var entry = Assert.Single((await FindAsync(Logs(), "\"connection refused\"", "checkout", "error")).Entries);

        Assert.Equal(("Connection refused by db-1", EntryLevel.Error, "checkout", "logs-app-default"), (entry.Message, entry.Level, entry.Service, entry.Where));
        Assert.Equal("abc", entry.Fields["trace.id"]);
    }

    [Fact]
    public async Task Lines_that_were_indexed_as_they_are_have_their_levels_read()
    {
        server.Index("logstash-2026.03.01", """{"@timestamp":"2026-03-01T11:50:00Z","message":"2026-03-01 11:50:00 ERROR [main] boom\n\tat a.B.c(B.java:1)"}""");
        server.Index("logstash-2026.03.01", """{"@timestamp":"2026-03-01T11:51:00Z","message":"2026-03-01 11:51:00 INFO [main] fine"}""");

        var entry = Assert.Single((await FindAsync(Logs(), "*", level: "warn")).Entries);

        Assert.Equal(("[main] boom", EntryLevel.Error, "\tat a.B.c(B.java:1)"), (entry.Message, entry.Level, entry.Detail));
    }

    [Theory]
    [InlineData("ERROR")]
    [InlineData("Error")]
    [InlineData("err")]
    [InlineData("critical")]
    public async Task A_level_is_found_in_any_of_the_usual_words(string word)
    {
        server.Index("logs-a", $$"""{"@timestamp":"2026-03-01T11:50:00Z","message":"bad","log":{"level":"{{word}}"} }""");
        server.Index("logs-a", """{"@timestamp":"2026-03-01T11:50:00Z","message":"good","log":{"level":"info"}}""");

        Assert.Equal(["bad"], (await FindAsync(Logs(), "*", level: "error")).Entries.Select(entry => entry.Message));
    }

    [Theory]
    [InlineData("\"say \\\"hi\\\" } ], { x\"", "say \"hi\" } ], { x")]
    [InlineData("message:secret", "a secret thing")]
    [InlineData("apples OR pears", "only pears")]
    [InlineData("thing -secret", "a plain thing")]
    [InlineData("http.status=503", "failed upstream")]
    [InlineData("host.name=web-*", "failed upstream")]
    [InlineData("/up\\w+m$/", "failed upstream")]
    public async Task Queries_are_values_of_the_body(string query, string found)
    {
        foreach (var message in new[] { "say \"hi\" } ], { x", "a secret thing", "only pears", "a plain thing" })
        {
            server.Index("logs-a", $$"""{"@timestamp":"2026-03-01T11:50:00Z","message":{{System.Text.Json.JsonSerializer.Serialize(message)}} }""");
        }

        server.Index("logs-a", """{"@timestamp":"2026-03-01T11:50:00Z","message":"failed upstream","http":{"status":503},"host":{"name":"web-7"}}""");

        Assert.Equal([found], (await FindAsync(Logs(), query)).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Shards_that_fail_and_indices_that_are_not_there_are_said()
    {
        Assert.Contains((await FindAsync(Logs(), "*")).Notes, note => note.StartsWith("Elasticsearch has no index of Elasticsearch:Index (logs-*", StringComparison.Ordinal));

        server.Index("logs-a", """{"@timestamp":"2026-03-01T11:50:00Z","message":"half"}""");
        server.BrokenShard = "the shard is recovering";
        var answer = await FindAsync(Logs(), "*");
        Assert.Single(answer.Entries);
        Assert.Contains(answer.Notes, note => note.StartsWith("1 of 2 shards failed: illegal_state_exception: the shard is recovering", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Refusals_are_told_in_the_servers_words()
    {
        server.ApiKey = "a2V5";
        var denied = (await AskAsync([Logs()], "*")).Failure!;
        Assert.Equal("denied", denied.Code);
        Assert.Contains("unable to authenticate", denied.Message, StringComparison.Ordinal);
        Assert.Empty((await FindAsync(Logs(Secret.From("a2V5")), "*")).Entries);

        server.Refuse(429, """{"error":{"root_cause":[{"type":"es_rejected_execution_exception","reason":"rejected execution of search"}],"type":"x","reason":"y"},"status":429}""", "4", times: 3);
        var busy = (await AskAsync([Logs()], "*")).Failure!;
        Assert.Contains("after 4 s", busy.Message, StringComparison.Ordinal);
        Assert.Contains("es_rejected_execution_exception: rejected execution of search", busy.Message, StringComparison.Ordinal);

        server.Refuse(503, "upstream connect error");
        Assert.Equal("unreachable", (await AskAsync([Logs()], "*")).Failure!.Code);
    }

    private ElasticsearchLogs Logs(Secret? key = null) => new(new ElasticsearchClient(new ElasticsearchOptions { Url = server.Address.ToString(), ApiKey = key }, TimeProvider.System));
}
