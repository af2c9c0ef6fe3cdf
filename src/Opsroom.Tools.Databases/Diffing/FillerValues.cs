using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Diffing;

/// <summary>What stands in rows that are there already when a column becomes required and has no default.</summary>
internal static class FillerValues
{
    /// <summary>A value as SQL; null where a type has none that can be told.</summary>
    public static string? Of(TableColumn column, DatabaseSchema schema)
    {
        var type = column.Type.ToLowerInvariant();
        if (schema.Enums.FirstOrDefault(each => SqlName.Quote(each.Name, schema.Dialect) == column.Type) is { Labels: [var first, ..] })
        {
            return SqlName.Text(first, schema.Dialect);
        }

        if (type.EndsWith("[]", StringComparison.Ordinal))
        {
            return "'{}'";
        }

        bool Is(params ReadOnlySpan<string> beginnings)
        {
            foreach (var beginning in beginnings)
            {
                if (type.StartsWith(beginning, StringComparison.Ordinal))
                {
                    return true;
                }
            }

            return false;
        }

        return Is("enum(") ? type[5..].Split(',')[0].TrimEnd(')')
            : Is("boolean") ? "false"
            : Is("interval") ? "'0'"
            : Is("int", "bigint", "smallint", "tinyint", "mediumint", "numeric", "decimal", "real", "double", "float", "money", "bit", "year") ? Is("bit") && schema.Dialect.IsPostgreSql ? null : Is("year") ? "1970" : "0"
            : Is("timestamp", "datetime") ? "'1970-01-02 00:00:00'"
            : Is("date") ? "'1970-01-01'"
            : Is("time") ? "'00:00:00'"
            : Is("uuid") ? "'00000000-0000-0000-0000-000000000000'"
            : Is("json") ? "'{}'"
            : Is("bytea", "blob", "longblob", "mediumblob", "tinyblob", "binary", "varbinary") ? schema.Dialect.IsSqlite ? "x''" : "''"
            : Is("char", "varchar", "text", "tinytext", "mediumtext", "longtext", "citext", "nvarchar", "clob", "string", "set(") ? "''"
            : schema.Dialect.IsSqlite ? "''" : null;
    }
}
