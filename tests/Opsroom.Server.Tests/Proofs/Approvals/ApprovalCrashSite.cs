using System.Text.Json.Nodes;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>What is known of a run with approvals that was, or was not, killed on its way.</summary>
/// <param name="Died">Whether the server died.</param>
/// <param name="Unclear">Items of kind <c>unknown_outcome</c> that somebody was asked about.</param>
internal sealed record CrashedChange(string Thread, bool Died, IReadOnlyList<PendingItem> Unclear, IReadOnlyList<JsonObject> Journal, Answered Status)
{
    public IEnumerable<JsonObject> Events(string kind) => Journal.Where(@event => (string?)@event["kind"] == kind);

    /// <summary>The event that an undisturbed journal has at a sequence, if this one was killed right after it.</summary>
    public string KindAt(long sequence) => (string)Journal[(int)sequence - 1]["kind"]!;
}

/// <summary>Takes runs through their gates on a server that dies once in each, and comes back.</summary>
internal sealed class ApprovalCrashSite : IAsyncDisposable
{
    private readonly KillableServer server;

    private ApprovalCrashSite(KillableServer server) => this.server = server;

    public OutsideSystem Outside => server.Outside;

    public ProofStore Store => server.Store;

    public static async Task<ApprovalCrashSite> OpenAsync(string store, CancellationToken cancellationToken) => new(await KillableServer.OpenAsync(store, cancellationToken));

    /// <summary>Has a run asked, decided gate by gate, and ended.</summary>
    /// <param name="wish">When the server dies; null lets it live.</param>
    /// <param name="next">What the server that comes after it dies of, so that the run after this one needs no start of its own.</param>
    public async Task<CrashedChange> RunAsync(CrashKind kind, string thread, DeathWish? wish, DeathWish? next, CancellationToken cancellationToken)
    {
        foreach (var letter in "abcde")
        {
            Outside.Put($"{thread}-{letter}");
        }

        if (server.IsDead || server.Wish != wish)
        {
            await server.StartAsync(cancellationToken, wish);
        }

        var died = false;
        var unclear = new List<PendingItem>();
        await InsistAsync(() => kind.AskAsync(server.Client, thread, cancellationToken));
        while (true)
        {
            var status = await InsistAsync(() => server.Client.RestAsync(thread, cancellationToken));
            var items = PendingItem.ListOf(status.Body["approval_required"]);
            if (items.Count == 0)
            {
                var journal = await server.Client.JournalAsync(thread, cancellationToken);
                return new CrashedChange(thread, died, unclear, journal, status);
            }

            unclear.AddRange(items.Where(item => item.Kind == PendingItem.UnknownOutcome && unclear.TrueForAll(known => known.ItemId != item.ItemId)));
            var choices = items.ToDictionary(item => item.ItemId, item => CrashKind.Choose(item, Outside), StringComparer.Ordinal);
            var decided = await InsistAsync(() => server.Client.DecideAsync(thread, items, item => choices[item.ItemId], cancellationToken));
            Assert.True((int)decided.Code == 200, $"{thread}: {decided}");
        }

        async Task<Answered> InsistAsync(Func<Task<Answered>> request)
        {
            while (true)
            {
                try
                {
                    return await request();
                }
                catch (Exception cut) when (cut is HttpRequestException or IOException && !died)
                {
                    // the process may take a moment to be gone after its connections are
                    await server.WaitForDeathAsync(cancellationToken);
                    died = true;
                    await server.StartAsync(cancellationToken, next);
                }
            }
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken) => await server.KillAsync(cancellationToken);

    public ValueTask DisposeAsync() => server.DisposeAsync();
}
