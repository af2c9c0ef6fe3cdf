using System.Text.RegularExpressions;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Schemas;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Tests.Diffing;

/// <summary>What an engine's catalogs say of a schema, a line for each fact; asked without the product's own introspection.</summary>
internal static partial class CatalogSnapshot
{
    private const string Postgres =
        """
        SELECT concat_ws('|', 'column', c.oid::regclass, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated, a.attcollation, col_description(c.oid, a.attnum)) AS fact
          FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
          WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT concat_ws('|', 'constraint', k.conrelid::regclass, k.conname, pg_get_constraintdef(k.oid), k.convalidated) FROM pg_constraint k JOIN pg_namespace n ON n.oid = k.connamespace WHERE n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT concat_ws('|', 'index', pg_get_indexdef(i.indexrelid), obj_description(i.indexrelid)) FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT concat_ws('|', 'relation', c.oid::regclass, c.relkind, c.relpersistence, c.reloptions, c.relrowsecurity, obj_description(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind <> 'i' AND n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT concat_ws('|', 'view', c.oid::regclass, pg_get_viewdef(c.oid)) FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind IN ('v', 'm') AND n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT concat_ws('|', 'enum', format_type(e.enumtypid, NULL), e.enumlabel, row_number() OVER (PARTITION BY e.enumtypid ORDER BY e.enumsortorder)) FROM pg_enum e
        UNION ALL SELECT concat_ws('|', 'sequence', s.seqrelid::regclass, format_type(s.seqtypid, NULL), s.seqstart, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, s.seqcache, (SELECT o.refobjid::regclass::text || o.refobjsubid FROM pg_depend o WHERE o.objid = s.seqrelid AND o.deptype IN ('a', 'i') LIMIT 1) IS NOT NULL) FROM pg_sequence s
        UNION ALL SELECT concat_ws('|', 'trigger', pg_get_triggerdef(g.oid)) FROM pg_trigger g WHERE NOT g.tgisinternal
        UNION ALL SELECT concat_ws('|', 'function', pg_get_functiondef(p.oid)) FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace WHERE p.prokind = 'f' AND n.nspname !~ '^(pg_|information_schema)'
        UNION ALL SELECT 'schema|' || n.nspname FROM pg_namespace n WHERE n.nspname !~ '^(pg_|information_schema)'
        """;

    private const string MariaDb =
        """
        SELECT concat_ws('|', 'column', table_name, column_name, column_type, is_nullable, coalesce(column_default, '-'), extra, column_comment, coalesce(generation_expression, ''), coalesce(character_set_name, ''), coalesce(collation_name, '')) AS fact FROM information_schema.columns WHERE table_schema = DATABASE()
        UNION ALL SELECT concat_ws('|', 'index', table_name, index_name, non_unique, seq_in_index, coalesce(column_name, ''), coalesce(sub_part, ''), coalesce(collation, ''), index_type) FROM information_schema.statistics WHERE table_schema = DATABASE()
        UNION ALL SELECT concat_ws('|', 'foreign key', k.table_name, k.constraint_name, k.column_name, k.referenced_table_name, k.referenced_column_name, r.delete_rule, r.update_rule) FROM information_schema.key_column_usage k JOIN information_schema.referential_constraints r
          ON r.constraint_schema = k.constraint_schema AND r.constraint_name = k.constraint_name AND r.table_name = k.table_name WHERE k.constraint_schema = DATABASE() AND k.referenced_table_name IS NOT NULL
        UNION ALL SELECT concat_ws('|', 'check', table_name, constraint_name, level, check_clause) FROM information_schema.check_constraints WHERE constraint_schema = DATABASE()
        UNION ALL SELECT concat_ws('|', 'table', table_name, table_type, engine, table_collation, table_comment) FROM information_schema.tables WHERE table_schema = DATABASE()
        UNION ALL SELECT concat_ws('|', 'view', table_name, replace(view_definition, DATABASE(), '')) FROM information_schema.views WHERE table_schema = DATABASE()
        UNION ALL SELECT concat_ws('|', 'trigger', trigger_name, event_object_table, action_timing, event_manipulation, action_statement) FROM information_schema.triggers WHERE trigger_schema = DATABASE()
        """;

    public static async Task<string> TakeAsync(OpenDatabase database)
    {
        var token = TestContext.Current.CancellationToken;
        var facts = database.Kind switch
        {
            DatabaseKind.Sqlite => await SqliteAsync(database, token),
            DatabaseKind.Postgresql => (await database.QueryAsync(Postgres, token)).Select(row => row.Text("fact")!),
            _ => (await database.QueryAsync(MariaDb, token)).Select(row => row.Text("fact")!),
        };
        return string.Join('\n', facts.Select(fact => Blanks().Replace(fact, " ")).Order(StringComparer.Ordinal));
    }

    private static async Task<IEnumerable<string>> SqliteAsync(OpenDatabase database, CancellationToken token)
    {
        var facts = new List<string>();
        foreach (var table in await database.QueryAsync("SELECT name, type, wr, strict FROM pragma_table_list WHERE schema = 'main' AND name NOT LIKE 'sqlite_%'", token))
        {
            var name = table.Text("name")!;
            facts.Add($"{table.Text("type")}|{name}|{table.Text("wr")}|{table.Text("strict")}");
            foreach (var query in (string[])
                [
                    "SELECT 'column|' || name || '|' || type || '|' || \"notnull\" || '|' || coalesce(dflt_value, '-') || '|' || pk || '|' || hidden AS fact FROM pragma_table_xinfo(@name)",
                    "SELECT 'foreign key|' || \"from\" || '|' || \"table\" || '|' || coalesce(\"to\", '') || '|' || on_update || '|' || on_delete AS fact FROM pragma_foreign_key_list(@name)",
                    "SELECT 'index|' || CASE l.origin WHEN 'c' THEN l.name ELSE '' END || '|' || l.origin || '|' || l.\"unique\" || '|' || l.partial || '|' || x.seqno || '|' || coalesce(x.name, '') || '|' || x.desc || '|' || x.coll AS fact FROM pragma_index_list(@name) l, pragma_index_xinfo(l.name) x WHERE x.key",
                ])
            {
                facts.AddRange((await database.QueryAsync(query, token, [("name", name)])).Select(row => $"{name}|{row.Text("fact")}"));
            }
        }

        var statements = await database.QueryAsync("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite_%'", token);
        facts.AddRange(statements.Where(row => row.Text("type") != "table").Select(row => $"{row.Text("type")}|{row.Text("name")}|{ExpressionText.Key(row.Text("sql"), SqlDialect.Sqlite)}"));
        foreach (var row in statements.Where(row => row.Text("type") == "table"))
        {
            var table = Assert.Single(SchemaReader.Read(row.Text("sql")!, SqlDialect.Sqlite).Schema.Tables);
            facts.AddRange(table.Checks.Select(check => $"{table.Name}|check|{ExpressionText.Key(check.Expression, SqlDialect.Sqlite)}"));
            facts.AddRange(table.Columns.Select(column => $"{table.Name}|{column.Name}|{column.Identity}|{ExpressionText.Key(column.Generated?.Expression, SqlDialect.Sqlite)}|{column.Collation}"));
        }

        return facts;
    }

    [GeneratedRegex(@"\s+", RegexOptions.NonBacktracking)]
    private static partial Regex Blanks();
}
