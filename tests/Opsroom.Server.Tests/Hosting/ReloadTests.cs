using Opsroom.TestKit.Proofs;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Hosting;

public sealed class ReloadTests : ServerFixture
{
    private readonly DirectoryInfo agents = Directory.CreateTempSubdirectory("opsroom-agents-");
    private readonly DirectoryInfo settings = Directory.CreateTempSubdirectory("opsroom-settings-");

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected override OpsroomServerOptions Configure() => new()
    {
        Host = "127.0.0.1",
        Port = 0,
        DataDirectory = DataDirectory,
        WorkingDirectory = settings.FullName,
        AgentsDirectory = agents.FullName,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        LogLevel = "error",
        Reload = true,
    };

    [Fact]
    public async Task An_agent_whose_file_appears_is_there_and_a_broken_file_keeps_the_last_good_one()
    {
        var file = Path.Combine(agents.FullName, "cost_agent.md");
        await File.WriteAllTextAsync(file, "---\nname: cost_agent\nteam: operations_supervisor\ndescription: Explains bills.\ntools: []\n---\nExplain bills.\n", Cancelled);
        await UntilAsync(Client, "/agents", body => body.Contains("Explains bills.", StringComparison.Ordinal));
        await File.WriteAllTextAsync(file, "---\nname: [\n---\n", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(agents.FullName, "other_agent.md"), "---\nname: other_agent\nteam: operations_supervisor\ndescription: Other.\ntools: []\n---\nOther.\n", Cancelled);
        await UntilAsync(Client, "/agents", body => body.Contains("other_agent", StringComparison.Ordinal));
        Assert.Contains("Explains bills.", await Client.GetStringAsync("/agents", Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Settings_that_change_are_in_force_and_settings_that_are_wrong_change_nothing()
    {
        using var stopping = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        var port = FreePort.Take();
        var folder = Directory.CreateTempSubdirectory("opsroom-settings-");
        var running = OpsroomServer.RunAsync(
            new OpsroomServerOptions
            {
                Host = "127.0.0.1",
                Port = port,
                WorkingDirectory = folder.FullName,
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
                LogLevel = "error",
                Reload = true,
            },
            stopping.Token);
        using var client = new HttpClient { BaseAddress = new Uri($"http://127.0.0.1:{port}") };
        await UntilAsync(client, "/health", body => body.Contains("\"prometheus\":\"not_configured\"", StringComparison.Ordinal), running);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), "PROMETHEUS_URL=http://127.0.0.1:9090\n", Cancelled);
        await UntilAsync(client, "/health", body => body.Contains("\"prometheus\":\"configured\"", StringComparison.Ordinal), running);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), "this is no setting\n", Cancelled);
        await File.WriteAllTextAsync(Path.Combine(folder.FullName, ".env"), "PROMETHEUS_URL=http://127.0.0.1:9090\nLOKI_URL=http://127.0.0.1:3100\n", Cancelled);
        await UntilAsync(client, "/health", body => body.Contains("\"loki\":\"configured\"", StringComparison.Ordinal), running);
        await stopping.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
        folder.Delete(recursive: true);
    }

    /// <summary>Asks until the answer is as it should be; the test's own time limit ends it otherwise.</summary>
    private static async Task UntilAsync(HttpClient client, string path, Predicate<string> holds, Task? running = null)
    {
        while (true)
        {
            try
            {
                if (holds(await client.GetStringAsync(path, Cancelled)))
                {
                    return;
                }
            }
            catch (HttpRequestException) when (running is not { IsCompleted: true })
            {
                // between two starts nothing listens
            }
        }
    }
}
