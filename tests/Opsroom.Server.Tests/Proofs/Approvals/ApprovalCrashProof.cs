using System.Globalization;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>
/// <c>kill -9</c> right after each event of a run with approvals, and right before the effect that comes next, and a restart each time: nothing is changed twice, whatever
/// was approved is made or was handed back to a person, and the rest of the journal says what an undisturbed one says. A round is one death; under <c>eng/prove</c> there are as
/// many as there are events at least, twice.
/// </summary>
public sealed class ApprovalCrashProof
{
    private const int DeathsAmongTests = 4;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string, string> Runs
    {
        get
        {
            var runs = new TheoryData<string, string>();
            foreach (var store in ProofStore.All)
            {
                foreach (var kind in CrashKind.All)
                {
                    runs.Add(store.Data, kind.Name);
                }
            }

            return runs;
        }
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public async Task A_run_with_approvals_that_is_killed_changes_everything_once(string store, string name)
    {
        var kind = CrashKind.All.Single(one => one.Name == name);
        await using var site = await ApprovalCrashSite.OpenAsync(store, Cancelled);
        var calm = await site.RunAsync(kind, $"{name}-calm", wish: null, next: null, Cancelled);
        AssertOnce(site, kind, calm);
        Assert.False(calm.Died);
        Assert.Empty(calm.Unclear);
        ProofRun.Tell($"{store}, {name}: undisturbed {calm.Journal.Count} events of {calm.Journal.Select(@event => (string)@event["kind"]!).Distinct(StringComparer.Ordinal).Count()} kinds");
        ProofRun.Tell($"{"run",-14} {"killed",-14} {"at",4} {"which was",-26} {"events",6} {"handed back",11} {"changes",8}");

        var deaths = Deaths(name, calm.Journal.Count);
        var died = 0;
        for (var number = 0; number < deaths.Count; number++)
        {
            var wish = deaths[number];
            var run = await site.RunAsync(kind, wish.Thread, wish, number + 1 < deaths.Count ? deaths[number + 1] : null, Cancelled);
            died += run.Died ? 1 : 0;
            var how = !run.Died ? "not" : wish.BeforeEffect ? "before effect" : "after event";
            var changes = site.Outside.Applied.Count(change => change.Name.StartsWith(run.Thread + "-", StringComparison.Ordinal));
            ProofRun.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Thread,-14} {how,-14} {wish.Sequence,4} {run.KindAt(Math.Min(wish.Sequence, run.Journal.Count)),-26} {run.Journal.Count,6} {run.Unclear.Count,11} {changes,8}"));
            Assert.True(run.Died || wish.BeforeEffect, $"{run.Thread}: the journal never had {wish.Sequence} events");
            AssertOnce(site, kind, run);
            Assert.All(run.Unclear, item => Assert.Contains(item.Action, kind.Unclear));
            if (run.Unclear.Count == 0)
            {
                var difference = PlainChange.Difference(calm, run);
                Assert.True(difference is null, $"{run.Thread} killed {how} {wish.Sequence}: {difference}");
            }
        }

        Assert.True(died > 0);
        await site.StopAsync(Cancelled);
        ProofRun.Tell($"{store}, {name}: {deaths.Count} runs, {died} deaths, nothing twice, nothing lost");
        var (code, output) = await OpsroomProcess.RunAsync(site.Store.Folder, site.Store.Environment, Cancelled, "store", "verify", "--data", OutsideHost.DataFolder);
        Assert.True(code == 0, output);
    }

    /// <summary>All places, after the event and before the next effect, or an even choice of them.</summary>
    private static List<DeathWish> Deaths(string name, int length)
    {
        var places = Enumerable.Range(0, 2 * length).Select(index => (Sequence: index % length + 1, BeforeEffect: index >= length)).ToList();
        var count = ProofRun.IsLong ? Math.Max(places.Count, ProofRun.Rounds(DeathsAmongTests)) : DeathsAmongTests;
        var offset = new Random(ProofRun.Seed).Next(places.Count);
        return [.. Enumerable.Range(0, count).Select(number =>
        {
            var place = places[(offset + (number * places.Count / Math.Min(count, places.Count))) % places.Count];
            return new DeathWish(string.Create(CultureInfo.InvariantCulture, $"{name}-r{number}"), place.Sequence, place.BeforeEffect);
        })];
    }

    private static void AssertOnce(ApprovalCrashSite site, CrashKind kind, CrashedChange run)
    {
        // a direct call that somebody left as it was may count as failed or rejected
        Assert.True(run.Status.Status == "complete" || run.Unclear.Count > 0, $"{run.Thread}: {run.Status}");
        foreach (var (letter, expected) in kind.Changes)
        {
            var made = site.Outside.Count($"{run.Thread}-{letter}");
            Assert.True(made == expected, $"{run.Thread}-{letter} was changed {made} times and had to be {expected} times");
        }

        Assert.All(site.Outside.Applied.Where(change => change.Key is not null).GroupBy(change => change.Key, StringComparer.Ordinal), calls => Assert.Single(calls));
        Assert.Single(run.Events("run_started"));
        Assert.Single(run.Events("run_ended"));
        foreach (var twice in run.Events("tool_finished").GroupBy(@event => (string?)@event["call_id"], StringComparer.Ordinal))
        {
            Assert.True(twice.Count() == 1, $"{run.Thread}: {twice.Key} finished {twice.Count()} times");
        }

        Assert.Equal(Enumerable.Range(1, run.Journal.Count).Select(number => (long)number), run.Journal.Select(@event => (long)@event["sequence"]!));
    }
}
