using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

/// <summary>One statement as it was read. What is not known in detail is an <see cref="OtherStatement"/>.</summary>
internal abstract record SqlStatement
{
    /// <summary>From 1, client commands not counted.</summary>
    public int Number { get; init; }

    /// <summary>Offset of its first word.</summary>
    public int Start { get; init; }

    /// <summary>Offset behind its last token.</summary>
    public int End { get; init; }

    /// <summary>As written, without comments.</summary>
    public string Text { get; init; } = "";

    /// <summary>The indices of its tokens.</summary>
    public TokenRange Tokens { get; init; }
}

/// <summary>The statements of a text.</summary>
internal sealed record SqlScript(SqlText Text, ImmutableArray<SqlStatement> Statements);

/// <summary>A name with the schema (in MySQL: the database) it may be in. Unquoted names are folded as the dialect does.</summary>
internal sealed record ObjectName(string? Schema, string Name)
{
    public override string ToString() => Schema is null ? Name : $"{Schema}.{Name}";
}

/// <summary>What a statement makes, changes or takes away.</summary>
internal enum ObjectKind
{
    Table,
    ForeignTable,
    View,
    MaterializedView,
    Index,
    Sequence,
    Schema,
    Database,
    Type,
    Domain,
    Extension,
    Function,
    Procedure,
    Aggregate,
    Trigger,
    EventTrigger,
    Policy,
    Rule,
    Collation,
    Role,
    Tablespace,
    Statistics,
    Publication,
    Subscription,
    Column,
    Constraint,
    Operator,
    Cast,
    Event,
    Other,
}

/// <summary>What cannot be SQL of the dialect.</summary>
internal sealed record BrokenStatement(SqlFault Fault) : SqlStatement;

/// <summary>A line for the client program: <c>\connect</c>, <c>DELIMITER //</c>.</summary>
internal sealed record ClientCommand(string Command) : SqlStatement;

/// <summary>A statement of which only the first words matter.</summary>
/// <param name="Keyword">In upper case: <c>GRANT</c>, <c>DISCARD</c>, <c>OPTIMIZE TABLE</c>.</param>
internal sealed record OtherStatement(string Keyword) : SqlStatement;
