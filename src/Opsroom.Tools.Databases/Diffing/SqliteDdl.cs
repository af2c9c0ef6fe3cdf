using System.Text;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Writes SQLite's DDL.</summary>
internal static class SqliteDdl
{
    private const SqlDialect Dialect = SqlDialect.Sqlite;

    private static readonly string[] Options = ["STRICT", "WITHOUT ROWID"];

    public static string Quote(string name) => SqlName.Quote(name, Dialect);

    /// <summary>A table under a name that may be another than its own.</summary>
    public static string Create(SchemaTable table, string name)
    {
        // AUTOINCREMENT and the alias of the row's number stand with their column only
        var isInline = table.PrimaryKey is { Columns: [var only] } primary && !primary.IsNamed && table.Column(only) is { } keyColumn
            && (keyColumn.Identity == IdentityKind.AutoIncrement || keyColumn.Type.Equals("INTEGER", StringComparison.OrdinalIgnoreCase));
        string[] parts =
        [
            .. table.Columns.Select(column => Column(column, isInline && table.PrimaryKey!.Columns[0].Equals(column.Name, StringComparison.OrdinalIgnoreCase) ? table.PrimaryKey : null)),
            .. table.PrimaryKey is { } key && !isInline ? [$"{Named(key.Name)}PRIMARY KEY ({SqlName.List(key.Columns, Dialect)}){Conflict(key.OnConflict)}"] : Array.Empty<string>(),
            .. table.Uniques.Select(unique => $"{Named(unique.Name)}UNIQUE ({SqlName.List(unique.Columns, Dialect)}){Conflict(unique.OnConflict)}"),
            .. table.Checks.Select(check => $"{Named(check.Name)}CHECK ({check.Expression})"),
            .. table.ForeignKeys.Select(ForeignKey),
        ];
        string[] options = [.. Options.Where(table.Options.ContainsKey)];
        return $"CREATE TABLE {Quote(name)} (\n    {string.Join(",\n    ", parts)}\n){(options.Length == 0 ? "" : " " + string.Join(", ", options))}";
    }

    public static string Column(TableColumn column, TableKey? key)
    {
        var text = new StringBuilder(Quote(column.Name));
        text.Append(column.Type.Length == 0 ? "" : $" {column.Type}");
        text.Append(key is null ? "" : $" PRIMARY KEY{(key.IsDescending ? " DESC" : "")}{Conflict(key.OnConflict)}{(column.Identity == IdentityKind.AutoIncrement ? " AUTOINCREMENT" : "")}");
        text.Append(column.IsNullable ? "" : $" NOT NULL{Conflict(column.OnConflict)}").Append(column.Default is { } value ? $" DEFAULT {value}" : "");
        text.Append(column.Collation is { } collation ? $" COLLATE {collation}" : "");
        return text.Append(column.Generated is { } generated ? $" GENERATED ALWAYS AS ({generated.Expression}) {(generated.IsStored ? "STORED" : "VIRTUAL")}" : "").ToString();
    }

    public static string ForeignKey(TableForeignKey key)
    {
        var text = new StringBuilder($"{Named(key.Name)}FOREIGN KEY ({SqlName.List(key.Columns, Dialect)}) REFERENCES {SqlName.Quote(key.Target, Dialect)}");
        text.Append(key.TargetColumns.IsEmpty ? "" : $" ({SqlName.List(key.TargetColumns, Dialect)})").Append(key.OnDelete is { } delete ? $" ON DELETE {delete}" : "");
        text.Append(key.OnUpdate is { } update ? $" ON UPDATE {update}" : "").Append(key.Match is { } match ? $" MATCH {match}" : "");
        return text.Append(key.IsDeferrable ? " DEFERRABLE" : "").Append(key.IsInitiallyDeferred ? " INITIALLY DEFERRED" : "").ToString();
    }

    public static string View(SchemaView view) => $"CREATE VIEW {SqlName.Quote(view.Name, Dialect)}{(view.Columns.IsEmpty ? "" : $" ({SqlName.List(view.Columns, Dialect)})")} AS {view.Query}";

    private static string Named(string? name) => name is null ? "" : $"CONSTRAINT {Quote(name)} ";

    private static string Conflict(string? action) => action is null ? "" : $" ON CONFLICT {action}";
}
