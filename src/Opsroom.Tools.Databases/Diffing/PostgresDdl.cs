using System.Text;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Statements;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>Writes PostgreSQL's DDL.</summary>
internal static class PostgresDdl
{
    private const SqlDialect Dialect = SqlDialect.PostgreSql;

    public static string Quote(string name) => SqlName.Quote(name, Dialect);

    public static string Quote(ObjectName name) => SqlName.Quote(name, Dialect);

    /// <summary>A table without its foreign keys and indexes.</summary>
    public static string Create(SchemaTable table)
    {
        var create = $"CREATE {(table.IsUnlogged ? "UNLOGGED " : "")}TABLE {Quote(table.Name)}";
        if (table.PartitionOf is { } parent)
        {
            return $"{create} PARTITION OF {Quote(parent)} {table.PartitionBound}{(table.PartitionBy is { } again ? $" PARTITION BY {again}" : "")}";
        }

        string[] parts =
        [
            .. table.Columns.Select(Column),
            .. table.PrimaryKey is { } key ? [Constraint(key, "PRIMARY KEY")] : Array.Empty<string>(),
            .. table.Uniques.Select(unique => Constraint(unique, "UNIQUE")),
            .. table.Checks.Where(check => !check.IsNotValid).Select(Constraint),
            .. table.Exclusions.Select(exclusion => $"CONSTRAINT {Quote(exclusion.Name)} {exclusion.Definition}"),
        ];
        var text = new StringBuilder(create).Append(" (\n    ").AppendJoin(",\n    ", parts).Append("\n)");
        text.Append(table.Inherits.IsEmpty ? "" : $" INHERITS ({string.Join(", ", table.Inherits.Select(Quote))})");
        return text.Append(table.PartitionBy is { } by ? $" PARTITION BY {by}" : "").Append(table.With is { } with ? $" WITH ({with.Trim('(', ')')})" : "").ToString();
    }

    public static string Column(TableColumn column)
    {
        var type = column.Identity == IdentityKind.Serial ? column.Type switch { "bigint" => "bigserial", "smallint" => "smallserial", _ => "serial" } : column.Type;
        var text = new StringBuilder($"{Quote(column.Name)} {type}");
        text.Append(column.Collation is { } collation ? $" COLLATE {Quote(collation)}" : "");
        text.Append(column.Generated is { } generated ? $" GENERATED ALWAYS AS ({generated.Expression}) {(generated.IsStored ? "STORED" : "VIRTUAL")}" : "");
        text.Append(column.Default is { } value && column.Identity != IdentityKind.Serial ? $" DEFAULT {value}" : "");
        return text.Append(Identity(column)).Append(column.IsNullable ? "" : " NOT NULL").ToString();
    }

    public static string Identity(TableColumn column) => column.Identity is IdentityKind.Always or IdentityKind.ByDefault
        ? $" GENERATED {(column.Identity == IdentityKind.Always ? "ALWAYS" : "BY DEFAULT")} AS IDENTITY{(column.IdentityOptions is { } options ? $" ({options})" : "")}"
        : "";

    public static string Constraint(TableKey key, string kind) =>
        $"CONSTRAINT {Quote(key.Name!)} {kind}{(key.NullsNotDistinct ? " NULLS NOT DISTINCT" : "")} ({SqlName.List(key.Columns, Dialect)})"
        + (key.Include.IsEmpty ? "" : $" INCLUDE ({SqlName.List(key.Include, Dialect)})") + Deferral(key.IsDeferrable, key.IsInitiallyDeferred);

    public static string Constraint(TableCheck check) =>
        $"CONSTRAINT {Quote(check.Name!)} CHECK ({check.Expression}){(check.IsNoInherit ? " NO INHERIT" : "")}{(check.IsNotValid ? " NOT VALID" : "")}";

    public static string Constraint(TableForeignKey key)
    {
        var text = new StringBuilder($"CONSTRAINT {Quote(key.Name!)} FOREIGN KEY ({SqlName.List(key.Columns, Dialect)}) REFERENCES {Quote(key.Target)}");
        text.Append(key.TargetColumns.IsEmpty ? "" : $" ({SqlName.List(key.TargetColumns, Dialect)})").Append(key.Match is { } match ? $" MATCH {match}" : "");
        text.Append(key.OnDelete is { } delete ? $" ON DELETE {delete}" : "").Append(key.OnUpdate is { } update ? $" ON UPDATE {update}" : "");
        return text.Append(Deferral(key.IsDeferrable, key.IsInitiallyDeferred)).Append(key.IsNotValid ? " NOT VALID" : "").ToString();
    }

    public static string Enum(SchemaEnum type) => $"CREATE TYPE {Quote(type.Name)} AS ENUM ({string.Join(", ", type.Labels.Select(Text))})";

    public static string View(SchemaView view) =>
        $"CREATE {(view.IsMaterialized ? "MATERIALIZED " : "")}VIEW {Quote(view.Name)}{(view.Columns.IsEmpty ? "" : $" ({SqlName.List(view.Columns, Dialect)})")} AS {view.Query}";

    public static string Text(string value) => SqlName.Text(value, Dialect);

    public static string Deferral(bool isDeferrable, bool isDeferred) => (isDeferrable ? " DEFERRABLE" : "") + (isDeferred ? " INITIALLY DEFERRED" : "");
}
