using Microsoft.Data.Sqlite;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Migration;
using Opsroom.Threads.Outbox;
using Opsroom.Threads.Postgres;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Threads.Migration;

public sealed class StoreMigrationTests(PostgresServer server) : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsroom-migration-").FullName;
    private readonly List<ThreadWriter> _threads = [];
    private readonly BlobContent _large = SomeEvents.Blob(new string('l', 3_000_000));
    private string _url = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SqliteStoreOptions From => new() { DataDirectory = _folder, Notices = new NoticeRoutes([new NoticeRoute("receiver", [NoticeKind.Finished], [])]) };

    private PostgresStoreOptions To => new() { Address = PostgresAddress.Parse(_url) };

    public async ValueTask InitializeAsync() => _url = await server.CreateDatabaseAsync(Cancellation);

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_folder, recursive: true);
        await server.ReleaseDatabaseAsync(_url, CancellationToken.None);
    }

    [Fact]
    public async Task Everything_is_there_afterwards_byte_by_byte()
    {
        var (listed, usage, freeze) = await FillAsync();

        var report = await new StoreMigration(From, To, TimeProvider.System).RunAsync(_ => { }, Cancellation);

        Assert.Empty(report.Problems);
        Assert.Equal((_threads.Count, _threads.Sum(thread => thread.Appended.Count)), (report.Threads, report.Events));
        Assert.Contains("verified", report.ToString(), StringComparison.Ordinal);
        await using var store = new PostgresStore(To, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        foreach (var thread in _threads)
        {
            var stored = await store.ReadAsync(thread.Key, 0, 100, Cancellation);
            Assert.Equal(thread.Appended.Select(one => one.Bytes.ToArray()), stored.Select(one => one.Bytes.ToArray()));
            Assert.Equal(new ThreadHead(thread.Sequence, thread.Epoch), await store.ReadHeadAsync(thread.Key, Cancellation));
        }

        Assert.Equal(listed, await ListAsync(store));
        Assert.Equal(usage, await store.ReadUsageAsync("default", Cancellation));
        Assert.Equal(freeze, await store.ReadFreezeAsync("default", Cancellation));
        Assert.Equal("one", await store.RememberAsync("data_key", "two", Cancellation));
        Assert.Equal(_threads[0].Key.Id, (await store.FindIdempotentAsync("default", "local", "key", Cancellation))!.ThreadId);
        await using (var content = (await store.OpenBlobAsync(_large.Sha256, Cancellation))!)
        {
            Assert.Equal(_large.Size, content.Length);
        }

        var notice = Assert.Single(await store.TakeNoticesAsync("receiver", 10, TimeSpan.FromMinutes(1), Cancellation));
        Assert.Equal((_threads[0].Key, 8L, 1), (notice.Key, notice.Sequence, notice.Attempts));

        // life goes on: new threads and blobs, and the epoch of a deleted one
        Assert.Equal(AppendStatus.Appended, (await AppendToAsync(store, "new", SomeEvents.Blob("new content"))).Status);
        Assert.Equal(2, (await AppendToAsync(store, "deleted", SomeEvents.Blob("other content"))).Head.Epoch);
        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancellation)).Problems);
    }

    [Fact]
    public async Task A_database_that_holds_something_is_left_as_it_is()
    {
        await FillAsync();
        await new StoreMigration(From, To, TimeProvider.System).RunAsync(_ => { }, Cancellation);

        var refused = await Assert.ThrowsAsync<MigrationRefusedException>(() => new StoreMigration(From, To, TimeProvider.System).RunAsync(_ => { }, Cancellation));

        Assert.Contains("holds something already", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Secret, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_store_that_is_damaged_or_missing_is_not_copied()
    {
        await FillAsync();
        await using (var database = new SqliteConnection($"Data Source={Path.Combine(_folder, SqliteStoreOptions.FileName)};Pooling=False"))
        {
            database.Open();
            SqliteConnections.Execute(database, "UPDATE event SET hash = zeroblob(32) WHERE kind = 'agent_started'");
        }

        var damaged = await Assert.ThrowsAsync<MigrationRefusedException>(() => new StoreMigration(From, To, TimeProvider.System).RunAsync(_ => { }, Cancellation));
        var missing = await Assert.ThrowsAsync<MigrationRefusedException>(
            () => new StoreMigration(new SqliteStoreOptions { DataDirectory = Path.Combine(_folder, "nowhere") }, To, TimeProvider.System).RunAsync(_ => { }, Cancellation));

        Assert.Contains("hash differs", damaged.Message, StringComparison.Ordinal);
        Assert.Contains("--from", missing.Message, StringComparison.Ordinal);
        Assert.False(Directory.Exists(Path.Combine(_folder, "nowhere")));
        await using var store = new PostgresStore(To, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        Assert.Equal(0, (await store.VerifyAsync(rebuild: false, Cancellation)).Threads);
    }

    [Fact]
    public async Task A_store_that_a_server_uses_is_not_copied()
    {
        await FillAsync();
        await using var running = new SqliteStore(From, TimeProvider.System);
        await running.InitializeAsync(Cancellation);

        await Assert.ThrowsAsync<StoreInUseException>(() => new StoreMigration(From, To, TimeProvider.System).RunAsync(_ => { }, Cancellation));
    }

    [Fact]
    public async Task The_copy_knows_every_table()
    {
        // a table that is new here has to be copied by PostgresCopy, compared by StoreMigration and filled by FillAsync
        string[] known = ["blob", "blob_part", "document", "event", "fact", "freeze", "idempotency", "outbox", "schema_version", "thread", "thread_blob", "thread_deleted", "usage", "usage_of_deleted"];
        await FillAsync();

        await using var database = new SqliteConnection($"Data Source={Path.Combine(_folder, SqliteStoreOptions.FileName)};Pooling=False");
        database.Open();
        var tables = (string)SqliteConnections.Execute(
            database, "SELECT group_concat(name, ' ' ORDER BY name) FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")!;

        Assert.Equal(string.Join(' ', known), tables);
        foreach (var table in known)
        {
            Assert.True((long)SqliteConnections.Execute(database, $"SELECT count(*) FROM {table}")! > 0, table);
        }
    }

    private async Task<(IReadOnlyList<ThreadSummary> Listed, IReadOnlyList<UsageRow> Usage, FreezeState Freeze)> FillAsync()
    {
        await using var store = new SqliteStore(From, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        var first = Writer(store, "first");
        await first.AppendAsync(
            [_large, SomeEvents.Blob("")], SomeEvents.RunStarted(new string('t', 100_000), claim: new IdempotencyClaim("key", "digest")),
            SomeEvents.FileReceived("large", _large), SomeEvents.FileReceived("empty", SomeEvents.Blob("")), SomeEvents.AgentStarted("a"));
        first.Epoch = (await store.TakeOverAsync(first.Key, Cancellation))!.Epoch;
        var raise = new DayRaise(new DateOnly(2026, 3, 1), new Allowance(1, 2, 3, 4, 5));
        await first.AppendAsync(
            SomeEvents.ModelAnswered("a", "m", new ModelUsage(1, 2, 3, 4m)), new ToolStarted("c1", "a", "tool", 1, Counted: true),
            new ApprovalDecided("approval-1", "local", true, null, [], false, ApprovalStatus.Approved, null, raise));
        await first.AppendAsync(SomeEvents.RunEnded());
        await Writer(store, "second", "elsewhere").AppendEncodedAsync([SomeEvents.FromTheFuture(TimeProvider.System.GetUtcNow())], []);
        await Writer(store, "running").AppendAsync(SomeEvents.RunStarted("Grüße 東京"));

        var deleted = Writer(store, "deleted");
        await deleted.AppendAsync(SomeEvents.ModelAnswered("b", "m", new ModelUsage(5, 6, 7, 8m)));
        await store.DeleteAsync(deleted.Key, Cancellation);
        _threads.Remove(deleted);

        var freeze = new FreezeState(true, "why", "ops", TimeProvider.System.GetUtcNow());
        await store.SaveDocumentsAsync(
            [
                new("default", "one", "wiki/one.md", "One", ["tag"], "markdown", "api", new string('a', 64), DateTimeOffset.UnixEpoch, "text"),
                new("default", "two", "two.md", "Two", [], "text", "api", new string('b', 64), DateTimeOffset.UnixEpoch, "gone"),
            ],
            Cancellation);
        await store.DeleteDocumentsAsync("default", ["two"], Cancellation);
        await store.SetFreezeAsync("default", freeze, Cancellation);
        await store.RememberAsync("data_key", "one", Cancellation);
        return (await ListAsync(store), await store.ReadUsageAsync("default", Cancellation), freeze);
    }

    private ThreadWriter Writer(IStore store, string id, string tenant = "default")
    {
        var writer = new ThreadWriter(store, TimeProvider.System, new ThreadKey(tenant, ThreadId.Parse(id)));
        _threads.Add(writer);
        return writer;
    }

    private static Task<AppendOutcome> AppendToAsync(IStore store, string id, BlobContent blob) =>
        new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.Parse(id))).AppendAsync([blob], SomeEvents.FileReceived("f", blob));

    private static async Task<IReadOnlyList<ThreadSummary>> ListAsync(IStore store) =>
        (await store.ListAsync(new ThreadQuery("default", null, null, null, 100, null), Cancellation)).Items;
}
