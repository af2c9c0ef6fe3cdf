using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Opsroom.Tools.Databases.Running;

/// <summary>What became of a migration.</summary>
/// <param name="Applied">Whether all of it was applied.</param>
/// <param name="Duration">Such as <c>2.5s</c>; of a run that was only verified, null.</param>
/// <param name="Statements">Every statement with what became of it.</param>
/// <param name="ResumeFrom">The statement to go on with, as <c>from_statement</c>, once what failed is mended.</param>
/// <param name="Message">Why it stopped.</param>
public sealed record MigrationRun(bool Applied, string? Duration, ImmutableArray<StatementRun> Statements, int? ResumeFrom = null, string? Message = null);

/// <param name="Statement">From 1.</param>
/// <param name="Sql">As much of it as fits a line.</param>
public sealed record StatementRun(int Statement, int Line, string Sql, StatementOutcome Outcome, string? Duration = null);

/// <summary>What became of a statement.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<StatementOutcome>))]
public enum StatementOutcome
{
    [JsonStringEnumMemberName("applied")]
    Applied,

    [JsonStringEnumMemberName("failed")]
    Failed,

    [JsonStringEnumMemberName("not_run")]
    NotRun,

    /// <summary>Left out because <c>from_statement</c> is behind it.</summary>
    [JsonStringEnumMemberName("skipped")]
    Skipped,
}
