using System.Collections.Immutable;

namespace Opsroom.Tools.Databases.Sql.Statements;

/// <summary>A column's type.</summary>
/// <param name="Name">In lower case, PostgreSQL's aliases resolved: <c>int4</c> and <c>int</c> are <c>integer</c>, <c>varchar</c> is <c>character varying</c>.</param>
/// <param name="Arguments">What stands in brackets: length, precision, the words of MySQL's <c>enum</c> (as written).</param>
/// <param name="Dimensions">Of an array; 0 where it is none.</param>
/// <param name="Text">As written.</param>
internal sealed record ColumnType(string Name, ImmutableArray<string> Arguments, int Dimensions, string Text)
{
    public string? Schema { get; init; }

    /// <summary>The name as it was written, in lower case: <c>serial</c>, <c>int4</c>.</summary>
    public string WrittenName { get; init; } = Name;

    public bool IsUnsigned { get; init; }

    public bool IsZerofill { get; init; }

    public int? Length => Arguments is [var first, ..] && int.TryParse(first, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var length) ? length : null;
}

/// <summary>A column with everything that stands behind its name.</summary>
internal sealed record ColumnDefinition(string Name, ColumnType? Type)
{
    /// <summary>Offset of its name.</summary>
    public int At { get; init; }

    public int TypeAt { get; init; }

    /// <summary>Whether <c>NOT NULL</c> stands there.</summary>
    public bool IsNotNull { get; init; }

    /// <summary>Whether <c>NULL</c> stands there.</summary>
    public bool IsNullable { get; init; }

    /// <summary>The expression, as written.</summary>
    public string? Default { get; init; }

    public int DefaultAt { get; init; }

    public string? Collation { get; init; }

    public string? CharacterSet { get; init; }

    public GeneratedColumn? Generated { get; init; }

    public IdentityColumn? Identity { get; init; }

    /// <summary>MySQL's AUTO_INCREMENT, SQLite's AUTOINCREMENT.</summary>
    public bool IsAutoIncrement { get; init; }

    /// <summary>MySQL's ON UPDATE expression.</summary>
    public string? OnUpdate { get; init; }

    public string? Comment { get; init; }

    /// <summary>MySQL's <c>FIRST</c> or <c>AFTER column</c>: where in the table; empty for first.</summary>
    public string? After { get; init; }

    public bool IsInvisible { get; init; }

    /// <summary>The storage or compression that is named.</summary>
    public string? Storage { get; init; }

    public string? Compression { get; init; }

    /// <summary>Keys, checks and references that stand with the column; each names it as its only column.</summary>
    public ImmutableArray<TableConstraint> Constraints { get; init; } = [];

    public bool IsPrimaryKey => Constraints.Any(each => each.Kind == ConstraintKind.PrimaryKey);

    public bool IsUnique => Constraints.Any(each => each.Kind == ConstraintKind.Unique);
}

/// <param name="IsStored">Computed when written; else when read.</param>
internal sealed record GeneratedColumn(string Expression, bool IsStored);

/// <param name="IsAlways">GENERATED ALWAYS; else BY DEFAULT.</param>
/// <param name="Options">Of the sequence, as written.</param>
internal sealed record IdentityColumn(bool IsAlways, string? Options);
