using Microsoft.Extensions.Hosting;

namespace Opsroom.Server.Hosting;

/// <summary>Leaves the signals of the process to the program that embeds the server.</summary>
internal sealed class EmbeddedLifetime : IHostLifetime
{
    public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
