using System.Collections.Immutable;
using System.Text.Json;

namespace Opsroom.Tools.Databases.Explaining;

/// <param name="DbType"><c>postgresql</c>, <c>mysql</c>, <c>mariadb</c> or <c>sqlite</c>.</param>
/// <param name="Analyzed">Whether the query was run: then rows and times are measured.</param>
/// <param name="Cost">The planner's, in its own unit; absent in SQLite.</param>
/// <param name="Milliseconds">How long it ran, where it did.</param>
/// <param name="Plan">As the engine gives it.</param>
/// <param name="Steps">The plan as lines, the outermost first.</param>
public sealed record ExplainedQuery(
    string Connection, string DbType, bool Analyzed, double? Cost, double? Milliseconds, JsonElement Plan, ImmutableArray<string> Steps, ImmutableArray<Finding> Findings, ImmutableArray<SuggestedIndex> SuggestedIndexes);

/// <param name="Statement">As it would be run.</param>
/// <param name="Verified">Whether it was tried, and the planner takes it.</param>
/// <param name="Method">How it was tried: <c>rolled_back_transaction</c>, <c>hypopg</c>, <c>temporary_copy</c>, <c>empty_clone</c>; <c>none</c> where it was not.</param>
/// <param name="Reason">What it serves, or why it could not be tried.</param>
public sealed record SuggestedIndex(string Table, ImmutableArray<string> Columns, string Statement, bool Verified, string Method, double? CostBefore, double? CostAfter, string Reason);
