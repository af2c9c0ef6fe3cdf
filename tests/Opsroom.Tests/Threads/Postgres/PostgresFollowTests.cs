using System.Threading.Channels;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Postgres;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Tests.Threads.Postgres;

/// <summary>Two servers on one database, as in a cluster: what one appends, the other's watchers see.</summary>
public sealed class PostgresFollowTests(PostgresServer server) : IAsyncLifetime
{
    private readonly CancellationTokenSource _ended = new();
    private readonly Channel<ThreadKey?> _heard = Channel.CreateUnbounded<ThreadKey?>();
    private string _url = "";
    private PostgresStore? _here;
    private PostgresStore? _there;
    private ThreadFeeds? _feeds;
    private Task? _following;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _url = await server.CreateDatabaseAsync(Cancellation);
        _here = await OpenAsync();
        _there = await OpenAsync();
        _feeds = new ThreadFeeds(_here);
        _following = _here.FollowAsync(
            key =>
            {
                _feeds.AppendedElsewhere(key);
                _heard.Writer.TryWrite(key);
            },
            _ended.Token);
        Assert.Null(await _heard.Reader.ReadAsync(Cancellation));
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _following!);
        await _here!.DisposeAsync();
        await _there!.DisposeAsync();
        _ended.Dispose();
        await server.ReleaseDatabaseAsync(_url, CancellationToken.None);
    }

    [Fact]
    public async Task A_watcher_follows_appends_made_elsewhere_in_order_and_once()
    {
        var thread = new ThreadWriter(_there!, TimeProvider.System, new ThreadKey("a tenant", ThreadId.New()));
        await using var watcher = _feeds!.FollowAsync(thread.Key, 0, Cancellation).GetAsyncEnumerator(Cancellation);
        for (var round = 1; round <= 20; round++)
        {
            var next = watcher.MoveNextAsync();
            await thread.AppendAsync(SomeEvents.AgentStarted($"agent_{round}"), SomeEvents.AgentStarted($"helper_{round}"));
            Assert.True(await next);
            Assert.Equal(2 * round - 1, SequenceOf(watcher.Current));
            Assert.True(await watcher.MoveNextAsync());
            Assert.Equal(2 * round, SequenceOf(watcher.Current));
        }
    }

    [Fact]
    public async Task Only_what_others_append_is_told_with_tenant_and_thread()
    {
        var own = new ThreadWriter(_here!, TimeProvider.System, new ThreadKey("default", ThreadId.New()));
        var other = new ThreadWriter(_there!, TimeProvider.System, new ThreadKey("größer als eins", ThreadId.New()));
        await own.AppendAsync(SomeEvents.RunStarted());
        await other.AppendAsync(SomeEvents.RunStarted());

        Assert.Equal(other.Key, await _heard.Reader.ReadAsync(Cancellation));
    }

    [Fact]
    public async Task What_was_appended_while_nobody_listened_is_seen_when_the_connection_is_back()
    {
        var thread = new ThreadWriter(_there!, TimeProvider.System, new ThreadKey("default", ThreadId.New()));
        await thread.AppendAsync(SomeEvents.RunStarted());
        await using var watcher = _feeds!.FollowAsync(thread.Key, 0, Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await watcher.MoveNextAsync());
        Assert.Equal(thread.Key, await _heard.Reader.ReadAsync(Cancellation));

        var next = watcher.MoveNextAsync();
        await server.ExecuteInAsync(_url, "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE query LIKE 'LISTEN%' AND datname = current_database()", Cancellation);
        await thread.AppendAsync(SomeEvents.RunEnded());

        Assert.True(await next);
        Assert.Equal(2, SequenceOf(watcher.Current));
    }

    private static long SequenceOf(FeedItem item) => Assert.IsType<FeedItem.Durable>(item).Stored.Sequence;

    private async Task<PostgresStore> OpenAsync()
    {
        var store = new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(_url), Exclusive = false }, TimeProvider.System);
        await store.InitializeAsync(Cancellation);
        return store;
    }
}
