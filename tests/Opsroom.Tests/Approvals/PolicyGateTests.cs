using Microsoft.Extensions.Time.Testing;
using Opsroom.Approvals;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;
using Opsroom.Tools;
using static Opsroom.Tests.Approvals.Questions;

namespace Opsroom.Tests.Approvals;

public sealed class PolicyGateTests : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-gate-").FullName;
    private readonly FakeTimeProvider time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private SqliteStore? opened;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private SqliteStore Store => opened ?? throw new InvalidOperationException("The store is not open.");

    public async ValueTask InitializeAsync()
    {
        opened = new SqliteStore(new SqliteStoreOptions { DataDirectory = folder }, time);
        await opened.InitializeAsync(Cancelled);
    }

    public async ValueTask DisposeAsync()
    {
        await Store.DisposeAsync();
        Directory.Delete(folder, recursive: true);
    }

    [Theory]
    [InlineData(Effect.Change)]
    [InlineData(Effect.Destroy)]
    public async Task A_freeze_denies_what_policy_allows_and_lifting_it_counts_at_once(Effect effect)
    {
        var gate = new PolicyGate(Policy("rules: [{name: open, decision: allow}]"), Store);
        var question = Scale with { Effect = effect };
        var before = await gate.DecideAsync("default", question, Cancelled);
        Assert.NotEqual(Verdict.Deny, before.Verdict);

        await Store.SetFreezeAsync("default", new FreezeState(true, "Störung", "ops-1", time.GetUtcNow()), Cancelled);
        var frozen = await gate.DecideAsync("default", question, Cancelled);
        Assert.Equal((Verdict.Deny, PolicyGate.FreezeRule, "production"), (frozen.Verdict, frozen.Rule, frozen.Environment));
        Assert.Null(frozen.Ask);
        Assert.Contains("frozen by ops-1 since 2026-03-01 12:00 UTC: Störung.", frozen.Reason, StringComparison.Ordinal);
        Assert.NotEqual(PolicyGate.FreezeRule, (await gate.DecideAsync("elsewhere", question, Cancelled)).Rule);

        await Store.SetFreezeAsync("default", new FreezeState(false, null, "ops-1", time.GetUtcNow()), Cancelled);
        Assert.Equal(before.Rule, (await gate.DecideAsync("default", question, Cancelled)).Rule);
    }

    [Theory]
    [InlineData(Effect.Read)]
    [InlineData(Effect.Write)]
    public async Task A_freeze_leaves_reading_and_writing_alone(Effect effect)
    {
        await Store.SetFreezeAsync("default", new FreezeState(true, null, "ops-1", time.GetUtcNow()), Cancelled);
        Assert.Equal(Verdict.Allow, (await new PolicyGate(BuiltIn, Store).DecideAsync("default", Read with { Effect = effect }, Cancelled)).Verdict);
    }

    [Fact]
    public async Task A_store_that_cannot_be_read_lets_no_change_through()
    {
        await using var closed = new SqliteStore(new SqliteStoreOptions { DataDirectory = folder }, time);
        var gate = new PolicyGate(Policy("rules: [{name: open, decision: allow}]"), closed);
        await Assert.ThrowsAnyAsync<Exception>(async () => await gate.DecideAsync("default", Scale, Cancelled));
        Assert.Equal(Verdict.Allow, (await gate.DecideAsync("default", Read, Cancelled)).Verdict);
    }
}
