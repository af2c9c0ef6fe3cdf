using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Opsroom.Server;
using Xunit;

namespace Opsroom.TestKit.Server;

/// <summary>A real server on a free loopback port, with a data folder of its own. Answers come from the playbooks unless a test starts one with its own models.</summary>
public class ServerFixture : IAsyncLifetime
{
    private readonly string folder = Directory.CreateTempSubdirectory("opsroom-server-").FullName;
    private RunningServer? server;
    private HttpClient? client;

    /// <summary>The client of the server, with its address.</summary>
    public HttpClient Client => client ?? throw new InvalidOperationException("The server has not started.");

    public RunningServer Server => server ?? throw new InvalidOperationException("The server has not started.");

    /// <summary>Where the server keeps its data.</summary>
    public string DataDirectory => Path.Combine(folder, "data");

    /// <summary>The options that tests start from: nothing of the process's environment, a free port, a folder of its own.</summary>
    public OpsroomServerOptions DefaultOptions => new()
    {
        Host = "127.0.0.1",
        Port = 0,
        DataDirectory = DataDirectory,
        WorkingDirectory = folder,
        Environment = new Dictionary<string, string>(StringComparer.Ordinal),
        LogLevel = "error",
    };

    public async ValueTask InitializeAsync()
    {
        server = await OpsroomServer.StartAsync(Configure(), CancellationToken.None);
        client = new HttpClient { BaseAddress = server.Address };
    }

    /// <summary>Stops the server and starts another one on the same data.</summary>
    public async Task RestartAsync()
    {
        await StopAsync();
        await InitializeAsync();
    }

    /// <summary>Posts JSON and reads the JSON that is answered.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Body)> PostAsync(string path, string json, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(json, Encoding.UTF8, "application/json") };
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        var response = await Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    /// <summary>Gets the JSON at a path.</summary>
    public async Task<(HttpResponseMessage Response, JsonElement Body)> GetAsync(string path)
    {
        var response = await Client.GetAsync(path, TestContext.Current.CancellationToken);
        return (response, await response.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await StopAsync();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>What the server is started with.</summary>
    protected virtual OpsroomServerOptions Configure() => DefaultOptions;

    private async Task StopAsync()
    {
        // the client goes last: what it waits for is answered while the server stops
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        client?.Dispose();
    }
}
