using System.Globalization;
using System.Text.Json.Nodes;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>
/// <c>kill -9</c> at random moments of a long run, and a restart each time: the run ends as one that nothing disturbed, its journal says the same branch by branch,
/// nothing that anybody was shown is lost, and nothing is done twice. The number of rounds is the number of kills that a run has to survive.
/// </summary>
public sealed class CrashProof(PostgresServer postgres)
{
    private const int KillsAmongTests = 3;
    private const int MostKillsOfOneRun = 3;
    private const string Sqlite = "SQLite";
    private const string Postgres = "PostgreSQL";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task A_direct_run_that_is_killed_ends_as_if_it_had_not_been(string store) => ProveAsync("direct", store, LongScript.DirectTask, LongScript.DirectAgent);

    [Theory]
    [InlineData(Sqlite)]
    [InlineData(Postgres)]
    public Task A_routed_run_that_is_killed_ends_as_if_it_had_not_been(string store) => ProveAsync("routed", store, LongScript.RoutedTask, agent: null);

    private async Task ProveAsync(string kind, string store, string task, string? agent)
    {
        var random = new Random(ProofRun.Seed);
        await using var site = await CrashSite.OpenAsync(random, store == Postgres ? await postgres.CreateDatabaseAsync(Cancelled) : null, Cancelled);
        var calm = await site.RunAsync($"{kind}-calm", task, agent, kills: 0, site.Signs, Cancelled);
        var signs = site.Signs;
        Assert.Equal("complete", (string?)calm.Status["status"]);
        ProofRun.Tell($"{kind} on {store}, seed {ProofRun.Seed}: undisturbed {signs[Sign.Request]} model calls, {signs[Sign.Chunk]} pieces, {calm.Journal.Count} events, {calm.Events("tool_finished").Count()} tool calls");
        ProofRun.Tell($"{"run",-12} {"killed at",-40} {"events",6} {"shown",6} {"resumed",7} {"calls of models",15} {"of tools",8} left open");
        var kills = 0;
        for (var round = 1; kills < ProofRun.Rounds(KillsAmongTests); round++)
        {
            var most = Math.Min(random.Next(1, MostKillsOfOneRun + 1), ProofRun.Rounds(KillsAmongTests) - kills);
            var run = await site.RunAsync($"{kind}-{round}", task, agent, most, signs, Cancelled);
            kills += run.Events("run_resumed").Count();
            ProofRun.Tell(string.Create(
                CultureInfo.InvariantCulture,
                $"{run.Thread,-12} {string.Join(", ", run.Kills),-40} {run.Journal.Count,6} {run.Shown.Count,6} {run.Events("run_resumed").Count(),7} {run.Abandoned(ofCalls: false).Count(),15} {run.Abandoned(ofCalls: true).Count(),8}"));
            AssertSame(calm, run);
            AssertNothingLost(run);
            AssertNothingTwice(run);
        }

        await site.StopAsync(Cancelled);
        var (code, output) = await site.VerifyAsync(Cancelled);
        ProofRun.Tell($"{kind} on {store}: {kills} kills; opsroom store verify: {output}");
        Assert.True(code == 0, output);
    }

    private static void AssertSame(CrashedRun calm, CrashedRun run)
    {
        var difference = PlainJournal.Difference(calm.Plain, run.Plain);
        Assert.True(difference is null, $"{run}: {difference}");
        Assert.Equal("complete", (string?)run.Status["status"]);
        Assert.Equal(calm.Answer, run.Answer);
    }

    /// <summary>Every durable event came once and in order over all connections, and is still there, byte for byte.</summary>
    private static void AssertNothingLost(CrashedRun run)
    {
        Assert.Equal(run.Replayed.Where(block => block.Id >= run.Shown[0].Id), run.Shown);
        Assert.Equal("on_chain_start", run.Shown[0].Event);
        Assert.Equal(Enumerable.Range(1, run.Journal.Count).Select(number => (long)number), run.Journal.Select(@event => (long)@event["sequence"]!));
    }

    private static void AssertNothingTwice(CrashedRun run)
    {
        Assert.Single(run.Events("run_started"));
        Assert.Single(run.Events("run_ended"));
        AssertDistinct(run, run.Events("tool_requested"), "call_id");
        AssertDistinct(run, run.Events("tool_finished"), "call_id");
        AssertDistinct(run, run.Events("artifact_written"), "call_id", "path");
        AssertDistinct(run, run.Events("model_answered"), "branch", "step");
    }

    private static void AssertDistinct(CrashedRun run, IEnumerable<JsonObject> events, params string[] fields)
    {
        var twice = events.GroupBy(@event => string.Join(' ', fields.Select(field => (string?)@event[field])), StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1);
        Assert.True(twice is null, $"{run}: {twice?.Key} happened {twice?.Count()} times");
    }
}
