using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Knowledge;
using Opsroom.Server.Hosting;
using Opsroom.Threads;

namespace Opsroom.Server.Knowledge;

/// <summary>Makes vectors of new passages beside all else, where an embedder is configured. Until then they are found by their words.</summary>
internal sealed partial class VectorMaking(KnowledgeBase knowledge, StoreOpening opening, TimeProvider time, ILogger<VectorMaking> logger) : BackgroundService
{
    private static readonly TimeSpan Period = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (!knowledge.HasEmbedder)
        {
            return;
        }

        await opening.Opened.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Period, time);
        string? told = null;
        do
        {
            var problem = await TryAsync(stoppingToken);
            if (problem is not null && problem != told)
            {
                LogNotMade(problem);
            }

            told = problem;
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<string?> TryAsync(CancellationToken stoppingToken)
    {
        try
        {
            return await knowledge.EmbedAsync(stoppingToken);
        }
        catch (StoreUnavailableException unavailable)
        {
            return unavailable.Message;
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Vectors of documents cannot be made now, they are found by words: {Reason}")]
    private partial void LogNotMade(string reason);
}
