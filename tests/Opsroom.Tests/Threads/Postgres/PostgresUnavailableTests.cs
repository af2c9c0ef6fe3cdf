using Npgsql;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

public sealed class PostgresUnavailableTests(PostgresServer server) : IAsyncLifetime
{
    private string _url = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _url = await server.CreateDatabaseAsync(Cancellation);

    public async ValueTask DisposeAsync() => await server.ReleaseDatabaseAsync(_url, CancellationToken.None);

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_database_that_goes_away_refuses_appends_and_is_used_again_when_it_is_back(bool crash)
    {
        await using var own = new PostgresServer();
        await using var store = await OpenAsync(await own.CreateDatabaseAsync(Cancellation));
        var thread = NewThread(store);
        await thread.AppendAsync(SomeEvents.RunStarted());

        await own.StopAsync(crash, Cancellation);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => thread.AppendAsync(SomeEvents.RunEnded()));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ReadAsync(thread.Key, 0, 10, Cancellation));
        await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        await own.StartAsync(Cancellation);

        Assert.Contains("goes on by itself", refused.Message, StringComparison.Ordinal);
        AssertSecret(refused);
        await store.ProbeAsync(Cancellation);
        Assert.Equal(AppendStatus.Appended, (await thread.AppendAsync(SomeEvents.RunEnded())).Status);
        Assert.Equal(2, (await store.ReadAsync(thread.Key, 0, 10, Cancellation)).Count);
        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancellation)).Problems);
    }

    [Fact]
    public async Task An_append_whose_answer_was_lost_is_found_and_not_repeated()
    {
        // a relay that lets the commit through and keeps its answer
        await using var relay = new LossyRelay(new Uri(_url).Port);
        await using var store = await OpenAsync(Through(relay));
        foreach (var isNew in (bool[])[true, false])
        {
            var thread = NewThread(store);
            if (!isNew)
            {
                await thread.AppendAsync(SomeEvents.RunStarted());
            }

            relay.KeepNextAnswerTo("COMMIT");
            var outcome = await thread.AppendAsync(SomeEvents.AgentStarted("a"), SomeEvents.RunEnded());

            Assert.True(relay.HasKept, "no answer was kept");
            Assert.Equal(new AppendOutcome(AppendStatus.Appended, new ThreadHead(isNew ? 2 : 3, 1)), outcome);
            Assert.Equal(thread.Appended.Select(one => one.Bytes.ToArray()), (await store.ReadAsync(thread.Key, 0, 10, Cancellation)).Select(one => one.Bytes.ToArray()));
        }

        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancellation)).Problems);
    }

    [Fact]
    public async Task A_deletion_whose_answer_was_lost_is_told_as_done()
    {
        await using var relay = new LossyRelay(new Uri(_url).Port);
        await using var store = await OpenAsync(Through(relay));
        var thread = NewThread(store);
        await thread.AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded());

        relay.KeepNextAnswerTo("COMMIT");

        Assert.True(await store.DeleteAsync(thread.Key, Cancellation));
        Assert.True(relay.HasKept);
        Assert.Null(await store.ReadHeadAsync(thread.Key, Cancellation));
    }

    [Fact]
    public async Task A_second_server_is_kept_off_until_the_first_is_gone()
    {
        var first = await OpenAsync(_url);
        await using var second = Create(_url);

        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => second.InitializeAsync(Cancellation));
        await first.DisposeAsync();
        await second.InitializeAsync(Cancellation);

        Assert.Contains("Another server uses PostgreSQL at 127.0.0.1", refused.Message, StringComparison.Ordinal);
        AssertSecret(refused);
    }

    [Fact]
    public async Task A_lock_that_went_with_its_connection_is_taken_again()
    {
        await using var store = await OpenAsync(_url);
        var thread = NewThread(store);
        await thread.AppendAsync(SomeEvents.RunStarted());

        await CutAllAsync();
        await AppendUntilTakenAsync(thread);

        await using var second = Create(_url);
        await Assert.ThrowsAsync<StoreInUseException>(() => second.InitializeAsync(Cancellation));
    }

    [Fact]
    public async Task A_server_whose_lock_another_one_took_steps_back()
    {
        await using var store = await OpenAsync(_url);
        var thread = NewThread(store);
        await thread.AppendAsync(SomeEvents.RunStarted());
        await using var rival = await server.ConnectAsync(_url, Cancellation);
        await using (var waiting = new NpgsqlCommand("SELECT pg_advisory_lock(classid::int, objid::int) FROM pg_locks WHERE locktype = 'advisory' AND granted", rival))
        {
            // it waits in line, and has the lock as soon as the connection that holds it is gone
            var taken = waiting.ExecuteNonQueryAsync(Cancellation);
            await CutAllAsync(but: rival.ProcessID);
            await taken;
        }

        await Assert.ThrowsAsync<StoreInUseException>(() => thread.AppendAsync(SomeEvents.RunEnded()));
        Assert.Single(await store.ReadAsync(thread.Key, 0, 10, Cancellation));

        await rival.CloseAsync();
        await AppendUntilTakenAsync(thread);
    }

    [Fact]
    public async Task Two_that_start_at_once_make_the_tables_once()
    {
        var stores = Enumerable.Range(0, 4).Select(_ => new PostgresStore(Options(_url) with { Exclusive = false }, TimeProvider.System)).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.InitializeAsync(Cancellation), Cancellation)));

        Assert.Equal(true, await server.ExecuteInAsync(_url, "SELECT count(*) = max(version) FROM schema_version", Cancellation));
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(1, false)]
    public async Task A_newer_schema_is_used_where_it_says_that_this_version_can(int oldestCompatible, bool isRefused)
    {
        await (await OpenAsync(_url)).DisposeAsync();
        await server.ExecuteInAsync(_url, $"INSERT INTO schema_version VALUES (99, {oldestCompatible})", Cancellation);
        await using var store = Create(_url);

        if (isRefused)
        {
            Assert.Contains("newer server", (await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(Cancellation))).Message, StringComparison.Ordinal);
        }
        else
        {
            await store.InitializeAsync(Cancellation);
        }
    }

    [Fact]
    public async Task What_keeps_a_server_out_is_said_in_a_line_without_the_password()
    {
        var password = Uri.EscapeDataString(PostgresServer.Secret);
        (string Url, string Expected)[] wrong =
        [
            (_url.Replace(password, password + "x", StringComparison.Ordinal), "refuses user or password"),
            (_url.Replace("/test_", "/no_such_", StringComparison.Ordinal), "no such database"),
            ($"postgresql://me:{password}@127.0.0.1:1/ops", "cannot be reached"),
            (_url + "?sslmode=require", "cannot be used"),
        ];
        foreach (var (url, expected) in wrong)
        {
            await using var store = Create(url);
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(Cancellation));
            Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
            AssertSecret(refused);
        }
    }

    private static void AssertSecret(Exception exception)
    {
        Assert.DoesNotContain('\n', exception.Message);
        for (var each = exception; each is not null; each = each.InnerException)
        {
            Assert.DoesNotContain(PostgresServer.Secret, each.ToString(), StringComparison.Ordinal);
            Assert.DoesNotContain(Uri.EscapeDataString(PostgresServer.Secret), each.ToString(), StringComparison.Ordinal);
        }
    }

    private static PostgresStoreOptions Options(string url) => new() { Address = PostgresAddress.Parse(url) };

    private static PostgresStore Create(string url) => new(Options(url), TimeProvider.System);

    private static ThreadWriter NewThread(IStore store) => new(store, TimeProvider.System, new ThreadKey("default", ThreadId.New()));

    private static async Task<PostgresStore> OpenAsync(string url)
    {
        var store = Create(url);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    /// <summary>Statements are sent in words each time, so that the relay sees them.</summary>
    private string Through(LossyRelay relay) => _url.Replace($":{new Uri(_url).Port}/", $":{relay.Port}/", StringComparison.Ordinal) + "?Max%20Auto%20Prepare=0";

    private async Task CutAllAsync(int but = 0) => await server.ExecuteInAsync(
        _url, $"SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid NOT IN (pg_backend_pid(), {but})", Cancellation);

    /// <summary>Appends; what is refused because a connection was found to be gone is tried again.</summary>
    private static async Task AppendUntilTakenAsync(ThreadWriter thread)
    {
        while (true)
        {
            try
            {
                Assert.Equal(AppendStatus.Appended, (await thread.AppendAsync(SomeEvents.RunEnded())).Status);
                return;
            }
            catch (StoreUnavailableException)
            {
                Cancellation.ThrowIfCancellationRequested();
            }
        }
    }
}
