using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Models;

namespace Opsroom.Server.Health;

/// <summary>Asks the models' providers now and then whether they can be reached, so that <c>/health</c> never has to wait for them.</summary>
internal sealed partial class ModelProbes(ModelCatalog models, TimeProvider time, ILogger<ModelProbes> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!models.HasModel)
        {
            return;
        }

        using var timer = new PeriodicTimer(Period, time);
        do
        {
            try
            {
                await models.ProbeAsync(stoppingToken);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "The models' providers could not be probed")]
    private partial void LogFailed(Exception fault);
}
