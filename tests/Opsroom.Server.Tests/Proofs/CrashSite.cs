using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>A real server process on a data folder of its own, with a model that follows <see cref="LongScript"/>; it may be killed at any moment and comes back.</summary>
internal sealed class CrashSite : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-crash-").FullName;
    private readonly KillSwitch kill = new();
    private readonly Dictionary<string, SlowFile> slowFiles;
    private readonly Dictionary<string, string> environment;
    private readonly Random random;
    private readonly FakeAnthropic model;
    private readonly int port;
    private OpsroomProcess process;
    private ProofClient client;
    private volatile bool killed;

    private CrashSite(FakeAnthropic model, Random random, string? database)
    {
        (this.model, this.random) = (model, random);
        environment = new Dictionary<string, string>(StringComparer.Ordinal) { ["ANTHROPIC_API_KEY"] = model.Key, ["ANTHROPIC_BASE_URL"] = model.Address, ["Runs__Steps"] = "1000" };
        if (database is not null)
        {
            environment["DATABASE_URL"] = database;
        }

        port = FreePort.Take(random);
        slowFiles = LongScript.SlowFiles.Select(name => SlowFile.Create(Path.Combine(folder, name))).ToDictionary(file => file.Path, StringComparer.Ordinal);
        var script = new LongScript(folder);
        model.Otherwise = request =>
        {
            kill.Happened(Sign.Request);
            return script.Answer(request) with
            {
                BeforePiece = (_, _) =>
                {
                    kill.Happened(Sign.Chunk);
                    return Task.CompletedTask;
                },
            };
        };
        process = Serve();
        client = NewClient();
    }

    /// <summary>How often a run that nothing disturbs gives each sign; moments are chosen among so many.</summary>
    public IReadOnlyDictionary<Sign, int> Signs => Enum.GetValues<Sign>().ToDictionary(sign => sign, kill.Count);

    /// <param name="database">The URL of its PostgreSQL database; null for the embedded store.</param>
    public static async Task<CrashSite> OpenAsync(Random random, string? database, CancellationToken cancellationToken)
    {
        var site = new CrashSite(await FakeAnthropic.StartNewAsync(cancellationToken), random, database);
        await site.process.WaitForPortAsync(site.port, cancellationToken);
        return site;
    }

    /// <summary>Has a task done in a thread of its own, and watches it to its end however often the server is killed on the way.</summary>
    /// <param name="kills">How often it is killed, at most: a run that is over before the moment comes is left alone.</param>
    /// <param name="signs">From <see cref="Signs"/> after a run that was not disturbed.</param>
    public async Task<CrashedRun> RunAsync(
        string thread, string task, string? agent, int kills, IReadOnlyDictionary<Sign, int> signs, CancellationToken cancellationToken)
    {
        var run = new CrashedRun(thread);
        kill.Reset();
        await client.PutAsync(thread, LongScript.LargeFile, LongScript.LargeContent, cancellationToken);
        AimNext(run, kills, signs);
        for (var ended = false; !ended || killed;)
        {
            try
            {
                if (killed)
                {
                    await RestartAsync(run, kills, signs, cancellationToken);
                }

                ended = ended || await WatchAsync(run, task, agent, cancellationToken);
                kill.Disarm();
            }
            catch (Exception cut) when (killed && cut is HttpRequestException or IOException or OpsroomProcess.EndedException)
            {
                // the connection went with the process
            }
        }

        run.Journal.AddRange(await client.JournalAsync(thread, cancellationToken));
        run.Replayed.AddRange(await client.ReplayAsync(thread, cancellationToken));
        run.Status = await client.GetAsync($"/workflow/status/{thread}", cancellationToken);
        return run;
    }

    /// <summary>What <c>opsroom store verify</c> says about the store; no server may use it meanwhile.</summary>
    public Task<(int Code, string Output)> VerifyAsync(CancellationToken cancellationToken) =>
        OpsroomProcess.RunAsync(folder, environment, cancellationToken, "store", "verify", "--data", "data");

    /// <summary>Ends the server.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        process.Kill();
        await process.WaitForExitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        client.Dispose();
        await process.DisposeAsync();
        await model.DisposeAsync();
        foreach (var file in slowFiles.Values)
        {
            await file.DisposeAsync();
        }

        Directory.Delete(folder, recursive: true);
    }

    private OpsroomProcess Serve() => OpsroomProcess.Serve(
        folder,
        port,
        environment,
        "--read-root",
        folder);

    private ProofClient NewClient() => new(new Uri($"http://127.0.0.1:{port}"));

    /// <summary>Some moments lie anywhere in the run, some right behind a restart.</summary>
    private void AimNext(CrashedRun run, int kills, IReadOnlyDictionary<Sign, int> signs)
    {
        if (run.Kills.Count >= kills)
        {
            return;
        }

        var sign = (Sign)random.Next(signs.Count);
        var distance = run.Kills.Count == 0 ? random.Next(1, signs[sign] + 1)
            : random.Next(4) == 0 ? 1
            : random.Next(1, Math.Max(2, signs[sign] / 2));
        var moment = new Moment(sign, kill.Count(sign) + distance);
        kill.Aim(moment, () =>
        {
            killed = true;
            run.Kills.Add(moment);
            process.Kill();
        });
    }

    private async Task RestartAsync(CrashedRun run, int kills, IReadOnlyDictionary<Sign, int> signs, CancellationToken cancellationToken)
    {
        await process.DisposeAsync();
        client.Dispose();
        if (ProofRun.IsLong)
        {
            var (code, output) = await VerifyAsync(cancellationToken);
            Assert.True(code == 0, $"{run}: {output}");
        }

        killed = false;
        process = Serve();
        client = NewClient();
        AimNext(run, kills, signs);
        await process.WaitForPortAsync(port, cancellationToken);
    }

    /// <summary>Starts the run, or goes on where this client was cut off. True at the run's end.</summary>
    private async Task<bool> WatchAsync(CrashedRun run, string task, string? agent, CancellationToken cancellationToken)
    {
        long? last = run.Shown.Count > 0 ? run.Shown[^1].Id : null;
        using var response = await client.OpenAsync(ProofClient.Stream(run.Thread, task, agent, last), cancellationToken);
        if (response is null)
        {
            return true;
        }

        await foreach (var block in SseBlock.ReadAsync(await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken))
        {
            Assert.True(block.Name is null or "done", $"{run}: {block.Data}");
            if (block.IsDone)
            {
                return true;
            }

            if (block.Id is not null)
            {
                Show(run, block);
            }
        }

        throw new IOException("The stream ended before the run.");
    }

    private void Show(CrashedRun run, SseBlock block)
    {
        run.Shown.Add(block);
        kill.Happened(Sign.Event);
        if (SlowFileOf(block) is { } file)
        {
            kill.Happened(Sign.Call);
            file.LetOneRead();
        }
    }

    /// <summary>The slow file that a call which has just started reads; null where the block tells of something else.</summary>
    private SlowFile? SlowFileOf(SseBlock block) =>
        block.Event == "on_tool_start" && block.Json.GetProperty("data").GetProperty("input").TryGetProperty("path", out var path)
            ? slowFiles.GetValueOrDefault(path.GetString()!)
            : null;
}
