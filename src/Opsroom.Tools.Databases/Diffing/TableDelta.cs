using System.Collections.Immutable;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>What differs between two states of one table.</summary>
internal sealed record TableDelta(SchemaTable From, SchemaTable To)
{
    public required ImmutableArray<TableColumn> DroppedColumns { get; init; }

    public required ImmutableArray<TableColumn> AddedColumns { get; init; }

    /// <summary>Columns that are in both and not the same, comments aside.</summary>
    public required ImmutableArray<(TableColumn From, TableColumn To)> ChangedColumns { get; init; }

    public required Delta<TableKey> PrimaryKeys { get; init; }

    public required Delta<TableKey> Uniques { get; init; }

    public required Delta<TableCheck> Checks { get; init; }

    public required Delta<TableForeignKey> ForeignKeys { get; init; }

    public required Delta<TableExclusion> Exclusions { get; init; }

    public required Delta<TableIndex> Indexes { get; init; }

    /// <summary>Whether the columns that are in both stand in another order.</summary>
    public required bool IsReordered { get; init; }

    public bool HasTypeChanges => ChangedColumns.Any(pair => pair.From.Type != pair.To.Type || pair.From.Collation != pair.To.Collation);

    public static TableDelta Between(SchemaTable before, SchemaTable to, SqlDialect dialect)
    {
        var names = dialect.Names;
        bool Has(SchemaTable table, TableColumn column) => table.Columns.Any(other => names.Equals(other.Name, column.Name));
        var kept = to.Columns.Where(column => Has(before, column)).Select(column => column.Name);
        return new TableDelta(before, to)
        {
            DroppedColumns = [.. before.Columns.Where(column => !Has(to, column))],
            AddedColumns = [.. to.Columns.Where(column => !Has(before, column))],
            ChangedColumns =
            [
                .. from old in before.Columns let now = to.Columns.FirstOrDefault(column => names.Equals(column.Name, old.Name)) where now is not null && !Definitions.Same(old, now, dialect) select (old, now),
            ],
            PrimaryKeys = Delta<TableKey>.Between(Listed(before.PrimaryKey), Listed(to.PrimaryKey), key => Definitions.Of(key, dialect), key => key.Name, names),
            Uniques = Delta<TableKey>.Between(before.Uniques, to.Uniques, key => Definitions.Of(key, dialect), key => key.Name, names),
            Checks = Delta<TableCheck>.Between(before.Checks, to.Checks, check => Definitions.Of(check, dialect), check => check.Name, names),
            ForeignKeys = Delta<TableForeignKey>.Between(before.ForeignKeys, to.ForeignKeys, key => Definitions.Of(key, dialect), key => key.Name, names),
            Exclusions = Delta<TableExclusion>.Between(before.Exclusions, to.Exclusions, exclusion => Definitions.Of(exclusion, dialect), exclusion => exclusion.Name, names),
            Indexes = Delta<TableIndex>.Between(before.Indexes, to.Indexes, index => Definitions.Of(index, dialect), index => index.Name, names),
            IsReordered = !before.Columns.Where(column => Has(to, column)).Select(column => column.Name).SequenceEqual(kept, names),
        };
    }

    private static IEnumerable<TableKey> Listed(TableKey? key) => key is null ? [] : [key];
}
