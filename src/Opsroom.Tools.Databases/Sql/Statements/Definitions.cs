using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

internal sealed record CreateTable(ObjectName Name) : SqlStatement
{
    public bool IfNotExists { get; init; }

    public bool IsTemporary { get; init; }

    public bool IsUnlogged { get; init; }

    public bool IsForeign { get; init; }

    public bool OrReplace { get; init; }

    public ImmutableArray<ColumnDefinition> Columns { get; init; } = [];

    public ImmutableArray<TableConstraint> Constraints { get; init; } = [];

    /// <summary>MySQL's keys that stand in the table's definition.</summary>
    public ImmutableArray<CreateIndex> Indexes { get; init; } = [];

    public ImmutableArray<ObjectName> Likes { get; init; } = [];

    public ImmutableArray<ObjectName> Inherits { get; init; } = [];

    /// <summary>As written, such as <c>RANGE (created_at)</c>.</summary>
    public string? PartitionBy { get; init; }

    public ObjectName? PartitionOf { get; init; }

    /// <summary>As written, such as <c>FOR VALUES FROM (1) TO (10)</c> or <c>DEFAULT</c>.</summary>
    public string? PartitionBound { get; init; }

    /// <summary>MySQL's and SQLite's options by their names in upper case: <c>ENGINE</c>, <c>STRICT</c>.</summary>
    public ImmutableDictionary<string, string> Options { get; init; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>PostgreSQL's storage parameters, as written.</summary>
    public string? With { get; init; }

    public string? Tablespace { get; init; }

    /// <summary>The query whose rows it takes.</summary>
    public string? Query { get; init; }

    /// <summary>Whether it has no columns on purpose: <c>()</c>, or a type's.</summary>
    public bool IsEmptyAllowed { get; init; }

    /// <summary>Every constraint, those that stand with columns included.</summary>
    public IEnumerable<TableConstraint> AllConstraints => Columns.SelectMany(column => column.Constraints).Concat(Constraints);
}

internal sealed record CreateIndex(string? Name, ObjectName Table) : SqlStatement
{
    /// <summary>Offset of its first word, where it is part of another statement.</summary>
    public int At { get; init; }

    /// <summary>The schema that stands with its name (SQLite).</summary>
    public string? Schema { get; init; }

    public bool IsUnique { get; init; }

    public bool IsConcurrent { get; init; }

    public bool IfNotExists { get; init; }

    public bool Only { get; init; }

    public string? Method { get; init; }

    /// <summary>MySQL's <c>FULLTEXT</c> and <c>SPATIAL</c>, in upper case.</summary>
    public string? Special { get; init; }

    public ImmutableArray<IndexElement> Elements { get; init; } = [];

    public ImmutableArray<string> Include { get; init; } = [];

    public bool NullsNotDistinct { get; init; }

    public string? With { get; init; }

    public string? Tablespace { get; init; }

    public string? Where { get; init; }

    public OnlineClauses Online { get; init; } = new(null, null);
}

/// <summary>How MySQL is told to go about it.</summary>
/// <param name="Algorithm">In upper case: <c>INSTANT</c>, <c>INPLACE</c>, <c>COPY</c>, <c>NOCOPY</c>, <c>DEFAULT</c>.</param>
/// <param name="Lock">In upper case: <c>NONE</c>, <c>SHARED</c>, <c>EXCLUSIVE</c>, <c>DEFAULT</c>.</param>
internal sealed record OnlineClauses(string? Algorithm, string? Lock);

internal sealed record CreateEnum(ObjectName Name, ImmutableArray<string> Labels) : SqlStatement;

/// <summary>A composite, range or base type.</summary>
internal sealed record CreateType(ObjectName Name, string? Definition) : SqlStatement;

internal sealed record CreateDomain(ObjectName Name, ColumnDefinition Definition) : SqlStatement;

/// <param name="Options">In upper case with their values: <c>INCREMENT BY</c>, <c>START WITH</c>, <c>OWNED BY</c>, …, as written.</param>
internal sealed record CreateSequence(ObjectName Name, bool IfNotExists, bool IsTemporary, string Options) : SqlStatement;

internal sealed record CreateView(ObjectName Name, string Query) : SqlStatement
{
    public bool IsMaterialized { get; init; }

    public bool OrReplace { get; init; }

    public bool IfNotExists { get; init; }

    public bool IsTemporary { get; init; }

    public ImmutableArray<string> Columns { get; init; } = [];
}

internal sealed record CreateSchema(string Name, bool IfNotExists) : SqlStatement;

/// <param name="Body">As written, from the parameters on.</param>
internal sealed record CreateRoutine(ObjectKind Kind, ObjectName Name, bool OrReplace, string Body) : SqlStatement;

/// <param name="Events">In upper case: <c>INSERT</c>, <c>UPDATE</c>, <c>DELETE</c>, <c>TRUNCATE</c>.</param>
internal sealed record CreateTrigger(string Name, ObjectName Table, string Timing, ImmutableArray<string> Events, bool OrReplace, bool IfNotExists) : SqlStatement;

/// <summary>Any other object.</summary>
/// <param name="On">The table it belongs to.</param>
internal sealed record CreateOther(ObjectKind Kind, ObjectName? Name, ObjectName? On, bool IfNotExists, bool OrReplace) : SqlStatement;
