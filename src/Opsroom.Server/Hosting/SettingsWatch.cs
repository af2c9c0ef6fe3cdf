using Microsoft.Extensions.Logging;

namespace Opsroom.Server.Hosting;

/// <summary>Waits for settings that differ from those the server runs with, and that it could start with.</summary>
internal sealed partial class SettingsWatch(OpsroomServerOptions options) : IDisposable
{
    private readonly FileChanges changes = new(
        ServerConfiguration.FolderOf(options), deep: false, [".env", "appsettings.json"], options.TimeProvider ?? TimeProvider.System);

    /// <summary>Completes when the files say something new and valid. Settings that are wrong are told to the log and change nothing.</summary>
    public async Task ChangedAsync(ILogger logger, CancellationToken cancellationToken)
    {
        while (true)
        {
            await changes.NextAsync(cancellationToken);
            try
            {
                Settings.Read(ServerConfiguration.Build(options), options);
                LogRestarting(logger);
                return;
            }
            catch (OpsroomStartException refused)
            {
                LogRefused(logger, refused.Message);
            }
        }
    }

    public void Dispose() => changes.Dispose();

    [LoggerMessage(Level = LogLevel.Information, Message = "The settings have changed; the server starts again with them")]
    private static partial void LogRestarting(ILogger logger);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The settings have changed and cannot be used, so the ones before stay: {Problem}")]
    private static partial void LogRefused(ILogger logger, string problem);
}
