using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Approvals;

/// <summary>Gives up requests that nobody decided in time, so that their runs go on. A decision that comes too late is refused without it, too.</summary>
internal sealed partial class ApprovalExpiry(IStore store, IRunOwner owner, TimeProvider time, ILogger<ApprovalExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>When a thread that waits has to be looked at again.</summary>
    private readonly Dictionary<ThreadKey, DateTimeOffset> due = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                try
                {
                    await SweepAsync(stoppingToken);
                }
                catch (StoreUnavailableException unavailable)
                {
                    LogPutOff(unavailable.Message);
                }
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var unfinished = await store.ListUnfinishedAsync(cancellationToken);
        foreach (var gone in due.Keys.Except(unfinished).ToList())
        {
            due.Remove(gone);
        }

        foreach (var key in unfinished)
        {
            if (due.TryGetValue(key, out var at) && at > time.GetUtcNow())
            {
                continue;
            }

            if (await owner.ExpireAsync(key, cancellationToken) is { } next)
            {
                due[key] = next;
            }
            else
            {
                due.Remove(key);
            }
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Approvals that are due were not looked at: {Reason}")]
    private partial void LogPutOff(string reason);
}
