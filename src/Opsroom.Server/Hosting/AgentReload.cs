using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Agents;

namespace Opsroom.Server.Hosting;

/// <summary>Reads the operator's agents again when their files change. A file that became unusable keeps its last good version, and the log says why.</summary>
internal sealed partial class AgentReload(AgentCatalog agents, string directory, TimeProvider clock, ILogger<AgentReload> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var changes = new FileChanges(directory, deep: true, ["*.md"], clock);
        while (!stoppingToken.IsCancellationRequested)
        {
            await changes.NextAsync(stoppingToken);
            foreach (var problem in agents.Reload())
            {
                LogProblem(problem);
            }

            LogReloaded(agents.Current.Agents.Length);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The agents were read again: {Count} in all")]
    private partial void LogReloaded(int count);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{Problem}")]
    private partial void LogProblem(string problem);
}
