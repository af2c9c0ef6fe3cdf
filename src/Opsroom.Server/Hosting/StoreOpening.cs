using Microsoft.Extensions.Logging;
using Opsroom.Server.Artifacts;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server.Hosting;

/// <summary>Opens the store before the server listens. Where another server uses it, this one listens, unready, until that one has left.</summary>
internal sealed partial class StoreOpening(IStore store, ValueSealer sealer, StoreSettings settings, Spool spool, TimeProvider time, ILogger<StoreOpening> logger)
{
    private static readonly TimeSpan BetweenTries = TimeSpan.FromMilliseconds(500);

    private readonly TaskCompletionSource opened = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private volatile string? obstacle = "the store is not open yet";

    /// <summary>Why the store is not open; null where it is.</summary>
    public string? Obstacle => obstacle;

    /// <summary>Completes when the store is open.</summary>
    public Task Opened => opened.Task;

    /// <summary>Comes before the server listens, so that most obstacles are told before anybody is answered.</summary>
    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await TryAsync(cancellationToken);
        }
        catch (StoreInUseException inUse) when (settings.Wait > TimeSpan.Zero)
        {
            obstacle = inUse.Message;
            LogWaiting(settings.Wait.TotalSeconds, inUse.Message);
        }
    }

    /// <summary>Comes when the server listens.</summary>
    /// <exception cref="StoreInUseException">The other server did not leave in time.</exception>
    public async Task WaitAsync(CancellationToken cancellationToken)
    {
        var since = time.GetTimestamp();
        while (obstacle is not null)
        {
            await Task.Delay(BetweenTries, time, cancellationToken);
            try
            {
                await TryAsync(cancellationToken);
            }
            catch (StoreInUseException) when (time.GetElapsedTime(since) < settings.Wait)
            {
                // it may leave yet
            }
        }
    }

    private async Task TryAsync(CancellationToken cancellationToken)
    {
        await store.InitializeAsync(cancellationToken);
        await CheckDataKeyAsync(cancellationToken);
        spool.Clear();
        obstacle = null;
        opened.TrySetResult();
    }

    /// <summary>On a store that was sealed under another key every secret it keeps would be lost, one call after the other: better not to start.</summary>
    private async Task CheckDataKeyAsync(CancellationToken cancellationToken)
    {
        if (await store.RememberAsync("data_key", sealer.Fingerprint, cancellationToken) != sealer.Fingerprint)
        {
            throw new OpsroomStartException(
                $"{store.Description} was sealed under another data key: set {DataKey.EnvironmentName} to the key it was made with, or put back its file {DataKey.FileName}.");
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Waiting up to {Seconds} s for the store: {Reason}")]
    private partial void LogWaiting(double seconds, string reason);
}
