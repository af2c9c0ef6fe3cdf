using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Threads;
using Opsroom.Workflow;

namespace Opsroom.Server.Approvals;

/// <summary>Gives up requests that nobody decided in time, and answers those whose day is over, so that their runs go on. A decision that comes too late is refused without it, too.</summary>
internal sealed partial class ApprovalExpiry(IStore store, IRunOwner owner, TimeProvider time, ILogger<ApprovalExpiry> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    /// <summary>How long a thread that cannot be read is left alone.</summary>
    private static readonly TimeSpan Leave = TimeSpan.FromMinutes(10);

    /// <summary>When a thread has to be looked at again, unless something happens in it before.</summary>
    private readonly Dictionary<ThreadKey, (long Sequence, DateTimeOffset At)> due = [];

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
            if (await store.ReadHeadAsync(key, cancellationToken) is { } head
                && !(due.TryGetValue(key, out var next) && next.Sequence == head.Sequence && next.At > time.GetUtcNow()))
            {
                await LookAtAsync(key, head.Sequence, cancellationToken);
            }
        }
    }

    private async Task LookAtAsync(ThreadKey key, long sequence, CancellationToken cancellationToken)
    {
        try
        {
            if (await owner.ExpireAsync(key, cancellationToken) is { } next)
            {
                due[key] = (sequence, next);
            }
            else
            {
                due.Remove(key);
            }
        }
        catch (Exception fault) when (fault is not (OperationCanceledException or StoreUnavailableException))
        {
            // one thread that cannot be read must not keep the others waiting, nor end the server
            due[key] = (sequence, time.GetUtcNow() + Leave);
            LogSkipped(key.Id, fault);
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Approvals that are due were not looked at: {Reason}")]
    private partial void LogPutOff(string reason);

    [LoggerMessage(Level = LogLevel.Error, Message = "The approvals of thread {ThreadId} could not be looked at; the others were")]
    private partial void LogSkipped(ThreadId threadId, Exception exception);
}
