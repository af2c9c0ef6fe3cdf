using System.Collections.Immutable;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Planning;

/// <summary>What stands on a column, and what has to stand on another one of the same table that shall take its place.</summary>
internal sealed class ColumnTwin
{
    /// <summary>PostgreSQL cuts longer names off (NAMEDATALEN).</summary>
    private const int LongestName = 63;

    private readonly DatabaseSchema before;
    private readonly DatabaseSchema after;

    public ColumnTwin(DatabaseSchema schema, SchemaTable table, string column, string twin)
    {
        (before, Table) = (schema, table);
        after = SchemaRenames.Column(schema, table.Name, column, twin);
        bool Mentions(string text, string name) => ExpressionText.Mentions(text, name, schema.Dialect);
        var direct = schema.Views.Where(view => Mentions(view.Query, table.Name.Name) && (Mentions(view.Query, column) || view.Query.Contains('*', StringComparison.Ordinal))).ToList();
        var over = ViewOrder.Over(schema, direct.Select(view => view.Name.Name));
        Views = [.. ViewOrder.Sorted(schema).Where(view => direct.Contains(view) || over.Contains(view))];
        Computed = [.. table.Columns.Where(other => other.Generated is { } generated && Mentions(generated.Expression, column)).Select(other => other.Name)];
    }

    public SchemaTable Table { get; }

    /// <summary>In the order in which they are created.</summary>
    public ImmutableArray<SchemaView> Views { get; }

    /// <summary>Columns that are computed from it.</summary>
    public ImmutableArray<string> Computed { get; }

    public IEnumerable<(TableIndex Old, TableIndex Twin)> Indexes => Changed(Table.Indexes, Now.Indexes, index => Definitions.Of(index, before.Dialect)).Select(pair => (pair.Old, pair.Twin with { Name = NameFor(pair.Old.Name) }));

    /// <summary>The primary key and unique constraints, each with the index that takes its place.</summary>
    public IEnumerable<(TableKey Old, bool IsPrimary, TableIndex Twin)> Keys =>
        (Table.PrimaryKey is { } primary ? Changed([primary], [Now.PrimaryKey!], Of).Select(pair => (pair.Old, true, Index(pair.Twin))) : [])
            .Concat(Changed(Table.Uniques, Now.Uniques, Of).Select(pair => (pair.Old, false, Index(pair.Twin))));

    public IEnumerable<(TableCheck Old, TableCheck Twin)> Checks =>
        Changed(Table.Checks, Now.Checks, check => Definitions.Of(check, before.Dialect)).Select(pair => (pair.Old, pair.Twin with { Name = NameFor(pair.Old.Name!) }));

    /// <summary>Foreign keys of this table and of others that refer to the column.</summary>
    public IEnumerable<(ObjectName Table, TableForeignKey Old, TableForeignKey Twin)> ForeignKeys => before.Tables.SelectMany(table =>
        Changed(table.ForeignKeys, after.Table(table.Name)!.ForeignKeys, key => Definitions.Of(key, before.Dialect)).Select(pair => (table.Name, pair.Old, pair.Twin with { Name = NameFor(pair.Old.Name!) })));

    private SchemaTable Now => after.Table(Table.Name)!;

    /// <summary>The name that something has as long as it stands beside the old.</summary>
    public static string NameFor(string name) => Short(name, "_new");

    /// <summary>A name with something behind it, no longer than PostgreSQL keeps them.</summary>
    public static string Short(string name, string ending) => $"{(name.Length + ending.Length > LongestName ? name[..(LongestName - ending.Length)] : name)}{ending}";

    private string Of(TableKey key) => Definitions.Of(key, before.Dialect);

    private static TableIndex Index(TableKey key) => new(NameFor(key.Name!), [.. key.Columns.Select(column => new IndexElement(column, null))])
    {
        IsUnique = true,
        Include = key.Include,
        NullsNotDistinct = key.NullsNotDistinct,
    };

    private static IEnumerable<(T Old, T Twin)> Changed<T>(ImmutableArray<T> before, ImmutableArray<T> after, Func<T, string> says) =>
        before.Zip(after).Where(pair => says(pair.First) != says(pair.Second));
}
