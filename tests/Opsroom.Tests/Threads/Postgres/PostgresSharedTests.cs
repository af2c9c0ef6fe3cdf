using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

/// <summary>Several servers write to one database at the same moment, as in a cluster: whoever loses a race is told so, and nothing is half done.</summary>
public sealed class PostgresSharedTests(PostgresServer server) : IAsyncLifetime
{
    private const int Stores = 3;
    private const int Rounds = 40;

    private readonly List<PostgresStore> _stores = [];
    private string _url = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _url = await server.CreateDatabaseAsync(Cancellation);
        for (var i = 0; i < Stores; i++)
        {
            _stores.Add(new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(_url), Exclusive = false }, TimeProvider.System));
            await _stores[i].InitializeAsync(Cancellation);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Assert.Empty((await _stores[0].VerifyAsync(rebuild: false, Cancellation)).Problems);
        await Task.WhenAll(_stores.Select(store => store.DisposeAsync().AsTask()));
        await server.ReleaseDatabaseAsync(_url, CancellationToken.None);
    }

    [Fact]
    public async Task A_thread_is_created_by_one_of_them()
    {
        var outcomes = await EverywhereAsync((store, round) => Writer(store, $"t-{round}").AppendAsync(SomeEvents.RunStarted(), SomeEvents.RunEnded()));

        Assert.All(outcomes, of => Assert.Single(of, outcome => outcome.Status == AppendStatus.Appended));
        Assert.All(outcomes, of => Assert.All(of, outcome => Assert.Equal(new ThreadHead(2, 1), outcome.Head)));
    }

    [Fact]
    public async Task An_idempotency_key_is_claimed_by_one_of_them()
    {
        var outcomes = await EverywhereAsync(
            (store, round) => Writer(store, ThreadId.New().Value).AppendAsync(SomeEvents.RunStarted(claim: new IdempotencyClaim($"key-{round}", "digest"))));

        Assert.All(outcomes, of => Assert.Single(of, outcome => outcome.Status == AppendStatus.Appended));
        Assert.All(outcomes, of => Assert.Equal(Stores - 1, of.Count(outcome => outcome.Status == AppendStatus.KeyTaken)));
    }

    [Fact]
    public async Task Contents_and_usage_of_all_are_kept_once_and_summed()
    {
        var outcomes = await EverywhereAsync((store, round) =>
        {
            var blob = SomeEvents.Blob($"content {round % 7}");
            return Writer(store, ThreadId.New().Value).AppendAsync(
                [blob], SomeEvents.FileReceived("f", blob), SomeEvents.ModelAnswered($"agent-{round % 3}", "m", new ModelUsage(1, 0, 1, 1m)), SomeEvents.RunEnded());
        });

        Assert.All(outcomes, of => Assert.All(of, outcome => Assert.Equal(AppendStatus.Appended, outcome.Status)));
        Assert.Equal(7L, await server.ExecuteInAsync(_url, "SELECT count(*) FROM blob", Cancellation));
        Assert.Equal(Rounds * Stores, (await _stores[0].ReadUsageAsync("default", Cancellation)).Sum(row => row.Calls));
    }

    [Fact]
    public async Task A_content_whose_last_thread_is_deleted_while_another_begins_to_refer_to_it_stays_or_is_stored_anew()
    {
        var blob = SomeEvents.Blob("wanted and unwanted");
        for (var round = 1; round <= Rounds; round++)
        {
            var old = Writer(_stores[0], $"old-{round}");
            await old.AppendAsync([blob], SomeEvents.FileReceived("f", blob));
            var young = Writer(_stores[1], $"young-{round}");

            await Task.WhenAll(
                Task.Run(() => _stores[0].DeleteAsync(old.Key, Cancellation), Cancellation),
                Task.Run(() => young.AppendAsync([blob], SomeEvents.FileReceived("f", blob)), Cancellation));

            Assert.NotNull(await _stores[2].OpenBlobAsync(blob.Sha256, Cancellation));
            Assert.True(await _stores[2].DeleteAsync(young.Key, Cancellation));
        }

        Assert.Null(await _stores[0].OpenBlobAsync(blob.Sha256, Cancellation));
    }

    [Fact]
    public async Task Whoever_took_a_thread_over_alone_appends_to_it()
    {
        await Writer(_stores[0], "t").AppendAsync(SomeEvents.RunStarted());
        var outcomes = await EverywhereAsync(async (store, _) =>
        {
            var head = (await store.TakeOverAsync(new ThreadKey("default", ThreadId.Parse("t")), Cancellation))!;
            var writer = Writer(store, "t");
            (writer.Epoch, writer.Sequence) = (head.Epoch, head.Sequence);
            return await writer.AppendAsync(SomeEvents.AgentStarted("a"));
        });

        var appended = outcomes.SelectMany(of => of).Count(outcome => outcome.Status == AppendStatus.Appended);
        Assert.All(outcomes.SelectMany(of => of), outcome => Assert.True(outcome.Status is AppendStatus.Appended or AppendStatus.StaleEpoch or AppendStatus.WrongSequence));
        Assert.Equal(new ThreadHead(1 + appended, 1 + Rounds * Stores), await _stores[0].ReadHeadAsync(new ThreadKey("default", ThreadId.Parse("t")), Cancellation));
    }

    private static ThreadWriter Writer(IStore store, string id) => new(store, TimeProvider.System, new ThreadKey("default", ThreadId.Parse(id)));

    /// <summary>Each store does each round, all at once; what came of it, by round.</summary>
    private async Task<IReadOnlyList<AppendOutcome[]>> EverywhereAsync(Func<PostgresStore, int, Task<AppendOutcome>> work) =>
        await Task.WhenAll(Enumerable.Range(1, Rounds).Select(round => Task.WhenAll(_stores.Select(store => Task.Run(() => work(store, round), Cancellation)))));
}
