using Opsroom.TestKit.Models;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs;

/// <summary>A server within the test's process, on a folder of its own, with models that the test plays.</summary>
internal sealed class ProofServer : IAsyncDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("opsroom-proof-");
    private RunningServer? server;
    private ProofClient? client;

    public ProofClient Client => client!;

    /// <summary>Where a client reaches it.</summary>
    public Uri Address => server!.Address;

    /// <param name="settings">By key, such as <c>Models:Fallback</c>.</param>
    /// <param name="agent">An agent of the operator: file name and content.</param>
    /// <param name="toolSets">Tools beside the built-in ones.</param>
    public static async Task<ProofServer> StartAsync(
        IEnumerable<KeyValuePair<string, string?>> settings, CancellationToken cancellationToken, TimeProvider? clock = null,
        (string Name, string Content)? agent = null, IReadOnlyList<object>? toolSets = null)
    {
        var proof = new ProofServer();
        if (agent is { } file)
        {
            await File.WriteAllTextAsync(Path.Combine(proof.folder.CreateSubdirectory("agents").FullName, file.Name), file.Content, cancellationToken);
        }

        proof.server = await OpsroomServer.StartAsync(
            new OpsroomServerOptions
            {
                Host = "127.0.0.1",
                Port = 0,
                WorkingDirectory = proof.folder.FullName,
                AgentsDirectory = agent is null ? null : "agents",
                Environment = new Dictionary<string, string>(StringComparer.Ordinal),
                Configuration = new Dictionary<string, string?>(settings, StringComparer.OrdinalIgnoreCase),
                ToolSets = toolSets ?? [],
                TimeProvider = clock,
                LogOutput = Stream.Null,
            },
            cancellationToken);
        proof.client = new ProofClient(proof.server.Address);
        return proof;
    }

    /// <summary>The settings that have a provider asked at a fake's address, impatiently, and let runs be long.</summary>
    public static Dictionary<string, string?> SettingsOf(FakeAnthropic anthropic, FakeOpenAI? openAI = null) => new(StringComparer.OrdinalIgnoreCase)
    {
        ["Models:AnthropicApiKey"] = anthropic.Key,
        ["Models:AnthropicBaseUrl"] = anthropic.Address,
        ["Models:OpenAIApiKey"] = openAI?.Key,
        ["Models:OpenAIBaseUrl"] = openAI?.Address,
        ["Models:FirstDelay"] = "0.001",
        ["Runs:Steps"] = "1000",
    };

    public async ValueTask DisposeAsync()
    {
        client?.Dispose();
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        folder.Delete(recursive: true);
    }
}
