using Microsoft.Extensions.Time.Testing;
using Opsroom.Threads;
using Xunit;

namespace Opsroom.TestKit.Stores;

/// <summary>What every store has to do. A store's test class derives from it and says how the store is opened; it passes the whole suite.</summary>
public abstract partial class StoreContract : IAsyncLifetime
{
    private IStore? _store;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The clock of stores and events.</summary>
    protected FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));

    protected IStore Store => _store ?? throw new InvalidOperationException("The store is not open.");

    public async ValueTask InitializeAsync()
    {
        await PrepareAsync();
        await OpenAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await CloseAsync();
        await CleanUpAsync();
        GC.SuppressFinalize(this);
    }

    /// <summary>A store over this test's database, not yet initialized; the same database each time.</summary>
    protected abstract IStore CreateStore();

    /// <summary>Makes an empty database for this test.</summary>
    protected abstract ValueTask PrepareAsync();

    /// <summary>Removes this test's database.</summary>
    protected abstract ValueTask CleanUpAsync();

    protected async Task ReopenAsync()
    {
        await CloseAsync();
        await OpenAsync();
    }

    protected async Task CloseAsync()
    {
        if (_store is not null)
        {
            await _store.DisposeAsync();
            _store = null;
        }
    }

    protected async Task OpenAsync()
    {
        _store = CreateStore();
        await _store.InitializeAsync(Cancellation);
    }

    /// <summary>A thread that has no events yet.</summary>
    protected ThreadWriter NewThread(string? id = null, string tenant = ThreadKey.DefaultTenant) =>
        new(Store, Time, new ThreadKey(tenant, id is null ? ThreadId.New() : ThreadId.Parse(id)));

    /// <summary>Asserts that journals, hashes and projections agree.</summary>
    protected async Task AssertSoundAsync() => Assert.Empty((await Store.VerifyAsync(rebuild: false, Cancellation)).Problems);
}
