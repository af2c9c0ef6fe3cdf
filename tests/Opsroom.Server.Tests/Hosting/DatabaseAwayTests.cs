using Opsroom.Server.Tests.Proofs;
using Opsroom.TestKit.Models;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Hosting;

public sealed class DatabaseAwayTests : IDisposable
{
    private const string Thread = "away";

    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-away-").FullName;
    private readonly SemaphoreSlim asked = new(0);
    private readonly TaskCompletionSource databaseIsAway = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        asked.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task A_server_that_is_stopped_while_its_database_is_away_leaves_its_run_to_the_next_start()
    {
        await using var database = new PostgresServer();
        await using var model = await FakeAnthropic.StartNewAsync(Cancelled);
        model.Otherwise = _ => FakeReply.Say("All is ", "well.") with
        {
            BeforePiece = (_, _) =>
            {
                asked.Release();
                return databaseIsAway.Task;
            },
        };
        var options = Options(model, await database.CreateDatabaseAsync(Cancelled));

        await using (var first = await OpsroomServer.StartAsync(options, Cancelled))
        {
            using var client = new ProofClient(first.Address);
            using var stream = await client.OpenAsync(ProofClient.Stream(Thread, "Say how it is.", "testing_agent"), Cancelled);
            await asked.WaitAsync(Cancelled);
            await database.StopAsync(crash: false, Cancelled);
            databaseIsAway.SetResult();
        }

        var refused = await Assert.ThrowsAsync<OpsroomStartException>(() => OpsroomServer.StartAsync(options, Cancelled));
        Assert.Contains("cannot be reached", refused.Message, StringComparison.Ordinal);
        await database.StartAsync(Cancelled);

        await using var second = await OpsroomServer.StartAsync(options, Cancelled);
        using var again = new ProofClient(second.Address);
        var seen = new List<SseBlock>();
        await foreach (var block in again.ReadAsync(ProofClient.Resume(Thread, 0), Cancelled))
        {
            seen.Add(block);
        }

        Assert.True(seen[^1].IsDone);
        Assert.Equal("complete", (string?)(await again.GetAsync($"/workflow/status/{Thread}", Cancelled))["status"]);
        Assert.Single(await again.JournalAsync(Thread, Cancelled), @event => (string?)@event["kind"] == "run_resumed");
    }

    private OpsroomServerOptions Options(FakeAnthropic model, string url) => new()
    {
        Host = "127.0.0.1",
        Port = 0,
        WorkingDirectory = folder,
        LogOutput = Stream.Null,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["DATABASE_URL"] = url },
        Configuration = new Dictionary<string, string?>(ProofServer.SettingsOf(model), StringComparer.OrdinalIgnoreCase) { ["Runs:ShutdownSeconds"] = "1" },
    };
}
