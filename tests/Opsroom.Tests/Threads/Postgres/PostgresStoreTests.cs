using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Postgres;

namespace Opsroom.Tests.Threads.Postgres;

public sealed class PostgresStoreTests(PostgresServer server) : StoreContract
{
    private string? _url;

    protected override IStore CreateStore() => new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(_url!), Notices = Notices }, Time);

    protected override async ValueTask PrepareAsync() => _url = await server.CreateDatabaseAsync(Cancellation);

    protected override async ValueTask CleanUpAsync()
    {
        if (_url is not null)
        {
            await server.ReleaseDatabaseAsync(_url, CancellationToken.None);
        }
    }
}
