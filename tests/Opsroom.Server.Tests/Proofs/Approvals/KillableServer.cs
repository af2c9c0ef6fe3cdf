using System.Globalization;
using Opsroom.TestKit.Outside;
using Opsroom.TestKit.Proofs;

namespace Opsroom.Server.Tests.Proofs.Approvals;

/// <summary>A server in a process of its own, with the tools of a system outside that lives in the test's process. It is only ever ended by <c>kill -9</c>.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    /// <summary>How long a server that listens and should not may take to leave.</summary>
    private static readonly TimeSpan ToThinkAgain = TimeSpan.FromSeconds(5);

    private readonly int port = FreePort.Take();
    private readonly ApprovalClient client;
    private OpsroomProcess? process;

    private KillableServer(ProofStore store, OutsideSystem outside)
    {
        (Store, Outside) = (store, outside);
        client = new ApprovalClient(new Uri($"http://127.0.0.1:{port}"));
    }

    public ProofStore Store { get; }

    public OutsideSystem Outside { get; }

    public ApprovalClient Client => client;

    /// <summary>What the last process wrote.</summary>
    public string Output => process?.Output ?? "";

    /// <summary>What the process that runs was told to die of.</summary>
    public DeathWish? Wish { get; private set; }

    /// <summary>How far its clock is ahead, from the next start on.</summary>
    public TimeSpan Ahead { get; set; }

    /// <summary>The <c>OPSROOM_DATA_KEY</c> from the next start on; null leaves it to the file.</summary>
    public string? DataKey { get; set; }

    /// <summary>Whether the process is gone.</summary>
    public bool IsDead => process is null || process.HasExited;

    public static async Task<KillableServer> OpenAsync(string store, CancellationToken cancellationToken)
    {
        var opened = await ProofStore.OpenAsync(store, cancellationToken);
        await ApprovalServer.PrepareAsync(opened, policy: null, cancellationToken);
        return new KillableServer(opened, await OutsideSystem.StartNewAsync(cancellationToken));
    }

    /// <summary>Starts it, after killing the one that runs.</summary>
    public async Task StartAsync(CancellationToken cancellationToken, DeathWish? wish = null)
    {
        await KillAsync(cancellationToken);
        Wish = wish;
        process = Launch();
        await process.WaitForPortAsync(port, cancellationToken);
        while ((int)(await client.GetAsync("/health/ready", cancellationToken)).Code != 200)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(10), cancellationToken);
        }
    }

    /// <summary>Starts it where it is expected to refuse; its exit code, and null where it serves all the same.</summary>
    public async Task<int?> StartInVainAsync(CancellationToken cancellationToken)
    {
        await KillAsync(cancellationToken);
        Wish = null;
        process = Launch();
        try
        {
            await process.WaitForPortAsync(port, cancellationToken);
            await process.WaitForExitAsync(cancellationToken).WaitAsync(ToThinkAgain, cancellationToken);
        }
        catch (OpsroomProcess.EndedException)
        {
            // before it listened
        }
        catch (TimeoutException)
        {
            return null;
        }

        return process.ExitCode;
    }

    public async Task KillAsync(CancellationToken cancellationToken)
    {
        if (process is { HasExited: false })
        {
            process.Kill();
            await process.WaitForExitAsync(cancellationToken);
        }
    }

    /// <summary>Waits until the process has ended by itself.</summary>
    public Task WaitForDeathAsync(CancellationToken cancellationToken) => process!.WaitForExitAsync(cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (process is not null)
        {
            await process.DisposeAsync();
        }

        client.Dispose();
        await Outside.DisposeAsync();
        await Store.DisposeAsync();
    }

    private OpsroomProcess Launch()
    {
        var environment = new Dictionary<string, string>(Store.Environment, StringComparer.Ordinal)
        {
            [OutsideHost.OutsideVariable] = Outside.Address.ToString(),
            [OutsideHost.PortVariable] = port.ToString(CultureInfo.InvariantCulture),
            [ShiftedClock.Variable] = Ahead.TotalSeconds.ToString(CultureInfo.InvariantCulture),
            ["Runs__Steps"] = "1000",
        };
        if (Wish is not null)
        {
            environment[DeathWish.Variable] = Wish.ToString();
        }

        if (DataKey is not null)
        {
            environment["OPSROOM_DATA_KEY"] = DataKey;
        }

        return OpsroomProcess.ServeOutside(Store.Folder, environment);
    }
}
