using Microsoft.Extensions.Hosting;

namespace Opsroom.Server.Hosting;

/// <summary>How far the server is between starting and stopping.</summary>
internal sealed class Readiness : IHostedLifecycleService
{
    private volatile ServerPhase phase = ServerPhase.Starting;

    public ServerPhase Phase => phase;

    public Task StartedAsync(CancellationToken cancellationToken)
    {
        phase = ServerPhase.Ready;
        return Task.CompletedTask;
    }

    public Task StoppingAsync(CancellationToken cancellationToken)
    {
        phase = ServerPhase.Stopping;
        return Task.CompletedTask;
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

internal enum ServerPhase
{
    Starting,
    Ready,
    Stopping,
}
