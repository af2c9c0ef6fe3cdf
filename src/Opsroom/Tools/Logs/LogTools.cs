using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using Opsroom.Tools.Logs.Elasticsearch;
using Opsroom.Tools.Logs.Loki;
using Opsroom.Tools.Logs.Reading;
using Opsroom.Tools.Logs.Searching;
using Opsroom.Tools.Logs.Sources;

namespace Opsroom.Tools.Logs;

/// <summary>Searching logs, wherever they are.</summary>
internal sealed class LogTools(ImmutableArray<ILogSource> sources, TimeProvider time)
{
    /// <summary>Entries that are read of each backend: enough for patterns, whatever is shown.</summary>
    private const int MostRead = 5_000;

    private readonly LogSearcher searcher = new(sources);

    // lines are whatever programs and those who talk to them write
    [Tool("search_logs", Effect.Read, Tainted = true)]
    [Description(
        "Searches logs in every configured place (Loki, Elasticsearch, pods of the Kubernetes cluster, files) by one query: words, \"phrases\", field=value, -without, a OR b, /regular expression/. "
        + "Answers the newest entries and the patterns of all: how often, since when, and which are new or rose against the same length of time before.")]
    [ToolExample("""{"query": "timeout -health", "service": "checkout", "level": "error", "time_range": "1h"}""")]
    public async Task<ToolResult<LogAnswer>> SearchAsync(
        [Description("What to look for; * for everything."), StringLength(2_000)] string query,
        [Description("Only logs of this service."), StringLength(253)] string? service,
        [Description("Only entries at this level or worse: trace, debug, info, warn, error or fatal.")] string? level,
        [Description("How far back from now, as 15m or 1h (the default), or from and until with a slash between them: 2026-03-01T12:00:00Z/2026-03-01T13:00:00Z.")] string? timeRange,
        [Description("A log file or folder of the workspace, or one opened for reading, to search instead of the configured places; without time_range all of it.")] string? path,
        ToolContext context,
        [Description("How many entries to show at most."), Range(1, 1_000)] int limit = 100,
        CancellationToken cancellationToken = default)
    {
        var parsed = LogFilterParser.Parse(query);
        if (parsed.Value is not { } filter)
        {
            return parsed.Failure!;
        }

        var least = string.IsNullOrWhiteSpace(level) ? EntryLevel.Unknown : LevelWords.Of(Encoding.UTF8.GetBytes(level.Trim()));
        if (least == EntryLevel.Unknown && !string.IsNullOrWhiteSpace(level))
        {
            return ToolFailure.InvalidArgument($"level is '{OutsideText.OneLine(level, 50)}': give trace, debug, info, warn, error or fatal.");
        }

        var now = time.GetUtcNow();
        var isAllOfPath = path is not null && timeRange is null;
        var read = isAllOfPath ? new SearchRange(DateTimeOffset.UnixEpoch, now + TimeSpan.FromDays(1)) : SearchRange.Read(timeRange, now);
        if (read.Value is not { } range)
        {
            return read.Failure!;
        }

        var places = path is null ? searcher : new LogSearcher([new PathLogs(context.Workspace, path)]);
        if (!places.IsConfigured)
        {
            return ToolFailure.NotConfigured(
                $"No logs are configured. Set {LokiOptions.Setting} or {ElasticsearchOptions.Setting}, KUBECONFIG for logs of pods, or {LogOptions.Section}:Files for files.", LokiOptions.Setting);
        }

        var search = new LogSearch(filter, string.IsNullOrWhiteSpace(service) ? null : service.Trim(), least, range.From, range.Until, MostRead);
        var before = isAllOfPath ? null : search with { From = range.From - range.Length, Until = range.From };
        var answers = await places.SearchAsync(search, before, cancellationToken);
        return answers.All(answer => answer.Failure is not null) ? Failed(answers) : LogSummary.Of(answers, range, limit);
    }

    private static ToolFailure Failed(ImmutableArray<SourceAnswer> answers) => answers is [{ Failure: { } only }]
        ? only
        : answers[0].Failure! with { Message = string.Join(' ', answers.Select(answer => $"{answer.Source}: {answer.Failure!.Message}")) };
}
