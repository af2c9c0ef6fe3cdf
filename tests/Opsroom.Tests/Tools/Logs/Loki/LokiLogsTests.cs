using Opsroom.Telemetry;
using Opsroom.TestKit.Logs;
using Opsroom.Tools.Logs.Loki;
using Opsroom.Tools.Logs.Reading;
using static Opsroom.Tests.Tools.Logs.LogSearchFixture;

namespace Opsroom.Tests.Tools.Logs.Loki;

public sealed class LokiLogsTests : IAsyncLifetime
{
    private FakeLoki loki = null!;

    public async ValueTask InitializeAsync() => loki = await FakeLoki.StartNewAsync(TestContext.Current.CancellationToken);

    public ValueTask DisposeAsync() => loki.DisposeAsync();

    [Fact]
    public async Task A_service_is_found_by_the_label_that_the_server_has()
    {
        loki.Push(Noon.AddMinutes(-5), "app=checkout, namespace=shop, pod=checkout-1", "ERROR card declined");
        loki.Push(Noon.AddMinutes(-4), "app=cart, namespace=shop, pod=cart-1", "ERROR card declined");

        var answer = await FindAsync(Logs(), "declined", "checkout");

        Assert.Equal(["namespace=shop pod=checkout-1"], answer.Entries.Select(entry => entry.Where));
        Assert.Equal((EntryLevel.Error, "card declined", "checkout"), (answer.Entries[0].Level, answer.Entries[0].Message, answer.Entries[0].Service));
        Assert.StartsWith("app=\"checkout\"", Assert.Single(answer.Sources).How, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_job_of_namespace_and_name_is_the_service()
    {
        loki.Push(Noon.AddMinutes(-5), "job=shop/checkout", "a");
        loki.Push(Noon.AddMinutes(-5), "job=shop/checkout-canary", "b");
        loki.Push(Noon.AddMinutes(-5), "job=shop/precheckout", "c");

        Assert.Equal(["a", "b"], (await FindAsync(Logs(), "*", "checkout")).Entries.Select(entry => entry.Message).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_service_that_is_not_there_is_said_with_those_that_are()
    {
        loki.Push(Noon.AddMinutes(-5), "app=cart", "x");

        var failure = (await AskAsync([Logs()], "*", "checkout")).Failure!;

        Assert.Equal("not_found", failure.Code);
        Assert.Contains("app (cart)", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"a \\\"b\\\" \\\\ c\"", "a \"b\" \\ c")]
    [InlineData("\"} |= `x` or {app=~\\\".+\\\"}\"", "} |= `x` or {app=~\".+\"}")]
    [InlineData("\"(a.b)+[c]\"", "(a.b)+[c]")]
    [InlineData("\"`rm -rf`\"", "`rm -rf`")]
    [InlineData("\"tab\tand é\"", "tab\tand é")]
    [InlineData("/5\\d\\d \\w+/", "status 503 now")]
    public async Task What_is_looked_for_is_never_part_of_the_query_language(string query, string line)
    {
        loki.Push(Noon.AddMinutes(-5), "app=checkout", line);
        loki.Push(Noon.AddMinutes(-5), "app=checkout", "something else (a b) a.b c");

        Assert.Equal([line.Replace('\t', ' ')], (await FindAsync(Logs(), query, "checkout")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task A_service_with_signs_of_the_language_finds_nothing_else()
    {
        loki.Push(Noon.AddMinutes(-5), "app=a\"}", "mine");
        loki.Push(Noon.AddMinutes(-5), "app=b", "other");

        Assert.Equal(["mine"], (await FindAsync(Logs(), "*", "a\"}")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Levels_are_told_by_labels_by_metadata_and_by_lines()
    {
        loki.Push(Noon.AddMinutes(-9), "app=a, level=error", "by label");
        loki.Push(Noon.AddMinutes(-8), "app=a, level=info", "not this one");
        loki.Push(Noon.AddMinutes(-7), "app=a", """{"level":50,"msg":"by its number"}""");
        loki.Push(Noon.AddMinutes(-6), "app=a", "2026-03-01 11:54:00 INFO nothing of error");
        loki.Push(Noon.AddMinutes(-5), "app=a", "a fault without a word", "detected_level=error");

        Assert.Equal(["by label", "by its number", "a fault without a word"], (await FindAsync(Logs(), "*", "a", "error")).Entries.Select(entry => entry.Message));
    }

    [Fact]
    public async Task Fields_are_labels_or_stand_in_lines()
    {
        loki.Push(Noon.AddMinutes(-9), "app=a, pod=a-1", "level=info msg=served status=503");
        loki.Push(Noon.AddMinutes(-8), "app=a, pod=a-2", "level=info msg=served status=200 took=503");

        Assert.Equal(["a-1"], (await FindAsync(Logs(), "status=503", "a")).Entries.Select(entry => entry.Fields["pod"]));
        Assert.Equal(["a-2"], (await FindAsync(Logs(), "pod=a-2", "a")).Entries.Select(entry => entry.Fields["pod"]));
        Assert.Equal(["a-2"], (await FindAsync(Logs(), "-pod=a-1", "a")).Entries.Select(entry => entry.Fields["pod"]));
    }

    [Fact]
    public async Task Patterns_say_what_is_new_against_the_time_before()
    {
        for (var minute = 1; minute < 120; minute++)
        {
            loki.Push(Noon.AddMinutes(-minute), "app=a", $"order {minute} served");
        }

        for (var minute = 1; minute < 8; minute++)
        {
            loki.Push(Noon.AddMinutes(-minute), "app=a", $"ERROR pool of {minute} is exhausted");
        }

        var answer = await FindAsync(Logs(), "*", "a", limit: 10);

        Assert.Equal([("pool of <num> is exhausted", true, 7L, 0L), ("order <num> served", false, 60L, 59L)], answer.Patterns.Select(pattern => (pattern.Pattern, pattern.New, pattern.Count, pattern.Before)));
        Assert.Equal(Noon.AddMinutes(-7), answer.Patterns[0].FirstSeen);
        Assert.Equal((10, 67L, true), (answer.Entries.Length, answer.Found, answer.Truncated));
    }

    [Fact]
    public async Task Stack_traces_that_came_line_by_line_are_one_entry()
    {
        loki.Push(Noon.AddMinutes(-5), "app=a", "2026-03-01 11:55:00 ERROR failed");
        loki.Push(Noon.AddMinutes(-5).AddTicks(10), "app=a", "java.lang.IllegalStateException: no");
        loki.Push(Noon.AddMinutes(-5).AddTicks(20), "app=a", "\tat a.B.c(B.java:1)");

        var entry = Assert.Single((await FindAsync(Logs(), "*", "a")).Entries);

        Assert.Equal("java.lang.IllegalStateException: no\n\tat a.B.c(B.java:1)", entry.Detail);
    }

    [Fact]
    public async Task What_the_server_says_is_told()
    {
        loki.Refuse(400, "parse error at line 1, col 8: syntax error: unexpected IDENTIFIER\n");
        var wrong = (await AskAsync([Logs()], "*")).Failure!;
        Assert.Equal("invalid_argument", wrong.Code);
        Assert.Contains("parse error at line 1, col 8", wrong.Message, StringComparison.Ordinal);

        loki.Refuse(429, "too many outstanding requests\n", "17", times: 3);
        var busy = (await AskAsync([Logs()], "*")).Failure!;
        Assert.Contains("after 17 s", busy.Message, StringComparison.Ordinal);
        Assert.Contains("too many outstanding requests", busy.Message, StringComparison.Ordinal);

        loki.Refuse(200, "<html>hello</html>");
        Assert.Contains("does not speak Loki's API", (await AskAsync([Logs()], "*")).Failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenant_and_credentials_are_sent()
    {
        await using var shared = await FakeLoki.StartNewAsync(TestContext.Current.CancellationToken, "team-a");
        shared.Push(Noon.AddMinutes(-5), "app=a", "hello");
        var options = new LokiOptions { Url = shared.Address.ToString(), TenantId = "team-a", BearerToken = Secret.From("t0ken") };

        Assert.Single((await FindAsync(new LokiLogs(new LokiClient(options, TimeProvider.System)), "*")).Entries);
        Assert.All(shared.Seen, request => Assert.Equal("Bearer t0ken", request.Headers["Authorization"]));

        options.TenantId = null;
        var refused = (await AskAsync([new LokiLogs(new LokiClient(options, TimeProvider.System))], "*")).Failure!;
        Assert.Equal("denied", refused.Code);
        Assert.Contains("no org id", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_without_logs_is_no_failure()
    {
        var answer = await FindAsync(Logs(), "*");

        Assert.Empty(answer.Entries);
        Assert.Contains(answer.Notes, note => note.StartsWith("No entry fits.", StringComparison.Ordinal));
    }

    private LokiLogs Logs() => new(new LokiClient(new LokiOptions { Url = loki.Address.ToString() }, TimeProvider.System));
}
