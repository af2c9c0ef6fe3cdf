using Opsroom.TestKit.Stores;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Tests.Threads.Sqlite;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("opsroom-store-").FullName;

    protected override IStore CreateStore() => new SqliteStore(new SqliteStoreOptions { DataDirectory = _folder, Notices = Notices }, Time);

    protected override ValueTask PrepareAsync() => ValueTask.CompletedTask;

    protected override ValueTask CleanUpAsync()
    {
        Directory.Delete(_folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}
