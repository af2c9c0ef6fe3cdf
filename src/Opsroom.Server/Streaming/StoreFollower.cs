using Microsoft.Extensions.Hosting;
using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Streaming;

/// <summary>Has the streams of this server follow what other servers append.</summary>
internal sealed class StoreFollower(IStore store, StoreOpening opening, ThreadFeeds feeds) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await opening.Opened.WaitAsync(stoppingToken);
            await store.FollowAsync(feeds.AppendedElsewhere, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the server stops
        }
    }
}
