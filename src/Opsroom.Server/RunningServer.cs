using Microsoft.AspNetCore.Builder;

namespace Opsroom.Server;

/// <summary>A server that listens. Disposing it stops it: no new runs are taken, those in progress may reach a safe point, the rest goes on at the next start.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication application;

    internal RunningServer(WebApplication application, Uri address) => (this.application, Address) = (application, address);

    /// <summary>Where a client on this machine reaches it.</summary>
    public Uri Address { get; }

    internal IServiceProvider Services => application.Services;

    /// <summary>Completes when the server has been told to stop.</summary>
    internal Task WaitForShutdownAsync(CancellationToken cancellationToken) =>
        Microsoft.Extensions.Hosting.HostingAbstractionsHostExtensions.WaitForShutdownAsync(application, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
    }
}
