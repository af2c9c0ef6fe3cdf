using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Models;
using Opsroom.Threads;
using Opsroom.Workflow.Running;

namespace Opsroom.Server.Hosting;

/// <summary>Takes unfinished runs up when the server has started, and lets runs come to rest before it stops.</summary>
internal sealed partial class RunLifecycle(LocalRunOwner owner, ModelCatalog models, StoreOpening opening, Readiness readiness, ILogger<RunLifecycle> logger) : IHostedLifecycleService
{
    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        LogModels(models.Description);
        try
        {
            await opening.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // told to stop while it waited: there is nothing to take up
            return;
        }

        var resumed = await owner.ResumeAsync(cancellationToken);
        if (resumed > 0)
        {
            LogResumed(resumed);
        }

        readiness.Started();
    }

    /// <summary>Comes before the server stops to listen, so that clients still get their answers.</summary>
    public async Task StoppingAsync(CancellationToken cancellationToken)
    {
        readiness.Stopping();
        try
        {
            await owner.StopAsync(cancellationToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            LogNotJournaled(unavailable.Message);
        }
        finally
        {
            readiness.EndStreams();
        }
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Models}")]
    private partial void LogModels(string models);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Count} unfinished runs were taken up")]
    private partial void LogResumed(int count);

    [LoggerMessage(Level = LogLevel.Error, Message = "The runs in progress could not be brought to rest: {Reason}")]
    private partial void LogNotJournaled(string reason);
}
