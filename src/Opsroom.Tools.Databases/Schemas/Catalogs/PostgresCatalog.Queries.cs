namespace Opsroom.Tools.Databases.Schemas.Catalogs;

/// <summary>The questions that are asked of the catalogs. What an extension brought along is its own.</summary>
internal static partial class PostgresCatalog
{
    private const string Own = "n.nspname NOT IN ('pg_catalog', 'information_schema') AND n.nspname !~ '^pg_(toast|temp)'";

    private const string NameOfClass = "CASE WHEN n.nspname = 'public' THEN '' ELSE quote_ident(n.nspname) || '.' END || quote_ident(c.relname)";

    private const string Schemas = "SELECT 'CREATE SCHEMA ' || quote_ident(n.nspname) AS ddl FROM pg_namespace n WHERE " + Own + " AND n.nspname <> 'public' ORDER BY n.nspname";

    private const string Enums =
        $"""
        SELECT 'CREATE TYPE ' || format_type(t.oid, NULL) || ' AS ENUM (' || string_agg(quote_literal(e.enumlabel), ', ' ORDER BY e.enumsortorder) || ')' AS ddl
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace JOIN pg_enum e ON e.enumtypid = t.oid
        WHERE {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = t.oid AND x.deptype = 'e') GROUP BY t.oid ORDER BY 1
        """;

    private const string Domains =
        $"""
        SELECT 'CREATE DOMAIN ' || format_type(t.oid, NULL) || ' AS ' || format_type(t.typbasetype, t.typtypmod) || coalesce(' DEFAULT ' || t.typdefault, '') || CASE WHEN t.typnotnull THEN ' NOT NULL' ELSE '' END
          || coalesce((SELECT string_agg(' CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid), '' ORDER BY k.conname) FROM pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '') AS ddl
        FROM pg_type t JOIN pg_namespace n ON n.oid = t.typnamespace WHERE t.typtype = 'd' AND {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = t.oid AND x.deptype = 'e') ORDER BY 1
        """;

    private const string Sequences =
        $"""
        SELECT 'CREATE SEQUENCE ' || {NameOfClass} || ' AS ' || format_type(s.seqtypid, NULL) || ' START WITH ' || s.seqstart || ' INCREMENT BY ' || s.seqincrement || ' MINVALUE ' || s.seqmin
          || ' MAXVALUE ' || s.seqmax || ' CACHE ' || s.seqcache || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END AS ddl
        FROM pg_sequence s JOIN pg_class c ON c.oid = s.seqrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE {Own} AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.classid = 'pg_class'::regclass AND d.deptype IN ('a', 'i', 'e')) ORDER BY 1
        """;

    private const string Tables =
        $"""
        SELECT c.oid::bigint AS oid, {NameOfClass} AS name, c.relpersistence::text AS persistence, c.relrowsecurity AS rls, array_to_string(c.reloptions, ', ') AS options,
          CASE WHEN c.relkind = 'p' THEN pg_get_partkeydef(c.oid) END AS partition_key, CASE WHEN c.relispartition THEN pg_get_expr(c.relpartbound, c.oid) END AS bound,
          (SELECT i.inhparent::regclass::text FROM pg_inherits i WHERE i.inhrelid = c.oid LIMIT 1) AS parent
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'p') AND {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = c.oid AND x.deptype = 'e') ORDER BY c.relispartition, n.nspname, c.relname
        """;

    private const string Columns =
        $"""
        SELECT c.oid::bigint AS oid, quote_ident(a.attname) AS name, format_type(a.atttypid, a.atttypmod) AS type, a.attnotnull AS required, a.attidentity::text AS identity, a.attgenerated::text AS generated,
          pg_get_expr(d.adbin, d.adrelid) AS expression, pg_get_serial_sequence(c.oid::regclass::text, a.attname) AS sequence,
          CASE WHEN a.attcollation <> t.typcollation THEN (SELECT quote_ident(o.collname) FROM pg_collation o WHERE o.oid = a.attcollation) END AS collation,
          (SELECT 'START WITH ' || s.seqstart || ' INCREMENT BY ' || s.seqincrement || CASE WHEN s.seqmin <> 1 THEN ' MINVALUE ' || s.seqmin ELSE '' END || CASE WHEN s.seqcache <> 1 THEN ' CACHE ' || s.seqcache ELSE '' END
             || CASE WHEN s.seqcycle THEN ' CYCLE' ELSE '' END FROM pg_sequence s WHERE a.attidentity <> '' AND s.seqrelid = pg_get_serial_sequence(c.oid::regclass::text, a.attname)::regclass) AS sequence_options
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        JOIN pg_type t ON t.oid = a.atttypid LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        WHERE c.relkind IN ('r', 'p') AND {Own} ORDER BY c.oid, a.attnum
        """;

    private const string Constraints =
        $"""
        SELECT 'ALTER TABLE ' || {NameOfClass} || ' ADD CONSTRAINT ' || quote_ident(k.conname) || ' ' || pg_get_constraintdef(k.oid) AS ddl
        FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE k.contype IN ('p', 'u', 'c', 'f', 'x') AND k.conparentid = 0 AND k.conislocal AND c.relkind IN ('r', 'p') AND {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = c.oid AND x.deptype = 'e')
        ORDER BY array_position(ARRAY['p', 'u', 'c', 'x', 'f'], k.contype::text), n.nspname, c.relname, k.conname
        """;

    private const string Indexes =
        $"""
        SELECT pg_get_indexdef(i.indexrelid) AS ddl FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class x ON x.oid = i.indexrelid
        WHERE c.relkind IN ('r', 'p') AND NOT x.relispartition AND {Own} AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.contype IN ('p', 'u', 'x'))
          AND NOT EXISTS (SELECT FROM pg_depend e WHERE e.objid = c.oid AND e.deptype = 'e') ORDER BY n.nspname, c.relname, x.relname
        """;

    private const string Views =
        $"""
        SELECT 'CREATE ' || CASE WHEN c.relkind = 'm' THEN 'MATERIALIZED ' ELSE '' END || 'VIEW ' || {NameOfClass} || ' AS ' || rtrim(pg_get_viewdef(c.oid), ';') AS ddl
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('v', 'm') AND {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = c.oid AND x.deptype = 'e') ORDER BY c.oid
        """;

    private const string ViewIndexes =
        $"SELECT pg_get_indexdef(i.indexrelid) AS ddl FROM pg_index i JOIN pg_class c ON c.oid = i.indrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'm' AND {Own} ORDER BY 1";

    private const string Routines =
        $"""
        SELECT pg_get_functiondef(p.oid) AS ddl FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
        WHERE p.prokind IN ('f', 'p') AND {Own} AND NOT EXISTS (SELECT FROM pg_depend x WHERE x.objid = p.oid AND x.deptype = 'e') ORDER BY n.nspname, p.proname, p.oid
        """;

    private const string Triggers =
        $"SELECT pg_get_triggerdef(g.oid) AS ddl FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid JOIN pg_namespace n ON n.oid = c.relnamespace WHERE NOT g.tgisinternal AND {Own} ORDER BY c.relname, g.tgname";

    private const string Comments =
        $"""
        SELECT 'COMMENT ON ' || CASE c.relkind WHEN 'v' THEN 'VIEW ' WHEN 'm' THEN 'MATERIALIZED VIEW ' WHEN 'i' THEN 'INDEX ' ELSE CASE WHEN d.objsubid > 0 THEN 'COLUMN ' ELSE 'TABLE ' END END || {NameOfClass}
          || CASE WHEN d.objsubid > 0 THEN '.' || quote_ident(a.attname) ELSE '' END || ' IS ' || quote_literal(d.description) AS ddl
        FROM pg_description d JOIN pg_class c ON c.oid = d.objoid AND d.classoid = 'pg_class'::regclass JOIN pg_namespace n ON n.oid = c.relnamespace
        LEFT JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = d.objsubid
        WHERE c.relkind IN ('r', 'p', 'v', 'm', 'i') AND (d.objsubid = 0 OR c.relkind IN ('r', 'p')) AND {Own} ORDER BY 1
        """;
}
