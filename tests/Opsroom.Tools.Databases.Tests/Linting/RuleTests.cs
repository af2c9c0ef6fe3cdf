using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Linting.Rules;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Tests.Linting;

/// <summary>Every rule has a migration that it tells of, and one like it that it leaves alone.</summary>
public sealed class RuleTests
{
    private const string Users = "CREATE TABLE users (id bigint NOT NULL, name varchar(50), email text, CONSTRAINT ck CHECK (email <> '') ); CREATE TABLE logs (id bigint, at date) PARTITION BY RANGE (at);";

    public static TheoryData<string, string, string, string> Cases => new()
    {
        { "sql-syntax", "postgresql", "ALTER TABEL users", "SELECT 1" },
        { "not-in-this-version", "postgresql 10", "REINDEX INDEX CONCURRENTLY i", "REINDEX INDEX i" },
        { "not-in-a-transaction", "postgresql", "BEGIN; CREATE INDEX CONCURRENTLY i ON users (id); COMMIT", "CREATE INDEX CONCURRENTLY i ON users (id)" },
        { "transaction-in-a-transaction", "postgresql", "BEGIN; BEGIN; COMMIT", "BEGIN; COMMIT; BEGIN; COMMIT" },
        { "commit-without-begin", "postgresql", "COMMIT", "BEGIN; COMMIT" },
        { "transaction-left-open", "postgresql", "BEGIN; SELECT 1", "BEGIN; SELECT 1; COMMIT" },
        { "not-repeatable", "postgresql", "CREATE INDEX CONCURRENTLY i ON users (id)", "CREATE INDEX CONCURRENTLY IF NOT EXISTS i ON users (id)" },
        { "unseen-code", "postgresql", "DO $$ BEGIN EXECUTE 'DROP TABLE ' || 'x'; END $$", "DO $$ BEGIN PERFORM 1; END $$" },
        { "missing-lock-timeout", "postgresql", "ALTER TABLE users ADD COLUMN a int", "SET lock_timeout = '5s'; ALTER TABLE users ADD COLUMN a int" },
        { "missing-statement-timeout", "postgresql", "ALTER TABLE users ADD COLUMN a int", "SET statement_timeout = 5000; ALTER TABLE users ADD COLUMN a int" },
        { "several-exclusive-locks", "postgresql", "BEGIN; ALTER TABLE users ADD a int; ALTER TABLE logs ADD a int; COMMIT", "ALTER TABLE users ADD a int; ALTER TABLE logs ADD a int" },
        { "lock-table", "postgresql", "BEGIN; LOCK TABLE users; COMMIT", "BEGIN; LOCK TABLE users IN ACCESS SHARE MODE; COMMIT" },
        { "rows-changed-under-a-lock", "postgresql", "BEGIN; ALTER TABLE users ADD a int; UPDATE users SET a = 1 WHERE id < 9; COMMIT", "ALTER TABLE users ADD a int; UPDATE users SET a = 1 WHERE id < 9" },
        { "index-not-concurrent", "postgresql", "CREATE INDEX i ON users (id)", "CREATE TABLE t (id int); CREATE INDEX i ON t (id)" },
        { "index-dropped-not-concurrent", "postgresql", "DROP INDEX i", "DROP INDEX CONCURRENTLY i" },
        { "index-concurrent-on-partitioned", "postgresql", "CREATE INDEX CONCURRENTLY i ON logs (id)", "CREATE INDEX CONCURRENTLY i ON users (id)" },
        { "reindex-not-concurrent", "postgresql", "REINDEX TABLE users", "REINDEX TABLE CONCURRENTLY users" },
        { "wide-index", "postgresql", "CREATE INDEX i ON users (a, b, c, d, e)", "CREATE INDEX i ON users (a, b)" },
        { "foreign-key-validates", "postgresql", "ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES o (id)", "ALTER TABLE users ADD FOREIGN KEY (id) REFERENCES o (id) NOT VALID" },
        { "check-validates", "postgresql", "ALTER TABLE users ADD CHECK (id > 0)", "ALTER TABLE users ADD CHECK (id > 0) NOT VALID" },
        { "validated-in-the-same-transaction", "postgresql", "BEGIN; ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c; COMMIT", "ALTER TABLE users ADD CONSTRAINT c CHECK (id > 0) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c" },
        { "unique-constraint-builds", "postgresql", "ALTER TABLE users ADD UNIQUE (id)", "ALTER TABLE users ADD CONSTRAINT u UNIQUE USING INDEX i" },
        { "primary-key-scans", "postgresql", "CREATE UNIQUE INDEX CONCURRENTLY i ON users (email); ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY USING INDEX i", "CREATE UNIQUE INDEX CONCURRENTLY i ON users (id); ALTER TABLE users ADD CONSTRAINT p PRIMARY KEY USING INDEX i" },
        { "exclusion-constraint", "postgresql", "ALTER TABLE users ADD EXCLUDE USING gist (id WITH =)", "CREATE TABLE t (id int, EXCLUDE USING gist (id WITH =))" },
        { "set-not-null-scans", "postgresql", "ALTER TABLE users ALTER email SET NOT NULL", "ALTER TABLE users ADD CONSTRAINT c CHECK (email IS NOT NULL) NOT VALID; ALTER TABLE users VALIDATE CONSTRAINT c; ALTER TABLE users ALTER email SET NOT NULL" },
        { "not-null-dropped", "postgresql", "ALTER TABLE users ALTER id DROP NOT NULL", "ALTER TABLE users ALTER id DROP DEFAULT" },
        { "domain-constraint", "postgresql", "ALTER DOMAIN d ADD CHECK (VALUE > 0)", "ALTER DOMAIN d ADD CHECK (VALUE > 0) NOT VALID" },
        { "trigger-added", "postgresql", "CREATE TRIGGER t BEFORE INSERT ON users EXECUTE FUNCTION f()", "CREATE TABLE t (id int); CREATE TRIGGER t BEFORE INSERT ON t EXECUTE FUNCTION f()" },
        { "row-security-without-policy", "postgresql", "ALTER TABLE users ENABLE ROW LEVEL SECURITY", "CREATE POLICY p ON users USING (true); ALTER TABLE users ENABLE ROW LEVEL SECURITY" },
        { "required-column-without-default", "postgresql", "ALTER TABLE users ADD a int NOT NULL", "ALTER TABLE users ADD a int NOT NULL DEFAULT 0" },
        { "required-column-gets-zero", "mysql", "ALTER TABLE users ADD a int NOT NULL", "ALTER TABLE users ADD a int NOT NULL DEFAULT 0" },
        { "volatile-default", "postgresql", "ALTER TABLE users ADD a uuid DEFAULT gen_random_uuid()", "ALTER TABLE users ADD a timestamptz DEFAULT now()" },
        { "default-before-11", "postgresql 10", "ALTER TABLE users ADD a int DEFAULT 1", "ALTER TABLE users ADD a int" },
        { "generated-column-stored", "postgresql", "ALTER TABLE users ADD a int GENERATED ALWAYS AS (id + 1) STORED", "CREATE TABLE t (id int, a int GENERATED ALWAYS AS (id + 1) STORED)" },
        { "serial-column-added", "postgresql", "ALTER TABLE users ADD a bigserial", "ALTER TABLE users ADD a bigint" },
        { "column-type-changed", "postgresql", "ALTER TABLE users ALTER id TYPE uuid USING x(id)", "ALTER TABLE users ALTER name TYPE varchar(60)" },
        { "column-type-widened", "postgresql", "ALTER TABLE others ALTER name TYPE text", "ALTER TABLE users ALTER name TYPE text" },
        { "default-fills-no-rows", "postgresql", "ALTER TABLE users ALTER email SET DEFAULT 'x'", "ALTER TABLE users ALTER id SET DEFAULT 5" },
        { "column-dropped", "sqlite", "ALTER TABLE users DROP COLUMN name", "ALTER TABLE users RENAME TO x" },
        { "table-dropped", "mysql", "DROP TABLE users", "CREATE TABLE t (id int PRIMARY KEY); DROP TABLE t" },
        { "schema-or-database-dropped", "postgresql", "DROP SCHEMA app CASCADE", "CREATE SCHEMA app; DROP SCHEMA app" },
        { "dropped-with-cascade", "postgresql", "DROP TYPE mood CASCADE", "DROP TYPE mood" },
        { "view-or-routine-dropped", "postgresql", "DROP VIEW v", "DROP VIEW v; CREATE VIEW v AS SELECT 1" },
        { "column-renamed", "postgresql", "ALTER TABLE users RENAME name TO title", "CREATE TABLE t (a int); ALTER TABLE t RENAME a TO b" },
        { "table-renamed", "postgresql", "ALTER TABLE users RENAME TO people", "ALTER INDEX users_pkey RENAME TO people_pkey" },
        { "moved-to-another-schema", "postgresql", "ALTER TABLE users SET SCHEMA app", "ALTER FUNCTION f() SET SCHEMA app" },
        { "type-renamed", "postgresql", "ALTER TYPE mood RENAME VALUE 'a' TO 'b'", "ALTER TYPE mood ADD VALUE 'b'" },
        { "constraint-dropped", "postgresql", "ALTER TABLE users DROP CONSTRAINT ck", "ALTER TABLE users ADD CONSTRAINT t CHECK (id > 0) NOT VALID; ALTER TABLE users DROP CONSTRAINT t" },
        { "all-rows-deleted", "postgresql", "DELETE FROM users", "DELETE FROM users WHERE id = 1" },
        { "all-rows-updated", "mysql", "UPDATE users SET name = ''", "UPDATE users SET name = '' WHERE id = 1" },
        { "truncated", "postgresql", "TRUNCATE users", "CREATE TABLE t (id int); TRUNCATE t" },
        { "enum-value-used-at-once", "postgresql", "BEGIN; ALTER TYPE mood ADD VALUE 'b'; UPDATE users SET name = 'b' WHERE id = 1; COMMIT", "ALTER TYPE mood ADD VALUE 'b'; UPDATE users SET name = 'b' WHERE id = 1" },
        { "table-rewritten", "postgresql", "VACUUM FULL users", "VACUUM users" },
        { "logged-changed", "postgresql", "ALTER TABLE users SET UNLOGGED", "CREATE UNLOGGED TABLE t (id int)" },
        { "tablespace-changed", "postgresql", "ALTER TABLE users SET TABLESPACE fast", "CREATE TABLE t (id int) TABLESPACE fast" },
        { "view-refresh-blocks", "postgresql", "REFRESH MATERIALIZED VIEW v", "REFRESH MATERIALIZED VIEW CONCURRENTLY v" },
        { "partition-attach-scans", "postgresql", "ALTER TABLE logs ATTACH PARTITION l FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')", "CREATE TABLE l (LIKE logs); ALTER TABLE logs ATTACH PARTITION l FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')" },
        { "partition-detach-blocks", "postgresql", "ALTER TABLE logs DETACH PARTITION l", "ALTER TABLE logs DETACH PARTITION l CONCURRENTLY" },
        { "partition-of-existing", "postgresql", "CREATE TABLE l PARTITION OF logs DEFAULT", "CREATE TABLE p (id int) PARTITION BY LIST (id); CREATE TABLE l PARTITION OF p DEFAULT" },
        { "table-without-primary-key", "postgresql", "CREATE TABLE t (id int)", "CREATE TABLE t (id int PRIMARY KEY)" },
        { "foreign-key-without-index", "postgresql", "CREATE TABLE t (id int PRIMARY KEY, u bigint REFERENCES users (id))", "CREATE TABLE t (id int PRIMARY KEY, u bigint REFERENCES users (id)); CREATE INDEX ON t (u)" },
        { "prefer-identity", "postgresql", "CREATE TABLE t (id bigserial PRIMARY KEY)", "CREATE TABLE t (id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY)" },
        { "prefer-bigint-key", "postgresql", "CREATE TABLE t (id int PRIMARY KEY)", "CREATE TABLE t (id bigint PRIMARY KEY)" },
        { "prefer-text-to-char", "postgresql", "CREATE TABLE t (a char(5))", "CREATE TABLE t (a text)" },
        { "prefer-text-to-varchar", "postgresql", "CREATE TABLE t (a varchar(5))", "CREATE TABLE t (a varchar)" },
        { "prefer-timestamptz", "postgresql", "CREATE TABLE t (a timestamp(3))", "CREATE TABLE t (a timestamp with time zone)" },
        { "prefer-jsonb", "postgresql", "CREATE TABLE t (a json)", "CREATE TABLE t (a jsonb)" },
        { "prefer-numeric-to-money", "postgresql", "CREATE TABLE t (a money)", "CREATE TABLE t (a numeric)" },
        { "prefer-date-time-zone", "postgresql", "CREATE TABLE t (a timetz)", "CREATE TABLE t (a time)" },
        { "prefer-numeric-to-float", "mysql", "CREATE TABLE t (price double)", "CREATE TABLE t (ratio double)" },
        { "name-too-long", "postgresql", $"CREATE TABLE {new string('x', 64)} (id int)", $"CREATE TABLE {new string('x', 63)} (id int)" },
        { "table-copied", "mysql", "ALTER TABLE users MODIFY id varchar(9)", "ALTER TABLE users ADD INDEX i (id)" },
        { "table-rebuilt", "mysql 5.7", "ALTER TABLE users ADD a int", "ALTER TABLE users ADD INDEX i (id)" },
        { "online-refused", "mysql", "ALTER TABLE users MODIFY id varchar(9), ALGORITHM=INPLACE", "ALTER TABLE users ADD INDEX i (id), ALGORITHM=INPLACE, LOCK=NONE" },
        { "online-unstated", "mysql", "ALTER TABLE users ADD a int", "ALTER TABLE users ADD a int, ALGORITHM=INSTANT" },
        { "ddl-commits", "mysql", "BEGIN; ALTER TABLE users ADD a int; COMMIT", "ALTER TABLE users ADD a int" },
        { "narrow-character-set", "mysql", "CREATE TABLE t (id int PRIMARY KEY) CHARSET=utf8", "CREATE TABLE t (id int PRIMARY KEY) CHARSET=utf8mb4" },
        { "engine-without-transactions", "mysql", "CREATE TABLE t (id int PRIMARY KEY) ENGINE=MyISAM", "CREATE TABLE t (id int PRIMARY KEY) ENGINE=InnoDB" },
        { "alter-unsupported", "sqlite", "ALTER TABLE users ALTER COLUMN name TYPE text", "ALTER TABLE users RENAME COLUMN name TO title" },
        { "added-column-unsupported", "sqlite", "ALTER TABLE users ADD COLUMN a TEXT UNIQUE", "ALTER TABLE users ADD COLUMN a TEXT DEFAULT 'x'" },
        { "rebuild-with-foreign-keys", "sqlite", Rebuilt(""), Rebuilt("PRAGMA foreign_keys = OFF;") },
        { "pragma-in-a-transaction", "sqlite", "BEGIN; PRAGMA foreign_keys = OFF; COMMIT", "PRAGMA foreign_keys = OFF; BEGIN; COMMIT" },
        { "table-not-strict", "sqlite", "CREATE TABLE t (id INTEGER PRIMARY KEY)", "CREATE TABLE t (id INTEGER PRIMARY KEY) STRICT" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void A_rule_tells_of_one_and_leaves_the_other_alone(string rule, string engine, string told, string spared)
    {
        Assert.Contains(Lint(engine, told).Findings, each => each.Rule == rule && each is { Line: >= 1, Column: >= 1 });
        Assert.DoesNotContain(Lint(engine, spared).Findings, each => each.Rule == rule);
    }

    [Fact]
    public void Every_rule_has_such_a_pair() =>
        Assert.Equal(RuleCatalogue.All.Select(rule => rule.Id).Order(StringComparer.Ordinal), Cases.Select(each => each.Data.Item1).Order(StringComparer.Ordinal));

    [Fact]
    public void Small_tables_are_not_warned_of_and_large_ones_are_timed()
    {
        var sizes = new Dictionary<string, TableSize>(StringComparer.Ordinal) { ["users"] = new(Rows: 20), ["orders"] = new(Rows: 50_000_000, Bytes: 10_000_000_000) };
        var terms = new LintTerms(SqlDialect.PostgreSql, new Version(15, 0), new TableSizes(sizes));
        var lint = MigrationLinter.Lint("SET lock_timeout = '1s'; CREATE INDEX a ON users (id); CREATE INDEX b ON orders (id);", terms);
        Assert.Equal("index-not-concurrent", Assert.Single(lint.Findings, each => each.Severity < Severity.Info).Rule);
        Assert.Equal(["1s", "6m"], lint.Locks.Select(each => each.Estimate));
        Assert.Contains("50,000,000 rows", lint.Locks[1].Holds, StringComparison.Ordinal);
    }

    [Fact]
    public void A_comment_spares_a_statement_what_is_no_error()
    {
        Assert.DoesNotContain(Lint("postgresql", "-- opsroom:ignore column-renamed\nALTER TABLE users RENAME name TO title").Findings, each => each.Rule == "column-renamed");
        Assert.Contains(Lint("postgresql", "-- opsroom:ignore column-dropped\nALTER TABLE users DROP name").Findings, each => each.Rule == "column-dropped");
    }

    private static string Rebuilt(string first) => $"{first} BEGIN; CREATE TABLE users_new (id INTEGER PRIMARY KEY); INSERT INTO users_new SELECT id FROM users; DROP TABLE users; ALTER TABLE users_new RENAME TO users; COMMIT;";

    private static MigrationLint Lint(string engine, string sql)
    {
        var parts = engine.Split(' ');
        var dialect = parts[0] switch { "postgresql" => SqlDialect.PostgreSql, "sqlite" => SqlDialect.Sqlite, _ => SqlDialect.MySql };
        var version = parts.Length > 1 ? EngineVersion.Parse(parts[1])! : EngineVersion.Usual(dialect);
        return MigrationLinter.Lint(sql, new LintTerms(dialect, version, new TableSizes(null), dialect == SqlDialect.PostgreSql ? Users : null));
    }
}
