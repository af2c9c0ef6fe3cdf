using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Harness.Api;

/// <param name="Stages">How many stages it has.</param>
/// <param name="Modules">The parts of Harness it uses: ci, cd, …</param>
public sealed record ListedPipeline(
    string PipelineId, string Name, string? Description, int? Stages, ImmutableArray<string> Modules, DateTimeOffset? UpdatedAt, LastRun? LastRun, string Url)
{
    /// <summary>Null where the entry names no pipeline.</summary>
    internal static ListedPipeline? Read(JsonElement item, HarnessScope scope) => item.TextOf("identifier") is { } identifier && HarnessScope.IsPipelineId(identifier)
        ? new ListedPipeline(
            identifier, HarnessFaults.Quoted(item.TextOf("name") ?? identifier), item.TextOf("description") is { } text ? HarnessFaults.Quoted(text) : null, item.WholeOf("numOfStages"),
            [.. item.TextsOf("modules").Select(HarnessFaults.Quoted)], item.TimeOf("lastUpdatedAt"), LastRun.Read(item), scope.PipelinePage(identifier))
        : null;
}

/// <param name="Status">As Harness shows it.</param>
public sealed record LastRun(string? ExecutionId, string Status, DateTimeOffset? At)
{
    internal static LastRun? Read(JsonElement item) =>
        item.MemberOf("executionSummaryInfo") is { } summary && summary.TextOf("lastExecutionStatus") is { } status
            ? new LastRun(summary.TextOf("lastExecutionId") is { } id && HarnessScope.IsExecutionId(id) ? id : null, RunStatus.Of(status), summary.TimeOf("lastExecutionTs"))
            : null;
}
