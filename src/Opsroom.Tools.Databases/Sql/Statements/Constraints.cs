using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

internal enum ConstraintKind
{
    PrimaryKey,
    Unique,
    Check,
    ForeignKey,
    Exclude,
    NotNull,
}

/// <summary>A constraint of a table, or of a column where it stands with it.</summary>
internal sealed record TableConstraint(ConstraintKind Kind)
{
    public string? Name { get; init; }

    /// <summary>Offset of its first word.</summary>
    public int At { get; init; }

    /// <summary>Whether it stands with its column.</summary>
    public bool IsInline { get; init; }

    /// <summary>The columns of a key; of a foreign key those that refer.</summary>
    public ImmutableArray<string> Columns { get; init; } = [];

    /// <summary>The parts of an exclusion constraint or of MySQL's key: columns, expressions, prefixes.</summary>
    public ImmutableArray<IndexElement> Elements { get; init; } = [];

    public ImmutableArray<string> Include { get; init; } = [];

    /// <summary>Of a check, without its brackets.</summary>
    public string? Expression { get; init; }

    public ForeignKeyTarget? References { get; init; }

    public bool IsNotValid { get; init; }

    public bool IsNotEnforced { get; init; }

    public bool IsNoInherit { get; init; }

    public bool IsDeferrable { get; init; }

    public bool IsInitiallyDeferred { get; init; }

    public bool NullsNotDistinct { get; init; }

    /// <summary>The index that becomes the constraint's: <c>USING INDEX name</c>.</summary>
    public string? UsingIndex { get; init; }

    /// <summary>The index's method, where one is named.</summary>
    public string? Method { get; init; }

    /// <summary>The condition of a partial exclusion constraint.</summary>
    public string? Where { get; init; }

    /// <summary>What SQLite does where it is broken: <c>ON CONFLICT action</c>.</summary>
    public string? OnConflict { get; init; }
}

/// <summary>What a foreign key refers to.</summary>
/// <param name="Columns">None where the primary key is meant.</param>
/// <param name="OnDelete">In upper case, <c>SET NULL (a, b)</c> with its columns; null where none stands there.</param>
internal sealed record ForeignKeyTarget(ObjectName Table, ImmutableArray<string> Columns, string? OnDelete, string? OnUpdate, string? Match);

/// <summary>A part of an index: a column or an expression.</summary>
internal sealed record IndexElement(string? Column, string? Expression)
{
    public string? Collation { get; init; }

    public string? OperatorClass { get; init; }

    public bool IsDescending { get; init; }

    /// <summary>Null where the order's own rule holds.</summary>
    public bool? NullsFirst { get; init; }

    /// <summary>MySQL: how many characters of the column.</summary>
    public int? PrefixLength { get; init; }

    /// <summary>Of an exclusion constraint: what is compared with.</summary>
    public string? With { get; init; }
}
