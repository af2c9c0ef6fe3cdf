using System.Globalization;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Proofs;
using Opsroom.Threads.Postgres;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>
/// PostgreSQL is stopped while runs are under way, in good order and by a crash in turn, and started again after a while: what anybody was shown is still there, byte for
/// byte, all runs finish, and nothing is done twice. A round is one such stop.
/// </summary>
public sealed class DatabaseProof
{
    private const int Workers = 8;
    private const int LateWorkers = 2;
    private const int RunsBeforeAndAfter = 2 * Workers;
    private const int Turns = 5;
    private const string Agent = "testing_agent";

    private static readonly TimeSpan Away = TimeSpan.FromSeconds(ProofRun.IsLong ? 20 : 5);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_database_that_goes_away_under_load_and_comes_back_costs_nothing()
    {
        await using var database = new PostgresServer();
        var url = await database.CreateDatabaseAsync(Cancelled);
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Otherwise = Answer;
        var settings = ProofServer.SettingsOf(model);
        settings["Store:Url"] = url;

        await using (var server = await ProofServer.StartAsync(settings, Cancelled))
        {
            for (var round = 1; round <= ProofRun.Rounds(2); round++)
            {
                await ProveAsync(server, database, round, crash: round % 2 == 0);
            }
        }

        await using var store = new PostgresStore(new PostgresStoreOptions { Address = PostgresAddress.Parse(url) }, TimeProvider.System);
        await store.InitializeAsync(Cancelled);
        var seen = await store.VerifyAsync(rebuild: false, Cancelled);
        ProofRun.Tell($"verified: {seen.Threads} threads, {seen.Events} events, {seen.Problems.Count} problems");
        Assert.Empty(seen.Problems);
    }

    private static async Task ProveAsync(ProofServer server, PostgresServer database, int round, bool crash)
    {
        using var load = new DatabaseLoad(server.Address, $"round-{round}", Agent, Cancelled);
        load.Start(Workers);
        await load.FinishedAsync(RunsBeforeAndAfter);

        await database.StopAsync(crash, Cancelled);
        var (before, shown) = (load.Finished, load.Shown);
        await load.WaitForStatusAsync("/health/ready", 503);
        var health = await load.WaitForStatusAsync("/health", 503);
        Assert.StartsWith("unhealthy", (string?)health["store"], StringComparison.Ordinal);
        load.Start(LateWorkers);
        await Task.Delay(Away, Cancelled);
        var (during, refused) = (load.Finished - before, load.Refused);
        await database.StartAsync(Cancelled);
        await load.WaitForStatusAsync("/health/ready", 200);
        await load.FinishedAsync(load.Finished + RunsBeforeAndAfter);
        var runs = await load.StopAsync();

        foreach (var run in runs)
        {
            var replayed = await server.Client.ReplayAsync(run.Thread, Cancelled);
            Assert.Equal(replayed.Where(block => block.Id >= run.Shown[0].Id), run.Shown);
            var journal = await server.Client.JournalAsync(run.Thread, Cancelled);
            Assert.Equal("complete", (string?)(await server.Client.GetAsync($"/workflow/status/{run.Thread}", Cancelled))["status"]);
            Assert.Single(journal, @event => (string?)@event["kind"] == "run_started");
            Assert.Single(journal, @event => (string?)@event["kind"] == "run_ended");
            Assert.Equal(Turns, journal.Count(@event => (string?)@event["kind"] == "tool_finished"));
            Assert.Equal(Turns, journal.Count(@event => (string?)@event["kind"] == "artifact_written"));
            Assert.Equal(Turns, journal.Where(@event => (string?)@event["kind"] == "artifact_written").DistinctBy(@event => (string?)@event["path"]).Count());
        }

        Assert.True(refused > 0, "nobody met the missing database");
        Assert.Equal(0, during);
        ProofRun.Tell(string.Create(
            CultureInfo.InvariantCulture,
            $"round {round}, {(crash ? "crash" : "stop "),-5} {Away.TotalSeconds} s: {runs.Count} runs finished ({before} before), {shown} events shown before it went, {runs.Sum(run => run.Shown.Count)} in all, 0 lost; {refused} requests got 503"));
    }

    /// <summary>A model that writes a file in each turn, and has its result found good.</summary>
    private static FakeReply.Turn Answer(FakeRequest request)
    {
        var question = AskedQuestion.In(request);
        if (question.Asker == Asker.Reflection)
        {
            return FakeReply.Say("""{"quality":1,"completeness":1,"findings":[],"remediation":null}""");
        }

        return question.Turn >= Turns
            ? FakeReply.Say("All is ", "written.")
            : FakeReply.Call(new FakeCall("toolu_1", "workspace_write", $$"""{"path":"notes/{{question.Turn}}.md","content":"What was done in step {{question.Turn}}."}""")) with
            {
                Pieces = ["Step ", "by step."],
                BeforePiece = (_, cancellationToken) => Task.Delay(TimeSpan.FromMilliseconds(20), cancellationToken),
            };
    }
}
