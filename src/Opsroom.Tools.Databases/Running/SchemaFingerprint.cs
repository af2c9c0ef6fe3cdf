using System.Security.Cryptography;
using System.Text;
using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Running;

/// <summary>Says whether a schema is still the one that was looked at.</summary>
internal static class SchemaFingerprint
{
    private const string Postgres =
        """
        SELECT 'column' AS kind, table_schema || '.' || table_name AS owner, column_name AS name, concat_ws(' ', data_type, character_maximum_length, numeric_precision, numeric_scale, is_nullable, column_default) AS definition
        FROM information_schema.columns WHERE table_schema NOT IN ('pg_catalog', 'information_schema') AND table_schema NOT LIKE 'pg\_%' AND table_name <> 'opsroom_migrations'
        UNION ALL
        SELECT 'index', schemaname || '.' || tablename, indexname, indexdef FROM pg_indexes WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND schemaname NOT LIKE 'pg\_%' AND tablename <> 'opsroom_migrations'
        UNION ALL
        SELECT 'constraint', conrelid::regclass::text, conname, pg_get_constraintdef(oid) || convalidated::text FROM pg_constraint
        WHERE connamespace NOT IN (SELECT oid FROM pg_namespace WHERE nspname IN ('pg_catalog', 'information_schema')) AND conrelid::regclass::text NOT LIKE '%opsroom\_migrations'
        UNION ALL
        SELECT 'label', enumtypid::regtype::text, enumlabel, enumsortorder::text FROM pg_enum
        ORDER BY 1, 2, 3, 4
        """;

    private const string MySql =
        """
        SELECT 'column' AS kind, table_name AS owner, column_name AS name, concat_ws(' ', column_type, is_nullable, column_default, extra, collation_name) AS definition
        FROM information_schema.columns WHERE table_schema = database() AND table_name <> 'opsroom_migrations'
        UNION ALL
        SELECT 'index', table_name, concat(index_name, ' ', seq_in_index), concat_ws(' ', column_name, non_unique, sub_part) FROM information_schema.statistics WHERE table_schema = database() AND table_name <> 'opsroom_migrations'
        UNION ALL
        SELECT 'key', table_name, concat(constraint_name, ' ', ordinal_position), concat_ws(' ', column_name, referenced_table_name, referenced_column_name) FROM information_schema.key_column_usage
        WHERE table_schema = database() AND table_name <> 'opsroom_migrations'
        ORDER BY 1, 2, 3, 4
        """;

    private const string Sqlite = "SELECT type AS kind, tbl_name AS owner, name, coalesce(sql, '') AS definition FROM sqlite_master WHERE tbl_name <> 'opsroom_migrations' ORDER BY 1, 2, 3, 4";

    public static async Task<string> OfAsync(OpenDatabase database, CancellationToken cancellationToken)
    {
        var sql = database.Kind switch { DatabaseKind.Postgresql => Postgres, DatabaseKind.Sqlite => Sqlite, _ => MySql };
        var text = new StringBuilder();
        foreach (var row in await database.QueryAsync(sql, cancellationToken))
        {
            text.Append(row.Text("kind")).Append('\0').Append(row.Text("owner")).Append('\0').Append(row.Text("name")).Append('\0').Append(row.Text("definition")).Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())))[..16];
    }
}
