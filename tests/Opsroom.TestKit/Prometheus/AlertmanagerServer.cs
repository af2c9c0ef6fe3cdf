using System.Net.Http.Json;
using Opsroom.Tools.Alertmanager;

namespace Opsroom.TestKit.Prometheus;

/// <summary>
/// A real Alertmanager on a free loopback port that tells nobody: it groups by alert and service, and what is critical mutes what is a warning about the same service.
/// As an assembly fixture it starts when the first test asks for it; each test uses names of its own.
/// </summary>
public sealed class AlertmanagerServer : IAsyncDisposable
{
    private readonly SemaphoreSlim starting = new(1, 1);
    private readonly HttpClient client = new();
    private InstalledServer? server;
    private string? folder;

    public Uri Address => server?.Address ?? throw new InvalidOperationException("Alertmanager has not been started.");

    /// <summary>Settings with which the tools reach it.</summary>
    public AlertmanagerOptions Options => new() { Url = Address.ToString() };

    /// <summary>Starts it where it does not run. Skips the test where Alertmanager is not installed.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await starting.WaitAsync(cancellationToken);
        try
        {
            if (server is null)
            {
                InstalledServer.Find("prometheus-alertmanager");
                folder ??= Directory.CreateTempSubdirectory("opsroom-alertmanager-").FullName;
                var configuration = Path.Combine(folder, "alertmanager.yml");
                await File.WriteAllTextAsync(configuration, Configuration, cancellationToken);
                // without an address for its cluster it talks to no other
                server = await InstalledServer.StartAsync(
                    "prometheus-alertmanager", ["--config.file=" + configuration, "--storage.path=" + Path.Combine(folder, "data"), "--cluster.listen-address="], cancellationToken);
            }
        }
        finally
        {
            starting.Release();
        }
    }

    /// <summary>Sends it an alert, as Prometheus does.</summary>
    public async Task SendAsync(object alert, CancellationToken cancellationToken)
    {
        await StartAsync(cancellationToken);
        using var answer = await client.PostAsJsonAsync(new Uri(Address, "api/v2/alerts"), new[] { alert }, cancellationToken);
        answer.EnsureSuccessStatusCode();
    }

    /// <summary>Makes a silence of everything that has a label with this value; its id.</summary>
    public async Task<string> SilenceAsync(string label, string value, string by, string comment, TimeSpan length, CancellationToken cancellationToken)
    {
        var now = TimeProvider.System.GetUtcNow();
        using var answer = await client.PostAsJsonAsync(
            new Uri(Address, "api/v2/silences"),
            new { matchers = new[] { new { name = label, value, isRegex = false, isEqual = true } }, startsAt = now, endsAt = now + length, createdBy = by, comment },
            cancellationToken);
        answer.EnsureSuccessStatusCode();
        return (await answer.Content.ReadFromJsonAsync<MadeSilence>(cancellationToken))!.SilenceID;
    }

    public async ValueTask DisposeAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        if (folder is not null)
        {
            Directory.Delete(folder, recursive: true);
        }

        client.Dispose();
        starting.Dispose();
    }

    private const string Configuration = """
        route: {receiver: team-a, group_by: [alertname, service], group_wait: 100ms, group_interval: 1s, repeat_interval: 1h}
        receivers: [{name: team-a}]
        inhibit_rules:
        - source_matchers: ['severity="critical"']
          target_matchers: ['severity="warning"']
          equal: [service]
        """;

    private sealed record MadeSilence(string SilenceID);
}
