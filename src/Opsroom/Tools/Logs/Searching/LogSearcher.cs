using System.Collections.Immutable;

namespace Opsroom.Tools.Logs.Searching;

/// <summary>What one backend gave of the range and of the time before it.</summary>
/// <param name="Before">Null where the backend could only be asked once.</param>
internal sealed record SourceAnswer(string Source, LogBatch? Batch, LogBatch? Before, ToolFailure? Failure);

/// <summary>Searches all backends side by side; one that fails does not lose the others.</summary>
internal sealed class LogSearcher(ImmutableArray<ILogSource> sources)
{
    public bool IsConfigured => sources.Any(source => source.IsConfigured);

    /// <param name="before">The time to compare with; null for none.</param>
    public async Task<ImmutableArray<SourceAnswer>> SearchAsync(LogSearch search, LogSearch? before, CancellationToken cancellationToken) =>
        [.. await Task.WhenAll(sources.Where(source => source.IsConfigured).Select(source => AskAsync(source, search, before, cancellationToken)))];

    private static async Task<SourceAnswer> AskAsync(ILogSource source, LogSearch search, LogSearch? before, CancellationToken cancellationToken)
    {
        var found = await source.SearchAsync(search, cancellationToken);
        if (found.Value is not { } batch)
        {
            return new SourceAnswer(source.Name, null, null, found.Failure);
        }

        // without an entry there is nothing that could be new
        var earlier = before is null || batch.Entries.IsEmpty ? null : (await source.SearchAsync(before, cancellationToken)).Value;
        return new SourceAnswer(source.Name, batch, earlier, null);
    }
}
