using System.Collections.Immutable;
using Opsroom.Tools;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Logs.Searching;

namespace Opsroom.Tests.Tools.Logs;

/// <summary>Calls of <c>search_logs</c> at noon.</summary>
internal static class LogSearchFixture
{
    public static DateTimeOffset Noon { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static TimeProvider Clock { get; } = new FixedClock();

    public static Task<LogAnswer> FindAsync(ILogSource source, string query, string? service = null, string? level = null, string? range = null, int limit = 100) =>
        FindAsync([source], query, service, level, range, limit);

    public static async Task<LogAnswer> FindAsync(ImmutableArray<ILogSource> sources, string query, string? service = null, string? level = null, string? range = null, int limit = 100)
    {
        var result = await AskAsync(sources, query, service, level, range, limit);
        Assert.Null(result.Failure);
        return result.Value!;
    }

    public static Task<ToolResult<LogAnswer>> AskAsync(ImmutableArray<ILogSource> sources, string query, string? service = null, string? level = null, string? range = null, int limit = 100) =>
        new LogTools(sources, Clock).SearchAsync(query, service, level, range, null, Samples.Context(), limit, TestContext.Current.CancellationToken);

    private sealed class FixedClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Noon;
    }
}
