using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Retention;
using Opsroom.Server.Hosting;
using Opsroom.Threads;

namespace Opsroom.Server.Retention;

/// <summary>Holds the retention limits now and then, where there are any.</summary>
internal sealed partial class RetentionService(
    RetentionSweep sweep, RetentionOptions limits, StoreOpening opening, TimeProvider time, ILogger<RetentionService> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!limits.IsOn)
        {
            return;
        }

        await opening.Opened.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(limits.Period, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await sweep.RunAsync(apply: true, seen: null, stoppingToken);
            }
            catch (StoreUnavailableException unavailable)
            {
                LogStoreUnavailable(unavailable.Message);
            }
            catch (Exception fault) when (!stoppingToken.IsCancellationRequested)
            {
                LogFailed(fault);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Retention stopped before its end and goes on next time: {Reason}")]
    private partial void LogStoreUnavailable(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "Retention failed before its end and tries again next time")]
    private partial void LogFailed(Exception fault);
}
