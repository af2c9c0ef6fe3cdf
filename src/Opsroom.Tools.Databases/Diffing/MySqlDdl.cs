using System.Text;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Writes the DDL that MySQL and MariaDB share.</summary>
internal static class MySqlDdl
{
    private const SqlDialect Dialect = SqlDialect.MySql;

    public static string Quote(string name) => SqlName.Quote(name, Dialect);

    public static string Quote(ObjectName name) => SqlName.Quote(name, Dialect);

    /// <summary>A table without its foreign keys.</summary>
    public static string Create(SchemaTable table)
    {
        string[] parts =
        [
            .. table.Columns.Select(column => Column(column, table.Checks)),
            .. table.PrimaryKey is { } key ? [$"PRIMARY KEY ({SqlName.List(key.Columns, Dialect)})"] : Array.Empty<string>(),
            .. table.Indexes.Where(index => !index.IsImplied).Select(Index),
            .. table.Checks.Where(check => check.Column is null).Select(Check),
        ];
        var text = new StringBuilder($"CREATE TABLE {Quote(table.Name)} (\n    ").AppendJoin(",\n    ", parts).Append("\n)");
        foreach (var (name, value) in table.Options)
        {
            text.Append(value.Length == 0 ? $" {name}" : $" {(name == "CHARACTER SET" ? "DEFAULT CHARSET" : name)}={value}");
        }

        return text.Append(table.Comment is { } comment ? $" COMMENT={SqlName.Text(comment, Dialect)}" : "").Append(table.PartitionBy is { } by ? $" PARTITION BY {by}" : "").ToString();
    }

    /// <param name="checks">Of the table: one that stands with the column is part of it.</param>
    public static string Column(TableColumn column, IEnumerable<TableCheck> checks)
    {
        var text = new StringBuilder($"{Quote(column.Name)} {column.Type}");
        text.Append(column.CharacterSet is { } charset ? $" CHARACTER SET {charset}" : "").Append(column.Collation is { } collation ? $" COLLATE {collation}" : "");
        text.Append(column.Generated is { } generated ? $" GENERATED ALWAYS AS ({generated.Expression}) {(generated.IsStored ? "STORED" : "VIRTUAL")}" : "");
        text.Append(column.IsNullable ? column.Generated is null ? " NULL" : "" : column.Generated is null ? " NOT NULL" : "").Append(column.Default is { } value ? $" DEFAULT {value}" : "");
        text.Append(column.OnUpdate is { } update ? $" ON UPDATE {update}" : "").Append(column.Identity == IdentityKind.AutoIncrement ? " AUTO_INCREMENT" : "");
        text.Append(column.IsInvisible ? " INVISIBLE" : "").Append(column.Comment is { } comment ? $" COMMENT {SqlName.Text(comment, Dialect)}" : "");
        foreach (var check in checks.Where(check => column.Name.Equals(check.Column, StringComparison.OrdinalIgnoreCase)))
        {
            text.Append(check.IsNamed ? $" CONSTRAINT {Quote(check.Name!)}" : "").Append($" CHECK ({check.Expression})");
        }

        return text.ToString();
    }

    public static string Index(TableIndex index)
    {
        var kind = index.IsUnique ? "UNIQUE INDEX" : index.Special is { } special ? $"{special} INDEX" : "INDEX";
        return $"{kind} {Quote(index.Name)}{(index.Method is { } method ? $" USING {method}" : "")} ({string.Join(", ", index.Elements.Select(element => IndexText.Element(element, Dialect)))})";
    }

    public static string Check(TableCheck check) => $"{(check.IsNamed ? $"CONSTRAINT {Quote(check.Name!)} " : "")}CHECK ({check.Expression}){(check.IsNotEnforced ? " NOT ENFORCED" : "")}";

    public static string ForeignKey(TableForeignKey key)
    {
        var text = new StringBuilder($"CONSTRAINT {Quote(key.Name!)} FOREIGN KEY ({SqlName.List(key.Columns, Dialect)}) REFERENCES {Quote(key.Target)} ({SqlName.List(key.TargetColumns, Dialect)})");
        return text.Append(key.OnDelete is { } delete ? $" ON DELETE {delete}" : "").Append(key.OnUpdate is { } update ? $" ON UPDATE {update}" : "").ToString();
    }

    public static string View(SchemaView view) => $"CREATE VIEW {Quote(view.Name)}{(view.Columns.IsEmpty ? "" : $" ({SqlName.List(view.Columns, Dialect)})")} AS {view.Query}";
}
