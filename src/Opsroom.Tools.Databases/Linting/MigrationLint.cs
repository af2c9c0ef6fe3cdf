using System.Collections.Immutable;
using System.ComponentModel;

namespace Opsroom.Tools.Databases.Linting;

/// <summary>What a migration would do to those who use the database.</summary>
/// <param name="Findings">The worst first, then by line.</param>
/// <param name="Locks">On objects that are there before, per statement.</param>
/// <param name="Valid">Whether there is no error.</param>
/// <param name="Statements">How many statements there are.</param>
/// <param name="ServerVersion">The version that it was judged for.</param>
public sealed record MigrationLint(ImmutableArray<Finding> Findings, ImmutableArray<StatementLock> Locks, bool Valid, int Statements, string ServerVersion);

/// <summary>A lock that a statement takes on something that is there already.</summary>
/// <param name="Statement">From 1.</param>
/// <param name="Mode">PostgreSQL's name; of other engines what they do.</param>
/// <param name="Blocks">What has to wait: <c>reads</c>, <c>writes</c>, <c>ddl</c>.</param>
/// <param name="Rewrites">Whether every row is written anew.</param>
/// <param name="Scans">Whether every row is read while the lock is held.</param>
/// <param name="Line">Where the statement begins.</param>
/// <param name="Holds">How long: <c>until the catalog is written</c>, <c>while N rows are read</c>, …</param>
/// <param name="Estimate">About how long, as <c>90s</c>; only where the table's size is known.</param>
public sealed record StatementLock(
    int Statement,
    string Object,
    string Mode,
    ImmutableArray<string> Blocks,
    bool Rewrites,
    bool Scans,
    int Line,
    string Holds,
    [property: Description("About how long, as 90s; only where the table's size is known.")] string? Estimate = null);
