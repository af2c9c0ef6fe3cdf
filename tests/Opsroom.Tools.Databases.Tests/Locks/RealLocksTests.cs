using Npgsql;
using Opsroom.TestKit.Harness;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Sql;

namespace Opsroom.Tools.Databases.Tests.Locks;

/// <summary>What is claimed of locks is what a real PostgreSQL shows while the statement's transaction is open.</summary>
public sealed class RealLocksTests(PostgresServer server)
{
    private const string Held =
        """
        SELECT b.relname, l.mode FROM pg_locks l JOIN there_before b ON b.oid = l.relation WHERE l.pid = pg_backend_pid() AND l.granted
        """;

    private const string Remember =
        """
        CREATE TEMP TABLE there_before AS
        SELECT oid, relname FROM pg_class WHERE relkind IN ('r', 'p', 'v', 'm') AND relnamespace = 'public'::regnamespace
        """;

    private const string Files = "SELECT relname, relfilenode::bigint FROM pg_class WHERE relkind IN ('r', 'm') AND relnamespace = 'public'::regnamespace";

    private static readonly string[] Order = ["AccessShareLock", "RowShareLock", "RowExclusiveLock", "ShareUpdateExclusiveLock", "ShareLock", "ShareRowExclusiveLock", "ExclusiveLock", "AccessExclusiveLock"];

    public static TheoryData<string> Statements => new(
        "ALTER TABLE users ADD COLUMN a int", "ALTER TABLE users ADD COLUMN a int DEFAULT 1", "ALTER TABLE users ADD COLUMN a uuid DEFAULT gen_random_uuid()", "ALTER TABLE users ADD COLUMN a timestamptz DEFAULT now()",
        "ALTER TABLE users ADD COLUMN a bigserial", "ALTER TABLE users ADD COLUMN a int GENERATED ALWAYS AS (age + 1) STORED", "ALTER TABLE users ADD COLUMN a bigint GENERATED ALWAYS AS IDENTITY",
        "ALTER TABLE users ADD COLUMN a text REFERENCES countries (code)", "ALTER TABLE users DROP COLUMN age", "ALTER TABLE users ALTER age TYPE bigint", "ALTER TABLE users ALTER nickname TYPE varchar(60)",
        "ALTER TABLE users ALTER nickname TYPE varchar(40)", "ALTER TABLE users ALTER nickname TYPE text", "ALTER TABLE users ALTER score TYPE numeric(10, 2)", "ALTER TABLE users ALTER score TYPE numeric(10, 4)",
        "ALTER TABLE users ALTER created_at TYPE timestamptz(6)", "ALTER TABLE users ALTER updated_at TYPE timestamptz", "ALTER TABLE users ALTER updated_at TYPE timestamp(3)",
        "ALTER TABLE users ALTER email SET NOT NULL", "ALTER TABLE users ALTER name DROP NOT NULL", "ALTER TABLE users ALTER name SET DEFAULT 'x'", "ALTER TABLE users ALTER name SET STATISTICS 200",
        "ALTER TABLE users ALTER name SET STORAGE EXTERNAL", "ALTER TABLE users ALTER name SET (n_distinct = 5)", "ALTER TABLE users SET (fillfactor = 80)", "ALTER TABLE users ADD CHECK (age < 200)",
        "ALTER TABLE users ADD CHECK (age < 200) NOT VALID", "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id)", "ALTER TABLE orders ADD FOREIGN KEY (user_id) REFERENCES users (id) NOT VALID",
        "ALTER TABLE users ADD UNIQUE (email)", "ALTER TABLE users VALIDATE CONSTRAINT users_age_positive", "ALTER TABLE users DROP CONSTRAINT users_age_positive", "ALTER TABLE users RENAME TO people",
        "ALTER TABLE users RENAME COLUMN name TO title", "ALTER TABLE users DISABLE TRIGGER ALL", "ALTER TABLE users ENABLE ROW LEVEL SECURITY", "ALTER TABLE users REPLICA IDENTITY FULL", "ALTER TABLE users SET UNLOGGED",
        "ALTER TABLE users CLUSTER ON users_pkey", "ALTER TABLE events ATTACH PARTITION events_2025 FOR VALUES FROM ('2025-01-02') TO ('2026-01-01')", "ALTER TABLE events DETACH PARTITION events_2024",
        "ALTER TABLE events ADD COLUMN a int", "CREATE INDEX i ON users (age)", "CREATE INDEX i ON events (at)", "DROP INDEX users_name_idx", "CREATE TABLE t (id bigint, u bigint REFERENCES users (id))",
        "CREATE TABLE p PARTITION OF events FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')", "CREATE VIEW v AS SELECT * FROM users", "CREATE TRIGGER t BEFORE UPDATE ON users FOR EACH ROW EXECUTE FUNCTION touch()",
        "CREATE POLICY p ON users USING (true)", "CREATE STATISTICS s ON age, name FROM users", "COMMENT ON TABLE users IS 'x'", "COMMENT ON COLUMN users.name IS 'x'", "DROP TABLE orders", "DROP VIEW active_users",
        "TRUNCATE orders", "LOCK TABLE users IN SHARE MODE", "CLUSTER users USING users_pkey", "REINDEX TABLE users", "ANALYZE users", "REFRESH MATERIALIZED VIEW order_totals", "REFRESH MATERIALIZED VIEW CONCURRENTLY order_totals",
        "UPDATE users SET age = 1", "DELETE FROM orders WHERE id = 1", "INSERT INTO orders (user_id) SELECT id FROM users", "SELECT * FROM users FOR UPDATE");

    [Theory]
    [MemberData(nameof(Statements))]
    public async Task A_statement_takes_the_locks_that_are_claimed(string sql)
    {
        var token = TestContext.Current.CancellationToken;
        var schema = await File.ReadAllTextAsync(Path.Combine(AjvJudge.RepositoryRoot, "evals", "development", "lint-sql", "base", "postgresql.sql"), token);
        var url = await server.CreateDatabaseAsync(token);
        await using (var connection = await server.ConnectAsync(url, token))
        {
            await RunAsync(connection, schema);
            await RunAsync(connection, Remember);
            await RunAsync(connection, "SET timezone = 'Europe/Vienna'; BEGIN");
            var before = await FilesAsync(connection);
            await RunAsync(connection, sql);
            var held = (await RowsAsync(connection, Held)).GroupBy(each => each.Name, StringComparer.Ordinal)
                .ToDictionary(group => group.Key, group => group.Select(each => (string)each.Value).MaxBy(mode => Array.IndexOf(Order, mode))!, StringComparer.Ordinal);
            var after = await FilesAsync(connection);

            var claimed = MigrationLinter.Lint(sql, new LintTerms(SqlDialect.PostgreSql, new Version(15, 0), new TableSizes(null), schema)).Locks;
            Assert.Equal(
                held.Select(each => $"{each.Key} {each.Value.ToUpperInvariant()}").Order(StringComparer.Ordinal),
                claimed.Select(each => $"{each.Object} {each.Mode.Replace(" ", "", StringComparison.Ordinal)}LOCK").Order(StringComparer.Ordinal));
            if (!sql.StartsWith("TRUNCATE", StringComparison.Ordinal))
            {
                Assert.Equal(
                    before.Where(each => after.TryGetValue(each.Key, out var file) && file != each.Value).Select(each => each.Key).Order(StringComparer.Ordinal),
                    claimed.Where(each => each.Rewrites).Select(each => each.Object).Order(StringComparer.Ordinal));
            }
        }

        // the next test may have the database as soon as it is released
        await server.ExecuteInAsync(url, "DROP SCHEMA IF EXISTS archive CASCADE", token);
        await server.ReleaseDatabaseAsync(url, token);
    }

    private static async Task RunAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }

    private static async Task<Dictionary<string, long>> FilesAsync(NpgsqlConnection connection) =>
        (await RowsAsync(connection, Files)).ToDictionary(each => each.Name, each => (long)each.Value, StringComparer.Ordinal);

    private static async Task<List<(string Name, object Value)>> RowsAsync(NpgsqlConnection connection, string sql)
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await using var reader = await command.ExecuteReaderAsync(TestContext.Current.CancellationToken);
        var rows = new List<(string, object)>();
        while (await reader.ReadAsync(TestContext.Current.CancellationToken))
        {
            rows.Add((reader.GetString(0), reader.GetValue(1)));
        }

        return rows;
    }
}
