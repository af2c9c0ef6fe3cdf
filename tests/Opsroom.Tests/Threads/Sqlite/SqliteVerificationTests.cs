using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Time.Testing;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Threads.Sqlite;

public sealed class SqliteVerificationTests : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsroom-store-").FullName;
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly BlobContent _blob = SomeEvents.Blob(new string('b', 2_000_000));
    private SqliteStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private SqliteStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        await OpenAsync();
        var thread = new ThreadWriter(Store, _time, new ThreadKey("default", ThreadId.Parse("t1")));
        await thread.AppendAsync(
            [_blob], SomeEvents.RunStarted("task", claim: new IdempotencyClaim("key", "digest")), SomeEvents.FileReceived("a", _blob), SomeEvents.AgentStarted("a"));
        // as the first schema had it
        await thread.AppendAsync(SomeEvents.ModelAnswered("a", "m", new ModelUsage(1, 2, 3, 4m)) with { Version = 1 }, SomeEvents.RunEnded());
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("UPDATE event SET bytes = CAST(replace(CAST(bytes AS TEXT), 'task', 'tusk') AS BLOB) WHERE kind = 'run_started'", "event 1 is not what was appended: its hash differs")]
    [InlineData("UPDATE event SET bytes = x'7b' WHERE kind = 'agent_started'", "event 3 cannot be read")]
    [InlineData("UPDATE event SET hash = zeroblob(32) WHERE kind = 'agent_started'", "event 3 is not what was appended")]
    [InlineData("UPDATE event SET kind = 'agent_begun' WHERE kind = 'agent_started'", "event 3 is filed as 'agent_begun', which it is not")]
    [InlineData("DELETE FROM event WHERE kind = 'agent_started'", "after event 2 comes event 4")]
    [InlineData("DELETE FROM event WHERE kind = 'run_ended'", "its journal ends with event 4")]
    [InlineData("DELETE FROM thread", "5 events belong to no thread")]
    [InlineData("UPDATE blob_part SET bytes = zeroblob(1048576) WHERE length(bytes) = 1048576", "is not what was stored: its hash or size differs")]
    [InlineData("DELETE FROM blob", "which is not stored")]
    public async Task A_change_to_what_was_appended_is_found(string sql, string expected)
    {
        await ChangeAsync(sql);

        var problems = (await Store.VerifyAsync(rebuild: false, Cancellation)).Problems;

        Assert.Contains(problems, problem => problem.Contains(expected, StringComparison.Ordinal) && problem.EndsWith('.'));
        Assert.Contains(problems, problem => problem.StartsWith("Thread default/t1: ", StringComparison.Ordinal) || !sql.Contains("event", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE thread SET status = 'failed'", "its status is 'failed' and should be 'complete'")]
    [InlineData("UPDATE thread SET title = NULL, agent = 'b', kind = 'tool'", "its title is '' and should be 'task'")]
    [InlineData("UPDATE thread SET updated_at = 0, created_at = 0", "its time of creation")]
    [InlineData("UPDATE thread SET sequence = 4", "its journal ends with event 5, its row says 4")]
    [InlineData("UPDATE thread SET hash = zeroblob(32)", "or another hash")]
    [InlineData("UPDATE thread SET journal_bytes = 1", "its journal's size is '1'")]
    [InlineData("UPDATE thread SET file_bytes = 1", "its files' size is '1' and should be '2000000'")]
    [InlineData("UPDATE usage SET cost = cost + 1", "Usage of default is ")]
    [InlineData("UPDATE usage SET worked_seconds = worked_seconds + 1", "Usage of default is ")]
    [InlineData("UPDATE usage SET raised_tokens = 1", "Usage of default is ")]
    [InlineData("DELETE FROM usage", "is missing and should be")]
    [InlineData("INSERT INTO usage SELECT 'x', day, agent, model, calls, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0 FROM usage", "Usage of x that no journal accounts for")]
    [InlineData("DELETE FROM idempotency", "The idempotency key 'key' of default/local is missing")]
    [InlineData("UPDATE idempotency SET body_digest = 'other'", "The idempotency key 'key' of default/local is not what the journals say")]
    [InlineData("DELETE FROM thread_blob", "its references to blobs are not those of its journal")]
    [InlineData("INSERT INTO blob (sha256, size, state) VALUES ('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, 1)", "although no thread refers to it")]
    public async Task A_projection_that_differs_is_found_and_mended_by_a_rebuild(string sql, string expected)
    {
        await ChangeAsync(sql);

        var found = await Store.VerifyAsync(rebuild: false, Cancellation);
        var rebuilt = await Store.VerifyAsync(rebuild: true, Cancellation);
        var after = await Store.VerifyAsync(rebuild: false, Cancellation);

        Assert.Contains(found.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.Equal(found.Problems, rebuilt.Problems);
        Assert.Empty(after.Problems);
        Assert.NotNull(await Store.OpenBlobAsync(_blob.Sha256, Cancellation));
    }

    [Fact]
    public async Task Threads_of_the_first_schema_get_their_sizes()
    {
        await ChangeAsync(
            """
            DELETE FROM schema_version WHERE version > 2; DROP TABLE outbox; DROP TABLE fact; DROP TABLE document; DROP INDEX thread_by_age;
            ALTER TABLE thread DROP COLUMN journal_bytes; ALTER TABLE thread DROP COLUMN file_bytes;
            ALTER TABLE usage DROP COLUMN charged_tokens; ALTER TABLE usage DROP COLUMN charged_cost;
            ALTER TABLE usage DROP COLUMN model_calls; ALTER TABLE usage DROP COLUMN tool_calls;
            ALTER TABLE usage_of_deleted DROP COLUMN charged_tokens; ALTER TABLE usage_of_deleted DROP COLUMN charged_cost;
            ALTER TABLE usage_of_deleted DROP COLUMN model_calls; ALTER TABLE usage_of_deleted DROP COLUMN tool_calls;
            ALTER TABLE usage DROP COLUMN worked_seconds; ALTER TABLE usage DROP COLUMN raised_tokens;
            ALTER TABLE usage DROP COLUMN raised_cost; ALTER TABLE usage DROP COLUMN raised_tool_calls;
            ALTER TABLE usage DROP COLUMN raised_model_calls; ALTER TABLE usage DROP COLUMN raised_wall_seconds;
            ALTER TABLE usage_of_deleted DROP COLUMN worked_seconds; ALTER TABLE usage_of_deleted DROP COLUMN raised_tokens;
            ALTER TABLE usage_of_deleted DROP COLUMN raised_cost; ALTER TABLE usage_of_deleted DROP COLUMN raised_tool_calls;
            ALTER TABLE usage_of_deleted DROP COLUMN raised_model_calls; ALTER TABLE usage_of_deleted DROP COLUMN raised_wall_seconds
            """);

        Assert.Empty((await Store.VerifyAsync(rebuild: false, Cancellation)).Problems);
        Assert.Equal(2_000_000, Assert.Single(await Store.ListRestingAsync(null, 10, Cancellation)).FileBytes);
    }

    [Fact]
    public async Task A_thread_that_is_damaged_can_be_deleted()
    {
        await ChangeAsync("UPDATE event SET bytes = x'7b' WHERE kind = 'model_answered'");

        Assert.True(await Store.DeleteAsync(new ThreadKey("default", ThreadId.Parse("t1")), Cancellation));
    }

    [Fact]
    public async Task What_a_server_that_died_was_writing_is_removed_at_the_next_start()
    {
        await ChangeAsync("INSERT INTO blob (sha256, size, state) VALUES ('half', 9, 0); INSERT INTO blob_part (id, bytes) SELECT id << 20, 'half' FROM blob WHERE state = 0");

        // the sweep follows the batch that this waits for, and is over before the writer closes
        await Store.ProbeAsync(Cancellation);
        await Store.DisposeAsync();

        await using var database = OpenDatabase();
        Assert.Equal(0L, SqliteConnections.Execute(database, "SELECT count(*) FROM blob WHERE sha256 = 'half'"));
        Assert.Equal(2L, SqliteConnections.Execute(database, "SELECT count(*) FROM blob_part"));
    }

    private async Task OpenAsync()
    {
        _store = new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder }, _time);
        await _store.InitializeAsync(Cancellation);
    }

    private async Task ChangeAsync(string sql)
    {
        await Store.DisposeAsync();
        await using (var database = OpenDatabase())
        {
            SqliteConnections.Execute(database, sql);
        }

        await OpenAsync();
    }

    private SqliteConnection OpenDatabase()
    {
        var connection = new SqliteConnection($"Data Source={Path.Combine(_folder, "opsroom.db")};Pooling=False");
        connection.Open();
        return connection;
    }
}
