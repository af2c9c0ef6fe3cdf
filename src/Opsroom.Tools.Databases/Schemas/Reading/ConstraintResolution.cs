using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Schemas.Reading;

/// <summary>Fills in what constraints leave to be understood once all tables are known.</summary>
internal static class ConstraintResolution
{
    public static SchemaTable Finish(SchemaDraft draft, SchemaTable table)
    {
        table = table with
        {
            ForeignKeys = [.. table.ForeignKeys.Select(key => key.TargetColumns.IsEmpty ? key with { TargetColumns = TargetOf(draft, table, key)?.PrimaryKey?.Columns ?? [] } : key)],
            Columns = table.PrimaryKey is { } primary ? TableReading.Required(draft, table, primary) : table.Columns,
        };
        return draft.Dialect.IsMySql ? table.ForeignKeys.Aggregate(table, (made, key) => WithIndex(draft, made, key)) : table;
    }

    private static SchemaTable? TargetOf(SchemaDraft draft, SchemaTable table, TableForeignKey key) => draft.Same(key.Target, table.Name) ? table : draft.Find(key.Target);

    // InnoDB makes an index for a foreign key that no other one serves
    private static SchemaTable WithIndex(SchemaDraft draft, SchemaTable table, TableForeignKey key)
    {
        var isServed = table.Indexes.Where(index => index.Special is null).Select(index => index.Elements.TakeWhile(element => element.Column is not null && element.PrefixLength is null).Select(element => element.Column!))
            .Append(table.PrimaryKey?.Columns ?? []).Any(columns => columns.Take(key.Columns.Length).ToHashSet(StringComparer.OrdinalIgnoreCase).SetEquals(key.Columns));
        if (isServed)
        {
            return table;
        }

        var index = new CreateIndex(key.IsNamed ? key.Name : null, table.Name) { Elements = [.. key.Columns.Select(column => new IndexElement(column, null))] };
        return table with
        {
            Indexes = table.Indexes.Add(new TableIndex(index.Name ?? ConstraintNames.OfIndex(draft, table, index), index.Elements) { IsImplied = true, Line = key.Line }),
        };
    }
}
