using Microsoft.Data.Sqlite;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Outbox;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Threads.Sqlite;

public sealed class SqliteUnavailableTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsroom-store-").FullName;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string DatabasePath => Path.Combine(_folder, "opsroom.db");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_full_disk_refuses_appends_loses_nothing_and_is_used_again_when_there_is_room()
    {
        using var disk = SmallDisk.MountOrSkip("size=3m");
        await using var store = await OpenAsync(disk.Folder);
        var thread = new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.New()));
        await thread.AppendAsync(SomeEvents.RunStarted());

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            while (true)
            {
                await thread.AppendAsync(SomeEvents.RunStarted(new string('x', 50_000)));
            }
        });
        var head = await store.ReadHeadAsync(thread.Key, Cancellation);
        await Assert.ThrowsAsync<StoreUnavailableException>(() => thread.AppendAsync(SomeEvents.RunStarted(new string('x', 50_000))));
        disk.Remount("size=30m");
        var again = await thread.AppendAsync(SomeEvents.RunEnded());

        Assert.Contains("full", refused.Message, StringComparison.Ordinal);
        Assert.Equal(thread.Appended.Count - 1, head!.Sequence);
        Assert.Equal(AppendStatus.Appended, again.Status);
        await AssertHoldsAsync(store, thread);
    }

    [Fact]
    public async Task A_database_at_its_limit_fails_only_what_does_not_fit()
    {
        var connections = new SqliteConnections(new SqliteStoreOptions { DataDirectory = _folder });
        await using var writer = new SqliteWriter(connections, NoticeRoutes.None);
        await writer.WriteAsync(session => LimitPages(session, 50), flush: true, Cancellation);

        var large = Enumerable.Range(0, 5).Select(_ => AppendAsync(writer, new string('x', 60_000), events: 50)).ToList();
        var small = Enumerable.Range(0, 10).Select(_ => AppendAsync(writer, "small", events: 1)).ToList();

        Assert.All(await Task.WhenAll(small), outcome => Assert.Equal(AppendStatus.Appended, outcome!.Status));
        Assert.Contains("full", (await Assert.ThrowsAsync<StoreUnavailableException>(() => Task.WhenAll(large))).Message, StringComparison.Ordinal);
        await writer.WriteAsync(session => LimitPages(session, 5_000), flush: true, Cancellation);
        Assert.Equal(AppendStatus.Appended, (await AppendAsync(writer, new string('x', 60_000), events: 50))!.Status);
    }

    [Fact]
    public async Task A_read_only_folder_is_said_to_be_and_works_once_it_is_writable()
    {
        using var disk = SmallDisk.MountOrSkip("size=30m,ro");
        await using var store = new SqliteStore(new SqliteStoreOptions { DataDirectory = disk.Folder }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(Cancellation));
        disk.Remount("rw");
        await store.InitializeAsync(Cancellation);
        await store.ProbeAsync(Cancellation);

        Assert.Contains("cannot be written", refused.Message, StringComparison.Ordinal);
        Assert.Contains(disk.Folder, refused.Message, StringComparison.Ordinal);
        Assert.Contains("--data", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_folder_that_cannot_be_made_is_said_to_be()
    {
        var file = Path.Combine(_folder, "a-file");
        await File.WriteAllTextAsync(file, "in the way", Cancellation);
        await using var store = new SqliteStore(new SqliteStoreOptions { DataDirectory = Path.Combine(file, "data") }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(Cancellation));

        Assert.Contains("cannot be created", refused.Message, StringComparison.Ordinal);
        File.Delete(file);
        await store.InitializeAsync(Cancellation);
    }

    [Fact]
    public async Task A_second_server_is_kept_off_the_folder_until_the_first_is_gone()
    {
        var first = await OpenAsync(_folder);
        await using var second = new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StoreInUseException>(() => second.InitializeAsync(Cancellation));
        await first.DisposeAsync();
        await second.InitializeAsync(Cancellation);

        Assert.Contains("Another server uses the data folder", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_another_program_holds_is_used_again_when_it_lets_go()
    {
        await using var store = new SqliteStore(
            new SqliteStoreOptions { DataDirectory = _folder, BusyTimeout = TimeSpan.FromMilliseconds(20) }, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        var thread = new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.New()));
        await thread.AppendAsync(SomeEvents.RunStarted());

        await using (var other = OpenDatabase())
        {
            await using var transaction = other.BeginTransaction();
            var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => thread.AppendAsync(SomeEvents.RunEnded()));
            Assert.Contains("Another program holds", refused.Message, StringComparison.Ordinal);
            Assert.Single(await store.ReadAsync(thread.Key, 0, 10, Cancellation));
            await Assert.ThrowsAsync<StoreUnavailableException>(() => store.ProbeAsync(Cancellation));
        }

        Assert.Equal(AppendStatus.Appended, (await thread.AppendAsync(SomeEvents.RunEnded())).Status);
        await AssertHoldsAsync(store, thread);
    }

    [Fact]
    public async Task A_file_that_is_not_a_database_is_left_as_it_is()
    {
        var content = new string('?', 10_000);
        await File.WriteAllTextAsync(DatabasePath, content, Cancellation);
        await using var store = new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder }, TimeProvider.System);

        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(() => store.InitializeAsync(Cancellation));

        Assert.Contains("damaged or not a database", refused.Message, StringComparison.Ordinal);
        Assert.Equal(content, await File.ReadAllTextAsync(DatabasePath, Cancellation));
    }

    [Fact]
    public async Task A_damaged_database_is_said_to_be_when_it_is_read_or_written()
    {
        var key = new ThreadKey("default", ThreadId.New());
        await using (var store = await OpenAsync(_folder))
        {
            await new ThreadWriter(store, TimeProvider.System, key).AppendAsync(SomeEvents.RunStarted());
        }

        await using (var file = File.OpenWrite(DatabasePath))
        {
            // the schema on the first page still reads
            file.Position = 4096;
            await file.WriteAsync(Enumerable.Repeat((byte)0xA5, (int)file.Length - 4096).ToArray(), Cancellation);
        }

        await using var damaged = new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder }, TimeProvider.System);
        var refused = await Assert.ThrowsAsync<StoreUnavailableException>(async () =>
        {
            await damaged.InitializeAsync(Cancellation);
            await damaged.ReadAsync(key, 0, 10, Cancellation);
        });
        Assert.Contains("damaged", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(99, true)]
    [InlineData(1, false)]
    public async Task A_newer_schema_is_used_where_it_says_that_this_version_can(int oldestCompatible, bool isRefused)
    {
        await (await OpenAsync(_folder)).DisposeAsync();
        await using (var database = OpenDatabase())
        {
            SqliteConnections.Execute(database, $"INSERT INTO schema_version (version, oldest_compatible) VALUES (99, {oldestCompatible})");
        }

        await using var store = new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder }, TimeProvider.System);
        var exception = await Record.ExceptionAsync(() => store.InitializeAsync(Cancellation));

        Assert.Equal(isRefused, exception is StoreUnavailableException refused && refused.Message.Contains("start the newer server", StringComparison.Ordinal));
        Assert.Equal(isRefused, exception is not null);
    }

    [Fact]
    public async Task A_closed_store_says_that_it_is_closed()
    {
        var store = await OpenAsync(_folder);
        await store.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.New())).AppendAsync(SomeEvents.RunStarted()));
    }

    [Fact]
    public async Task A_closed_store_leaves_one_database_file_that_holds_everything()
    {
        var store = await OpenAsync(_folder);
        await new ThreadWriter(store, TimeProvider.System, new ThreadKey("default", ThreadId.New())).AppendAsync(SomeEvents.RunStarted());
        await store.ListUnfinishedAsync(Cancellation);
        await store.DisposeAsync();

        Assert.Equal(["opsroom.db", "opsroom.lock"], Directory.GetFiles(_folder).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    private static async Task<SqliteStore> OpenAsync(string folder)
    {
        var store = new SqliteStore(new SqliteStoreOptions { DataDirectory = folder }, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        return store;
    }

    private static void LimitPages(SqliteWriteSession session, int pages) => SqliteConnections.Execute(session.Connection, $"PRAGMA max_page_count = {pages}");

    private static Task<AppendOutcome?> AppendAsync(SqliteWriter writer, string task, int events)
    {
        var encoded = EventCodec.Encode(SomeEvents.RunStarted(task), []);
        var request = new AppendRequest(new ThreadKey("default", ThreadId.New()), 1, 0, [.. Enumerable.Repeat(encoded, events)], []);
        return writer.WriteAsync(session => session.Journal.Append(request, []), flush: true, Cancellation);
    }

    private static async Task AssertHoldsAsync(SqliteStore store, ThreadWriter thread)
    {
        var stored = await store.ReadAsync(thread.Key, 0, 10_000, Cancellation);
        Assert.Equal(thread.Appended.Select(appended => appended.Bytes.ToArray()), stored.Select(one => one.Bytes.ToArray()));
        Assert.Empty((await store.VerifyAsync(rebuild: false, Cancellation)).Problems);
    }

    private SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={DatabasePath};Pooling=False");
        connection.Open();
        return connection;
    }
}
