using Opsroom.TestKit.Models;
using Opsroom.TestKit.Outside;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A server within the test's process, with a system outside, its tools, an agent that has them and a scripted model. It can be stopped and started again.</summary>
internal sealed class ApprovalServer : IAsyncDisposable
{
    private readonly ProofStore store;
    private readonly OutsideClient outsideClient;
    private readonly OpsroomServerOptions options;
    private RunningServer? server;
    private ApprovalClient? client;

    private ApprovalServer(ProofStore store, OutsideSystem outside, ScriptedChatClient model, IReadOnlyDictionary<string, string?> settings)
    {
        (this.store, Outside) = (store, outside);
        outsideClient = new OutsideClient(outside.Address);
        options = new OpsroomServerOptions
        {
            Host = "127.0.0.1",
            Port = 0,
            WorkingDirectory = store.Folder,
            DataDirectory = OutsideHost.DataFolder,
            AgentsDirectory = OutsideHost.AgentsFolder,
            Environment = store.Environment,
            Configuration = settings,
            ToolSets = [new OutsideTools(outsideClient)],
            Models = [("scripted", model)],
            TimeProvider = Clock,
            LogOutput = Stream.Null,
        };
    }

    public OutsideSystem Outside { get; }

    public ApprovalClient Client => client!;

    public ShiftedClock Clock { get; } = new();

    /// <summary>Null where it has no model of its own: that of <see cref="ChangeScript"/>.</summary>
    /// <param name="policy">The content of the policy file.</param>
    public static async Task<ApprovalServer> StartAsync(
        string store, CancellationToken cancellationToken, ScriptedChatClient? model = null, IReadOnlyDictionary<string, string?>? settings = null, string? policy = null)
    {
        var opened = await ProofStore.OpenAsync(store, cancellationToken);
        await PrepareAsync(opened, policy, cancellationToken);
        var started = new ApprovalServer(
            opened,
            await OutsideSystem.StartNewAsync(cancellationToken),
            model ?? new ScriptedChatClient(ChangeScript.Answer),
            new Dictionary<string, string?>(settings ?? new Dictionary<string, string?>(StringComparer.Ordinal), StringComparer.OrdinalIgnoreCase)
            {
                ["Runs:Steps"] = "1000",
                ["Runs:TimeoutSeconds"] = "3600",
            });
        await started.StartAsync(cancellationToken);
        return started;
    }

    /// <summary>Puts the agent and the policy file where a server looks for them.</summary>
    public static async Task PrepareAsync(ProofStore store, string? policy, CancellationToken cancellationToken)
    {
        var agents = Directory.CreateDirectory(Path.Combine(store.Folder, OutsideHost.AgentsFolder));
        await File.WriteAllTextAsync(Path.Combine(agents.FullName, ChangeScript.Agent + ".md"), ChangeScript.Definition, cancellationToken);
        if (policy is not null)
        {
            var place = Path.Combine(store.Folder, OpenNames.PolicyFile);
            Directory.CreateDirectory(Path.GetDirectoryName(place)!);
            await File.WriteAllTextAsync(place, policy, cancellationToken);
        }
    }

    /// <summary>Stops in good order and starts again on the same store.</summary>
    public async Task RestartAsync(CancellationToken cancellationToken)
    {
        await StopAsync();
        await StartAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        outsideClient.Dispose();
        await Outside.DisposeAsync();
        await store.DisposeAsync();
    }

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        server = await OpsroomServer.StartAsync(options, cancellationToken);
        client = new ApprovalClient(server.Address);
    }

    private async Task StopAsync()
    {
        if (server is not null)
        {
            await server.DisposeAsync();
        }

        client?.Dispose();
    }
}
