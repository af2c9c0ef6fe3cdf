using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Folders;
using Opsroom.Server.Hosting;
using Opsroom.Threads;

namespace Opsroom.Server.Knowledge;

/// <summary>
/// Keeps the documents of watched folders as their files are: when the system tells of a change, and from time to time, since it does not tell of all
/// (a folder mounted over a network, a queue that ran over).
/// </summary>
internal sealed partial class WatchedFolders(
    KnowledgeSettings settings, FolderImport import, KnowledgeBase knowledge, StoreOpening opening, TimeProvider time, ILogger<WatchedFolders> logger) : BackgroundService
{
    private readonly Dictionary<string, string> told = new(StringComparer.Ordinal);

    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(settings.Folders.Select(folder => WatchAsync(folder, stoppingToken)));

    private async Task WatchAsync(KnowledgeFolder folder, CancellationToken stoppingToken)
    {
        await opening.Opened.WaitAsync(stoppingToken);
        using var changes = Watch(folder);
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                var report = await import.RunAsync(folder, ThreadKey.DefaultTenant, Tell, stoppingToken);
                if (report.Added + report.Removed > 0)
                {
                    LogImported(folder.Path, report.Added, report.Removed, report.Unchanged, report.Failed);
                    await knowledge.CatchUpAsync(stoppingToken);
                }
            }
            catch (Exception fault) when (fault is StoreUnavailableException or IOException or UnauthorizedAccessException)
            {
                LogFailed(fault, folder.Path);
            }

            await NextAsync(changes, stoppingToken);
        }
    }

    private FileChanges? Watch(KnowledgeFolder folder)
    {
        try
        {
            return new FileChanges(folder.Path, deep: true, ["*"], time);
        }
        catch (Exception refused) when (refused is IOException or ArgumentException)
        {
            // no watches are left, or the folder is gone: the period remains
            LogFailed(refused, folder.Path);
            return null;
        }
    }

    /// <summary>Waits for a change, and no longer than the period.</summary>
    private async Task NextAsync(FileChanges? changes, CancellationToken stoppingToken)
    {
        using var period = new CancellationTokenSource(settings.Period, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, period.Token);
        try
        {
            await (changes?.NextAsync(either.Token) ?? Task.Delay(Timeout.InfiniteTimeSpan, either.Token));
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            // it is time to look
        }
    }

    // a file that stays as bad as it was is told of once
    private void Tell(string file, string problem)
    {
        lock (told)
        {
            if (told.TryGetValue(file, out var before) && before == problem)
            {
                return;
            }

            told[file] = problem;
        }

        LogRefused(file, problem);
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "Documents of {Folder}: {Added} new or changed, {Removed} removed, {Unchanged} as they were, {Failed} not taken")]
    private partial void LogImported(string folder, int added, int removed, int unchanged, int failed);

    [LoggerMessage(Level = LogLevel.Warning, Message = "{File} is not taken as a document: {Problem}")]
    private partial void LogRefused(string file, string problem);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The documents of {Folder} could not be looked through")]
    private partial void LogFailed(Exception fault, string folder);
}
