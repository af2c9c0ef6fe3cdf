using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Server.Hosting;

namespace Opsroom.Server;

/// <summary>A server that listens. Disposing it stops it: no new runs are taken, those in progress may reach a safe point, the rest goes on at the next start.</summary>
public sealed class RunningServer : IAsyncDisposable
{
    private readonly WebApplication application;
    private bool disposed;

    internal RunningServer(WebApplication application, Uri address) => (this.application, Address) = (application, address);

    /// <summary>Where a client on this machine reaches it.</summary>
    public Uri Address { get; }

    internal IServiceProvider Services => application.Services;

    /// <summary>Completes when the server has been told to stop (false), or when it should start again with other settings (true).</summary>
    internal async Task<bool> WaitAsync(SettingsWatch? settings, CancellationToken cancellationToken)
    {
        var stopped = application.WaitForShutdownAsync(cancellationToken);
        if (settings is null)
        {
            await stopped;
            return false;
        }

        using var watching = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var logger = application.Services.GetRequiredService<ILoggerFactory>().CreateLogger<OpsroomServerOptions>();
        var changed = settings.ChangedAsync(logger, watching.Token);
        var first = await Task.WhenAny(stopped, changed);
        await watching.CancelAsync();
        await first;
        return first == changed;
    }

    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref disposed, true))
        {
            return;
        }

        await application.StopAsync(CancellationToken.None);
        await application.DisposeAsync();
    }
}
