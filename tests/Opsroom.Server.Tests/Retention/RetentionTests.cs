using System.Net;
using System.Text;
using System.Text.Json;
using System.Threading.Channels;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Opsroom.Retention;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Server;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;

namespace Opsroom.Server.Tests.Retention;

public sealed class RetentionTests
{
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_dry_run_names_what_applying_removes_and_nothing_in_progress()
    {
        await using var server = await StartAsync(("Retention:Threads:MaxAgeDays", "0.25"), ("Retention:Artifacts:MaxAgeDays", "0.125"));
        var store = server.Server.Services.GetRequiredService<IStore>();
        await RunAsync(server, "old-1");
        await RunAsync(server, "old-2");
        var busy = new ThreadWriter(store, time, new ThreadKey("default", ThreadId.Parse("busy")));
        await busy.AppendAsync(SomeEvents.RunStarted());
        time.Advance(TimeSpan.FromHours(4));
        await PutAsync(server, "younger", "content");
        time.Advance(TimeSpan.FromHours(4));
        await PutAsync(server, "young", "content");

        var (named, planned) = await SweepAsync(server, apply: false);
        Assert.Equal(["Thread old-1 Age", "Thread old-2 Age", "Files younger Age"], named);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/threads/old-1")).Response.StatusCode);

        var (removed, report) = await SweepAsync(server, apply: true);
        Assert.Equal(named, removed);
        Assert.Equal(planned, report);
        Assert.Equal((2, 1, 0), (report.Threads, report.Files, report.Left));
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/old-1")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.GetAsync("/threads/younger")).Response.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await server.Client.GetAsync("/threads/young/artifacts/a.txt", Cancelled)).StatusCode);
        Assert.Empty((await SweepAsync(server, apply: true)).Items);

        Assert.Equal(new ThreadHead(1, 1), await store.ReadHeadAsync(busy.Key, Cancelled));
        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancelled)).Problems);
    }

    [Fact]
    public async Task Beyond_a_count_those_go_that_have_not_changed_for_longest()
    {
        await using var server = await StartAsync(("Retention:Threads:MaxCount", "2"));
        foreach (var thread in new[] { "t1", "t2", "t3", "t4" })
        {
            await RunAsync(server, thread);
            time.Advance(TimeSpan.FromMinutes(1));
        }

        await RunAsync(server, "t1");

        Assert.Equal(["Thread t2 Count", "Thread t3 Count"], (await SweepAsync(server, apply: true)).Items);
        Assert.Empty((await SweepAsync(server, apply: true)).Items);
    }

    [Theory]
    [InlineData("Retention:Threads:MaxBytes", "Thread")]
    [InlineData("Retention:Artifacts:MaxBytes", "Files")]
    public async Task Beyond_a_size_those_go_that_have_not_changed_for_longest(string limit, string target)
    {
        await using var server = await StartAsync((limit, "250000"));
        foreach (var thread in new[] { "t1", "t2", "t3", "t4" })
        {
            await PutAsync(server, thread, new string(thread[1], 100_000));
            time.Advance(TimeSpan.FromMinutes(1));
        }

        var (named, _) = await SweepAsync(server, apply: false);
        Assert.Equal([$"{target} t1 Size", $"{target} t2 Size"], named);
        Assert.Equal(named, (await SweepAsync(server, apply: true)).Items);
        Assert.Empty((await SweepAsync(server, apply: true)).Items);
    }

    [Fact]
    public async Task A_thread_whose_files_were_removed_says_so_and_can_be_read_forked_and_worked_on()
    {
        await using var server = await StartAsync(("Retention:Artifacts:MaxAgeDays", "3"));
        await RunAsync(server, "t1");
        var (_, before) = await server.GetAsync("/threads/t1");
        time.Advance(TimeSpan.FromDays(4));
        Assert.Equal(["Files t1 Age"], (await SweepAsync(server, apply: true)).Items);

        var gone = await server.GetAsync("/threads/t1/artifacts/a.txt");
        Assert.Equal(HttpStatusCode.Gone, gone.Response.StatusCode);
        Assert.Contains("retention", gone.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/t1/artifacts/never.txt")).Response.StatusCode);
        var (_, events) = await server.GetAsync("/threads/t1/events?limit=1000");
        var last = events.GetProperty("items").EnumerateArray().Last();
        Assert.Equal(("files_removed", "retention", 1), (last.GetProperty("kind").GetString(), last.GetProperty("reason").GetString(), last.GetProperty("files").GetInt32()));
        Assert.Equal(64, last.GetProperty("blobs")[0].GetString()!.Length);
        Assert.DoesNotContain("REDACTED", last.ToString(), StringComparison.OrdinalIgnoreCase);

        var (fork, copy) = await server.PostAsync("/threads/t1/fork", $$"""{"at_event":{{before.GetProperty("last_event").GetInt64()}}}""");
        Assert.Equal(HttpStatusCode.Created, fork.StatusCode);
        Assert.Equal(HttpStatusCode.Gone, (await server.GetAsync($"/threads/{copy.GetProperty("thread_id").GetString()}/artifacts/a.txt")).Response.StatusCode);

        await server.RestartAsync();
        Assert.Equal(HttpStatusCode.Gone, (await server.GetAsync("/threads/t1/artifacts/a.txt")).Response.StatusCode);
        await RunAsync(server, "t1");
        Assert.Equal("of t1", await server.Client.GetStringAsync("/threads/t1/artifacts/a.txt", Cancelled));
        Assert.Empty((await server.Server.Services.GetRequiredService<IStore>().VerifyAsync(rebuild: false, Cancelled)).Problems);
    }

    [Fact]
    public async Task The_server_sweeps_by_itself_and_says_so_in_one_line()
    {
        using var log = new LogLines("Retention removed");
        await using var server = await StartAsync(log, ("Retention:Threads:MaxAgeDays", "7"), ("Retention:Period", "3600"));
        await RunAsync(server, "old");
        time.Advance(TimeSpan.FromDays(8));

        var line = await log.FoundAsync(Cancelled);

        Assert.Equal(1, line.GetProperty("threads").GetInt32());
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/old")).Response.StatusCode);
    }

    [Fact]
    public async Task Without_a_server_the_same_goes_and_beside_one_nothing()
    {
        await using var server = await StartAsync();
        await RunAsync(server, "old");
        time.Advance(TimeSpan.FromDays(8));
        var options = server.DefaultOptions with
        {
            TimeProvider = time,
            Configuration = new Dictionary<string, string?>(StringComparer.Ordinal) { ["Retention:Threads:MaxAgeDays"] = "7" },
        };
        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => OpsroomRetention.OpenAsync(options, Cancelled));
        Assert.Contains("Another server uses", refused.Message, StringComparison.Ordinal);

        await server.Server.DisposeAsync();
        await using (var retention = await OpsroomRetention.OpenAsync(options, Cancelled))
        {
            Assert.Equal(1, (await retention.RunAsync(apply: false, (_, removed) => Assert.False(removed), Cancelled)).Threads);
            Assert.Equal(1, (await retention.RunAsync(apply: true, (_, removed) => Assert.True(removed), Cancelled)).Threads);
        }

        await server.RestartAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await server.GetAsync("/threads/old")).Response.StatusCode);
    }

    [Theory]
    [InlineData("Retention:Threads:MaxAgeDays", "soon", "give a number from 0 to 36500")]
    [InlineData("Retention:Threads:MaxCount", "-1", "give a whole number")]
    [InlineData("Retention:Period", "1", "give 10 seconds to 30 days")]
    public async Task A_limit_that_is_wrong_stops_the_start(string key, string value, string cure)
    {
        var refused = await Assert.ThrowsAsync<OpsroomStartException>(() => StartAsync((key, value)));
        Assert.StartsWith(key, refused.Message, StringComparison.Ordinal);
        Assert.Contains(cure, refused.Message, StringComparison.Ordinal);
    }

    private static async Task<(List<string> Items, RetentionReport Report)> SweepAsync(ScriptedServer server, bool apply)
    {
        var items = new List<string>();
        var report = await server.Server.Services.GetRequiredService<RetentionSweep>().RunAsync(
            apply,
            (item, removed) =>
            {
                Assert.Equal(apply, removed);
                items.Add($"{item.Target} {item.Thread.Key.Id} {item.Reason}");
            },
            Cancelled);
        return (items, report);
    }

    private static async Task RunAsync(ScriptedServer server, string thread)
    {
        server.Give(
            ScriptedTurn.Call(("c1", "workspace_write", $$"""{"path":"a.txt","content":"of {{thread}}"}""")), ScriptedTurn.Say("Done."));
        var (_, body) = await server.PostAsync("/agent/invoke", $$"""{"task":"x","agent_name":"harness_expert","thread_id":"{{thread}}"}""");
        Assert.Equal("success", body.GetProperty("status").GetString());
        await server.AskedAsync(Cancelled);
        await server.AskedAsync(Cancelled);
    }

    private static async Task PutAsync(ScriptedServer server, string thread, string content)
    {
        using var file = new ByteArrayContent(Encoding.UTF8.GetBytes(content));
        Assert.Equal(HttpStatusCode.Created, (await server.Client.PutAsync($"/threads/{thread}/artifacts/a.txt", file, Cancelled)).StatusCode);
    }

    private Task<ScriptedServer> StartAsync(params (string Key, string Value)[] settings) => StartAsync(null, settings);

    private Task<ScriptedServer> StartAsync(Stream? log, params (string Key, string Value)[] settings) => ScriptedServer.StartAsync(options => options with
    {
        TimeProvider = time,
        LogOutput = log ?? options.LogOutput,
        LogLevel = log is null ? options.LogLevel : "info",
        // no sweep of the server's own comes between, unless a test asks for it
        Configuration = new Dictionary<string, string?>(settings.Prepend(("Retention:Period", "30.00:00:00")).GroupBy(setting => setting.Item1, StringComparer.Ordinal)
            .Select(same => KeyValuePair.Create(same.Key, (string?)same.Last().Item2)), StringComparer.Ordinal),
    });

    /// <summary>A log that tells of the first line with a text.</summary>
    private sealed class LogLines(string text) : MemoryStream
    {
        private readonly Channel<JsonElement> found = Channel.CreateUnbounded<JsonElement>();

        public ValueTask<JsonElement> FoundAsync(CancellationToken cancellationToken) => found.Reader.ReadAsync(cancellationToken);

        public override void Write(ReadOnlySpan<byte> buffer)
        {
            foreach (var line in Encoding.UTF8.GetString(buffer).Split('\n').Where(line => line.Contains(text, StringComparison.Ordinal)))
            {
                found.Writer.TryWrite(JsonElement.Parse(line));
            }
        }

        public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));
    }
}
