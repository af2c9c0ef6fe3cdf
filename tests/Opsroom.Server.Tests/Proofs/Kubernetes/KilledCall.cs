using System.Text.Json.Nodes;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>Takes a call through its gate on a server that dies once on the way and comes back.</summary>
internal sealed class KilledCall(ClusterSite site, string thread)
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(4);

    private int first;

    /// <summary>Whether the server died.</summary>
    public bool Died { get; private set; }

    /// <summary>What was asked, once for each request.</summary>
    public Dictionary<string, PendingItem> Gates { get; } = new(StringComparer.Ordinal);

    /// <summary>The journal of the call's run.</summary>
    public IReadOnlyList<JsonObject> Journal { get; private set; } = [];

    /// <summary>How the run came to rest.</summary>
    public JsonObject Outcome { get; private set; } = [];

    /// <param name="afterEvent">The event of the run, counted from one, after which the server dies; null where something else kills it, or nothing.</param>
    /// <param name="mayDie">Whether something kills it.</param>
    public async Task RunAsync(string tool, JsonObject arguments, int? afterEvent, bool mayDie, CancellationToken cancellationToken)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(Patience);
        var known = await site.Client.GetAsync($"/threads/{thread}", patience.Token);
        first = (int)known.Code == 404 ? 0 : (await site.Client.JournalAsync(thread, patience.Token)).Count;
        if (afterEvent is { } number)
        {
            await site.StartAsync(new DeathWish(thread, first + number, BeforeEffect: false), patience.Token);
        }

        await InsistAsync(() => site.Client.CallAsync(tool, arguments, thread, patience.Token, key: thread));
        while (true)
        {
            var status = await InsistAsync(() => site.Client.RestAsync(thread, patience.Token));
            var items = PendingItem.ListOf(status.Body["approval_required"]);
            if (items.Count == 0)
            {
                Journal = [.. (await site.Client.JournalAsync(thread, patience.Token)).Skip(first)];
                Outcome = status.Body;
                return;
            }

            var item = Assert.Single(items);
            Assert.True((item.Kind, item.Action) == (PendingItem.Call, tool), $"{thread}: {item.Json.ToJsonString()}");
            Gates.TryAdd(item.ApprovalId, item);
            Assert.True(Gates.Count == 1, $"{thread}: it is asked again: {item.Json.ToJsonString()}");
            await InsistAsync(() => site.Client.DecideAsync(thread, true, item, patience.Token));
        }

        async Task<Answered> InsistAsync(Func<Task<Answered>> request)
        {
            while (true)
            {
                try
                {
                    return await request();
                }
                catch (Exception cut) when (cut is HttpRequestException or IOException && (mayDie || afterEvent is not null) && !Died)
                {
                    await site.WaitForDeathAsync(patience.Token);
                    Died = true;
                    await site.StartAsync(wish: null, patience.Token);
                }
            }
        }
    }

    /// <summary>The run began and ended once, and so did each of its calls.</summary>
    public void AssertOnce()
    {
        Assert.Equal(Enumerable.Range(first + 1, Journal.Count).Select(number => (long)number), Journal.Select(@event => (long)@event["sequence"]!));
        Assert.Single(Journal, @event => (string?)@event["kind"] == "run_started");
        Assert.Single(Journal, @event => (string?)@event["kind"] == "run_ended");
        foreach (var twice in Journal.Where(@event => (string?)@event["kind"] == "tool_finished").GroupBy(@event => (string?)@event["call_id"], StringComparer.Ordinal))
        {
            Assert.True(twice.Count() == 1, $"{thread}: {twice.Key} finished {twice.Count()} times");
        }
    }
}
