using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

public sealed class PostgresVerificationTests(PostgresServer server) : IAsyncLifetime
{
    private readonly BlobContent _blob = SomeEvents.Blob(new string('b', 2_000_000));
    private string _url = "";
    private PostgresStore? _store;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private PostgresStore Store => _store!;

    public async ValueTask InitializeAsync()
    {
        _url = await server.CreateDatabaseAsync(Cancellation);
        _store = new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(_url) }, TimeProvider.System);
        await _store.InitializeAsync(Cancellation);
        var thread = new ThreadWriter(Store, TimeProvider.System, new ThreadKey("default", ThreadId.Parse("t1")));
        await thread.AppendAsync(
            [_blob], SomeEvents.RunStarted("task", claim: new IdempotencyClaim("key", "digest")), SomeEvents.FileReceived("a", _blob), SomeEvents.AgentStarted("a"));
        await thread.AppendAsync(SomeEvents.ModelAnswered("a", "m", new ModelUsage(1, 2, 3, 4m)), SomeEvents.RunEnded());
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        await server.ReleaseDatabaseAsync(_url, CancellationToken.None);
    }

    [Theory]
    [InlineData("UPDATE event SET bytes = replace(convert_from(bytes, 'UTF8'), 'task', 'tusk')::bytea WHERE kind = 'run_started'", "event 1 is not what was appended: its hash differs")]
    [InlineData(@"UPDATE event SET bytes = '\x7b' WHERE kind = 'agent_started'", "event 3 cannot be read")]
    [InlineData(@"UPDATE event SET hash = '\x00' WHERE kind = 'agent_started'", "event 3 is not what was appended")]
    [InlineData("UPDATE event SET kind = 'agent_begun' WHERE kind = 'agent_started'", "event 3 is filed as 'agent_begun', which it is not")]
    [InlineData("DELETE FROM event WHERE kind = 'agent_started'", "after event 2 comes event 4")]
    [InlineData("DELETE FROM thread", "5 events belong to no thread")]
    [InlineData("UPDATE blob_part SET bytes = substr(bytes, 2) WHERE ordinal = 0", "is not what was stored: its hash or size differs")]
    [InlineData("DELETE FROM thread_blob; DELETE FROM blob", "which is not stored")]
    public async Task A_change_to_what_was_appended_is_found(string sql, string expected)
    {
        await server.ExecuteInAsync(_url, sql, Cancellation);

        Assert.Contains((await Store.VerifyAsync(rebuild: false, Cancellation)).Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("UPDATE thread SET status = 'failed'", "its status is 'failed' and should be 'complete'")]
    [InlineData("UPDATE thread SET title = NULL, agent = 'b', kind = 'tool', updated_at = 0", "its title is '' and should be 'task'")]
    [InlineData("UPDATE thread SET sequence = 4", "its journal ends with event 5, its row says 4")]
    [InlineData("UPDATE thread SET journal_bytes = 1, file_bytes = 1", "its journal's size is '1'")]
    [InlineData("UPDATE usage SET cost = cost + 1", "Usage of default is ")]
    [InlineData("UPDATE usage SET worked_seconds = worked_seconds + 1", "Usage of default is ")]
    [InlineData("UPDATE usage SET raised_tokens = 1", "Usage of default is ")]
    [InlineData("DELETE FROM usage", "is missing and should be")]
    [InlineData("INSERT INTO usage SELECT 'x', day, agent, model, calls, 0, 0, 0, 0 FROM usage", "Usage of x that no journal accounts for")]
    [InlineData("DELETE FROM idempotency", "The idempotency key 'key' of default/local is missing")]
    [InlineData("DELETE FROM thread_blob", "its references to blobs are not those of its journal")]
    [InlineData("INSERT INTO blob VALUES (99, 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855', 0, true)", "although no thread refers to it")]
    public async Task A_projection_that_differs_is_found_and_mended_by_a_rebuild(string sql, string expected)
    {
        await server.ExecuteInAsync(_url, sql, Cancellation);

        var found = await Store.VerifyAsync(rebuild: false, Cancellation);
        var rebuilt = await Store.VerifyAsync(rebuild: true, Cancellation);
        var after = await Store.VerifyAsync(rebuild: false, Cancellation);

        Assert.Contains(found.Problems, problem => problem.Contains(expected, StringComparison.Ordinal));
        Assert.Equal(found.Problems, rebuilt.Problems);
        Assert.Empty(after.Problems);
        Assert.NotNull(await Store.OpenBlobAsync(_blob.Sha256, Cancellation));
    }

    [Fact]
    public async Task A_thread_that_is_damaged_can_be_deleted()
    {
        await server.ExecuteInAsync(_url, @"UPDATE event SET bytes = '\x7b' WHERE kind = 'model_answered'", Cancellation);

        Assert.True(await Store.DeleteAsync(new ThreadKey("default", ThreadId.Parse("t1")), Cancellation));
        Assert.Equal(0L, await server.ExecuteInAsync(_url, "SELECT count(*) FROM event", Cancellation));
        Assert.Equal(0L, await server.ExecuteInAsync(_url, "SELECT count(*) FROM blob_part", Cancellation));
    }

    [Fact]
    public async Task What_a_server_that_died_was_writing_is_removed_at_the_next_start()
    {
        await server.ExecuteInAsync(_url, "INSERT INTO blob VALUES (99, 'half', 9, false); INSERT INTO blob_part VALUES (99, 0, 'half')", Cancellation);
        await Store.DisposeAsync();

        _store = new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(_url) }, TimeProvider.System);
        await _store.InitializeAsync(Cancellation);

        Assert.Equal(0L, await server.ExecuteInAsync(_url, "SELECT count(*) FROM blob WHERE NOT complete", Cancellation));
        Assert.Equal(2L, await server.ExecuteInAsync(_url, "SELECT count(*) FROM blob_part", Cancellation));
    }
}
