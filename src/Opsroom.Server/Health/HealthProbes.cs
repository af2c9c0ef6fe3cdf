using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Models;

namespace Opsroom.Server.Health;

/// <summary>Asks the models' providers and Pinecone now and then whether they can be reached, so that <c>/health</c> never has to wait for them.</summary>
internal sealed partial class HealthProbes(ModelCatalog models, PineconeProbe pinecone, TimeProvider time, ILogger<HealthProbes> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!models.HasModel && !pinecone.IsConfigured)
        {
            return;
        }

        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await Task.WhenAll(models.ProbeAsync(stoppingToken), pinecone.ProbeAsync(stoppingToken));
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Outside systems could not be probed")]
    private partial void LogFailed(Exception fault);
}
