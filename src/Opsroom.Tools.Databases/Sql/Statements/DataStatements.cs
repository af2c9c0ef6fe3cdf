using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

internal enum DataVerb
{
    Select,
    Insert,
    Update,
    Delete,
    Merge,
    Replace,
    Copy,
}

/// <summary>A statement that reads or writes rows; what it does to them is not looked into.</summary>
/// <param name="Target">The table that is written; null of a query.</param>
internal sealed record DataStatement(DataVerb Verb, ObjectName? Target) : SqlStatement
{
    /// <summary>The condition, as written.</summary>
    public string? Where { get; init; }

    public bool HasLimit { get; init; }

    /// <summary>Whether it takes rows from or joins other tables.</summary>
    public bool HasFrom { get; init; }

    /// <summary>Whether rows come from VALUES; an INSERT only.</summary>
    public bool HasValues { get; init; }

    /// <summary>FOR UPDATE, FOR SHARE and their kin; a query only.</summary>
    public bool LocksRows { get; init; }

    /// <summary>The columns that an UPDATE sets.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>Tables that are read, as far as they follow FROM or JOIN.</summary>
    public ImmutableArray<ObjectName> Sources { get; init; } = [];

    /// <summary>Statements that write in its WITH.</summary>
    public ImmutableArray<DataStatement> Inner { get; init; } = [];
}

internal enum TransactionVerb
{
    Begin,
    Commit,
    Rollback,
    Savepoint,
    Release,
    RollbackTo,
    Prepare,
    SetTransaction,
}

internal sealed record TransactionControl(TransactionVerb Verb) : SqlStatement;

/// <summary>SET name = value, SET LOCAL, PRAGMA name = value.</summary>
/// <param name="Scope"><c>SESSION</c>, <c>LOCAL</c>, <c>GLOBAL</c>, <c>PRAGMA</c>; null where none stands there.</param>
/// <param name="Name">In lower case.</param>
/// <param name="Value">As written, without quotes.</param>
internal sealed record SetVariable(string? Scope, string Name, string? Value) : SqlStatement;

/// <param name="Name">In lower case; <c>all</c> for every one.</param>
internal sealed record ResetVariable(string Name) : SqlStatement;

internal sealed record Vacuum(ImmutableArray<ObjectName> Tables, bool IsFull, bool Analyzes) : SqlStatement;

internal sealed record Analyze(ImmutableArray<ObjectName> Tables) : SqlStatement;

internal sealed record ClusterTable(ObjectName? Table) : SqlStatement;

/// <param name="What">In upper case: <c>INDEX</c>, <c>TABLE</c>, <c>SCHEMA</c>, <c>DATABASE</c>, <c>SYSTEM</c>.</param>
internal sealed record Reindex(string What, ObjectName? Name, bool IsConcurrent) : SqlStatement;

internal sealed record Truncate(ImmutableArray<ObjectName> Tables, bool Cascade) : SqlStatement;

/// <param name="Mode">PostgreSQL's, in upper case; MySQL's READ or WRITE.</param>
internal sealed record LockTables(ImmutableArray<ObjectName> Tables, string Mode, bool NoWait) : SqlStatement;

internal sealed record RefreshView(ObjectName Name, bool IsConcurrent, bool WithNoData) : SqlStatement;

/// <param name="Body">What stands in the quotes.</param>
internal sealed record DoBlock(string Body) : SqlStatement;
