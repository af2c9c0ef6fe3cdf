using System.Globalization;
using Opsroom.TestKit.Kubernetes;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Kubernetes;

/// <summary>
/// <c>kill -9</c> after events of a canary release, and right after changes that it made, and a restart each time: it goes on to the end or is taken back as a whole, there
/// are never two rollouts, and nothing is changed twice. Among the tests there are a few deaths; under <c>eng/prove</c> one after each event and each change, ROUNDS times.
/// </summary>
public sealed class CanaryCrashProof(KubernetesCluster cluster)
{
    private const string Thread = "canary";
    private const string Third = "3.0.0";
    private const int AtOnce = 3;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_canary_that_is_killed_ends_as_one_that_was_not_or_is_taken_back()
    {
        var calm = await ReleaseAsync(new Death());
        Assert.True(calm.IsVerified, calm.Told);
        ProofRun.Tell($"undisturbed: {calm.Kinds.Count} events, {calm.Changes} changes: {string.Join("; ", calm.Effects)}");
        ProofRun.Tell($"{"killed after",-16} {"which was",-26} {"died",5} {"ended",10}");
        await Parallel.ForEachAsync(
            Deaths(calm),
            new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = Cancelled },
            async (death, _) =>
            {
                var run = await ReleaseAsync(death);
                var kind = death.AfterEvent is { } number && number <= run.Kinds.Count ? run.Kinds[number - 1] : "";
                ProofRun.Tell($"{death,-16} {kind,-26} {run.Died,5} {(run.IsVerified ? "complete" : "taken back"),10}");
                Assert.True(run.Died || death.AfterChange is not null, $"{death}: the server never got there");
                if (run.IsVerified)
                {
                    Assert.Equal(calm.Effects, run.Effects);
                }
            });
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_second_release_in_the_middle_of_a_first_changes_nothing(bool isKilled)
    {
        await using var release = await ReleaseSite.OpenAsync(cluster, Cancelled);
        var execute = await release.PlanAsync("canary", ReleaseSite.Second, Thread, Cancelled);
        var first = new KilledCall(release.Site, Thread);
        var firstRun = first.RunAsync("execute_deployment", execute, afterEvent: null, mayDie: isKilled, Cancelled);
        await Task.WhenAny(firstRun, release.Record.WaitForAsync(each => each.IsBeside, Cancelled)).Unwrap();
        await BeginSecondAsync(release);
        if (isKilled)
        {
            release.Site.Strike();
        }

        await firstRun;
        first.AssertOnce();
        Assert.Equal(isKilled, first.Died);
        var seen = release.Record.Seen;
        var result = ReleaseSite.ResultOf(first.Outcome);
        Assert.NotEqual((bool)result["verified"]!, (bool)result["rolled_back"]!);
        await release.Site.Client.PostAsync("/threads/second/cancel", new { }, Cancelled);
        Assert.Empty(release.Record.Violations);

        // whatever the second one does, it does when nothing of the first is under way
        var begun = seen.ToList().FindIndex(each => each.Version == Third);
        var own = begun < 0 ? seen : [.. seen.Take(begun)];
        var last = own.Last(each => !each.IsBeside);
        Assert.Equal(((bool)result["verified"]! ? ReleaseSite.Second : ReleaseSite.First, ReleaseSite.Replicas), (last.Version, last.Replicas));
        Assert.Equal(own.Count(each => each is { IsBeside: true, IsGone: true }), own.Where(each => each.IsBeside).DistinctBy(each => each.Uid).Count());
    }

    private static IEnumerable<Death> Deaths(Release calm)
    {
        var events = Enumerable.Range(1, calm.Kinds.Count).ToList();
        if (ProofRun.IsLong)
        {
            var each = events.Select(number => new Death(AfterEvent: number)).Concat(Enumerable.Range(1, calm.Changes).Select(number => new Death(AfterChange: number)));
            return Enumerable.Repeat(each, ProofRun.Rounds(1)).SelectMany(round => round);
        }

        var effects = events.FindAll(number => calm.Kinds[number - 1] is "tool_started" or "tool_finished");
        return
        [
            .. Spread(effects, 3).Select(number => new Death(AfterEvent: number)),
            .. Spread(events, 1).Select(number => new Death(AfterEvent: number)),
            .. Spread([.. Enumerable.Range(1, calm.Changes)], 2).Select(number => new Death(AfterChange: number)),
        ];

        static IEnumerable<int> Spread(List<int> all, int count) => Enumerable.Range(0, count).Select(index => all[((2 * index) + 1) * all.Count / (2 * count)]);
    }

    /// <summary>Starts the second release as far as the server lets it go: it may refuse, ask, or wait.</summary>
    private static async Task BeginSecondAsync(ReleaseSite release)
    {
        var arguments = new { service = Shop.Name, environment = "production", image = Shop.Image(Third), strategy = "canary", @namespace = release.Site.Space.Name };
        var planned = await release.Site.Client.CallAsync("plan_deployment", arguments, "second", Cancelled);
        if (planned.Status != "success")
        {
            return;
        }

        var asked = await release.Site.Client.CallAsync("execute_deployment", new { plan_id = (string)planned.Body["result"]!["plan_id"]! }, "second", Cancelled);
        if (asked.Items is [var item])
        {
            // one that waits for the first is left to it once the first goes on
            _ = await Task.WhenAny(
                release.Site.Client.DecideAsync("second", true, item, Cancelled),
                release.Record.WaitForAsync(each => each.IsBeside && (each.IsGone || each.Generation > 1), Cancelled));
        }
    }

    private async Task<Release> ReleaseAsync(Death death)
    {
        await using var release = await ReleaseSite.OpenAsync(cluster, Cancelled);
        var execute = await release.PlanAsync("canary", ReleaseSite.Second, Thread, Cancelled);
        var before = release.Record.Seen.Count;
        if (death.AfterChange is { } change)
        {
            release.Record.Changed = () =>
            {
                if (release.Record.Seen.Count == before + change)
                {
                    release.Site.Strike();
                }
            };
        }

        var call = new KilledCall(release.Site, Thread);
        await call.RunAsync("execute_deployment", execute, death.AfterEvent, mayDie: death.AfterChange is not null, Cancelled);
        call.AssertOnce();
        var result = ReleaseSite.ResultOf(call.Outcome);
        var isVerified = (bool)result["verified"]!;
        Assert.True(isVerified != (bool)result["rolled_back"]!, $"{death}: {result.ToJsonString()}");
        await release.AssertOnlyAsync(isVerified ? ReleaseSite.Second : ReleaseSite.First, Cancelled);
        Assert.True(release.Record.Violations.Count == 0, $"{death}: {string.Join(" | ", release.Record.Violations)}");
        Assert.True(release.Record.Seen.Where(each => each.IsBeside).DistinctBy(each => each.Uid).Count() <= 1, $"{death}: {string.Join("; ", release.Record.Seen)}");
        return new Release(
            call.Died, isVerified, [.. call.Journal.Select(@event => (string)@event["kind"]!)], release.Record.Seen.Count - before, release.Record.Effects, result.ToJsonString());
    }

    /// <summary>When the server dies: after an event of the run, or once a change of a deployment is seen; never where both are null.</summary>
    private sealed record Death(int? AfterEvent = null, int? AfterChange = null)
    {
        public override string ToString() => AfterEvent is { } number ? string.Create(CultureInfo.InvariantCulture, $"event {number}")
            : AfterChange is { } change ? string.Create(CultureInfo.InvariantCulture, $"change {change}") : "nothing";
    }

    private sealed record Release(bool Died, bool IsVerified, IReadOnlyList<string> Kinds, int Changes, IReadOnlyList<string> Effects, string Told);
}
