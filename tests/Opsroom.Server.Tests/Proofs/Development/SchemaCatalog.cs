using System.Data.Common;
using System.Globalization;
using System.Text;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>What a database's own catalog says of a schema, one line per thing, in an order that is always the same.</summary>
internal static class SchemaCatalog
{
    private const string Postgres = """
        SELECT 'schema ' || nspname FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'
        UNION ALL SELECT 'relation ' || c.oid::regclass || ' ' || c.relkind::text || ' ' || c.relpersistence::text FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
        UNION ALL SELECT 'column ' || c.oid::regclass || '.' || quote_ident(a.attname) || ' ' || format_type(a.atttypid, a.atttypmod) || ' notnull=' || a.attnotnull || ' identity=' || a.attidentity::text || ' generated=' || a.attgenerated::text || ' default=' || coalesce(pg_get_expr(d.adbin, d.adrelid), '')
            FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
            WHERE a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL SELECT 'constraint ' || k.conrelid::regclass || ' ' || pg_get_constraintdef(k.oid) || ' valid=' || k.convalidated FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND k.conrelid <> 0
        UNION ALL SELECT 'index ' || i.indrelid::regclass || regexp_replace(pg_get_indexdef(i.indexrelid), '^CREATE (UNIQUE )?INDEX \S+|^CREATE (UNIQUE )?INDEX "[^"]*"', ' \1') || ' primary=' || i.indisprimary || ' valid=' || i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL SELECT 'view ' || c.oid::regclass || ' ' || pg_get_viewdef(c.oid) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        UNION ALL SELECT 'enum ' || e.enumtypid::regtype || ' ' || string_agg(e.enumlabel, '|' ORDER BY e.enumsortorder) FROM pg_enum e GROUP BY e.enumtypid
        UNION ALL SELECT 'domain ' || t.oid::regtype || ' ' || format_type(t.typbasetype, t.typtypmod) || ' ' || coalesce((SELECT string_agg(pg_get_constraintdef(k.oid), ' ') FROM pg_constraint k WHERE k.contypid = t.oid), '') FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND n.nspname = 'public'
        UNION ALL SELECT 'function ' || p.oid::regprocedure || ' ' || p.prosrc FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE n.nspname = 'public'
        UNION ALL SELECT 'sequence ' || s.seqrelid::regclass || ' ' || concat_ws(' ', s.seqtypid::regtype, s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcache, s.seqcycle) FROM pg_sequence s
        UNION ALL SELECT 'comment ' || d.objoid::regclass || '.' || coalesce((SELECT attname FROM pg_attribute WHERE attrelid = d.objoid AND attnum = d.objsubid AND d.objsubid > 0), '') || ' ' || d.description FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        """;

    private const string MariaDb = """
        SELECT CONCAT_WS(' ', 'column', table_name, column_name, column_type, is_nullable, COALESCE(column_default, '-'), extra, COALESCE(generation_expression, ''), column_comment) FROM information_schema.columns WHERE table_schema = DATABASE()
        UNION ALL SELECT CONCAT_WS(' ', 'table', table_name, table_type, COALESCE(engine, ''), table_comment) FROM information_schema.tables WHERE table_schema = DATABASE()
        UNION ALL SELECT CONCAT_WS(' ', 'index', table_name, index_name, non_unique, seq_in_index, COALESCE(column_name, ''), COALESCE(collation, ''), COALESCE(sub_part, ''), index_type) FROM information_schema.statistics WHERE table_schema = DATABASE()
        UNION ALL SELECT CONCAT_WS(' ', 'foreign', k.table_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.update_rule, r.delete_rule) FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r ON r.constraint_schema = k.table_schema AND r.constraint_name = k.constraint_name WHERE k.table_schema = DATABASE()
        UNION ALL SELECT CONCAT_WS(' ', 'check', table_name, check_clause) FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()
        UNION ALL SELECT CONCAT_WS(' ', 'view', table_name, REPLACE(view_definition, CONCAT('`', DATABASE(), '`.'), '')) FROM information_schema.views WHERE table_schema = DATABASE()
        """;

    private const string Sqlite = """
        SELECT 'column ' || m.name || '.' || c.name || ' ' || upper(c.type) || ' notnull=' || c."notnull" || ' pk=' || c.pk || ' hidden=' || c.hidden || ' default=' || coalesce(c.dflt_value, '') FROM sqlite_schema m JOIN pragma_table_xinfo(m.name) c WHERE m.type IN ('table', 'view') AND m.name NOT LIKE 'sqlite_%'
        UNION ALL SELECT 'table ' || m.name || ' ' || l.type || ' strict=' || l.strict || ' without_rowid=' || l.wr || ' autoincrement=' || (upper(m.sql) LIKE '%AUTOINCREMENT%') || ' checks=' || ((length(upper(m.sql)) - length(replace(upper(m.sql), 'CHECK', ''))) / 5) FROM sqlite_schema m JOIN pragma_table_list l ON l.name = m.name AND l.schema = 'main' WHERE m.type = 'table' AND m.name NOT LIKE 'sqlite_%'
        UNION ALL SELECT 'foreign ' || m.name || ' ' || f."from" || ' ' || f."table" || ' ' || coalesce(f."to", '') || ' ' || f.on_update || ' ' || f.on_delete FROM sqlite_schema m JOIN pragma_foreign_key_list(m.name) f WHERE m.type = 'table'
        UNION ALL SELECT 'index ' || m.name || ' ' || i."unique" || ' ' || i.origin || ' ' || i.partial || ' ' || coalesce((SELECT group_concat(coalesce(x.name, '(expression)') || ' ' || x."desc", ',') FROM pragma_index_xinfo(i.name) x WHERE x.key = 1), '') || CASE i.origin WHEN 'c' THEN ' ' || i.name ELSE '' END FROM sqlite_schema m JOIN pragma_index_list(m.name) i WHERE m.type = 'table'
        UNION ALL SELECT type || ' ' || name || ' ' || replace(replace(sql, char(10), ' '), '  ', ' ') FROM sqlite_schema WHERE type IN ('view', 'trigger')
        """;

    public static string QueryOf(string database) => database switch { "postgresql" => Postgres, "mysql" => MariaDb, _ => Sqlite };

    public static async Task<IReadOnlyList<string>> ReadAsync(DbConnection connection, string database, CancellationToken cancellationToken) =>
        [.. (await AskAsync(connection, QueryOf(database), cancellationToken)).Order(StringComparer.Ordinal)];

    /// <summary>The rows of a query as text.</summary>
    public static async Task<IReadOnlyList<string>> AskAsync(DbConnection connection, string sql, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        List<string> rows = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            var row = new StringBuilder();
            for (var at = 0; at < reader.FieldCount; at++)
            {
                row.Append(at == 0 ? "" : "|").Append(reader.IsDBNull(at) ? "" : Convert.ToString(reader.GetValue(at), CultureInfo.InvariantCulture));
            }

            rows.Add(row.ToString());
        }

        return rows;
    }
}
