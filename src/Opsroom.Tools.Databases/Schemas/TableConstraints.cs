using System.Collections.Immutable;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas;

/// <summary>A primary key or a unique constraint.</summary>
/// <param name="Name">As the engine calls it where the DDL does not; null in SQLite.</param>
internal sealed record TableKey(string? Name, ImmutableArray<string> Columns)
{
    /// <summary>Whether the DDL gives the name.</summary>
    public bool IsNamed { get; init; }

    public ImmutableArray<string> Include { get; init; } = [];

    public bool IsDeferrable { get; init; }

    public bool IsInitiallyDeferred { get; init; }

    public bool NullsNotDistinct { get; init; }

    /// <summary>SQLite's ON CONFLICT.</summary>
    public string? OnConflict { get; init; }

    /// <summary>SQLite: whether the only column's order is descending, which makes it no alias of the row's number.</summary>
    public bool IsDescending { get; init; }

    public int? Line { get; init; }
}

/// <param name="Expression">Without its brackets.</param>
internal sealed record TableCheck(string? Name, string Expression)
{
    public bool IsNamed { get; init; }

    /// <summary>MariaDB: a check that stands with a column is part of the column.</summary>
    public string? Column { get; init; }

    public bool IsNotValid { get; init; }

    public bool IsNoInherit { get; init; }

    public bool IsNotEnforced { get; init; }

    public int? Line { get; init; }
}

/// <param name="TargetColumns">Resolved where the DDL leaves them out.</param>
internal sealed record TableForeignKey(string? Name, ImmutableArray<string> Columns, ObjectName Target, ImmutableArray<string> TargetColumns)
{
    public bool IsNamed { get; init; }

    /// <summary>In upper case; null for NO ACTION.</summary>
    public string? OnDelete { get; init; }

    public string? OnUpdate { get; init; }

    public string? Match { get; init; }

    public bool IsDeferrable { get; init; }

    public bool IsInitiallyDeferred { get; init; }

    public bool IsNotValid { get; init; }

    public int? Line { get; init; }
}

/// <summary>PostgreSQL's EXCLUDE.</summary>
/// <param name="Definition">As it is written behind its name.</param>
internal sealed record TableExclusion(string Name, string Definition, int? Line = null);

/// <param name="Name">As the engine calls it where the DDL does not.</param>
internal sealed record TableIndex(string Name, ImmutableArray<IndexElement> Elements)
{
    public bool IsUnique { get; init; }

    /// <summary>In lower case; null for the usual one.</summary>
    public string? Method { get; init; }

    /// <summary>MySQL's <c>FULLTEXT</c> and <c>SPATIAL</c>.</summary>
    public string? Special { get; init; }

    public ImmutableArray<string> Include { get; init; } = [];

    public bool NullsNotDistinct { get; init; }

    /// <summary>The condition of a partial index, as written.</summary>
    public string? Where { get; init; }

    public string? With { get; init; }

    /// <summary>MySQL: made by the server for a foreign key.</summary>
    public bool IsImplied { get; init; }

    public string? Comment { get; init; }

    public int? Line { get; init; }

    /// <summary>Its columns in order, up to the first part that is an expression.</summary>
    public IEnumerable<string> LeadingColumns => Elements.TakeWhile(element => element.Column is not null).Select(element => element.Column!);
}
