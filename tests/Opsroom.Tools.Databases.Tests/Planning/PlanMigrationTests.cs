using Npgsql;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Planning;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;

namespace Opsroom.Tools.Databases.Tests.Planning;

/// <summary>The steps, run one after the other on a real PostgreSQL, end in the schema that the change itself makes.</summary>
public sealed class PlanMigrationTests(PostgresServer server)
{
    private const string Schema =
        """
        CREATE TABLE countries (code text PRIMARY KEY);
        CREATE TABLE users (id integer PRIMARY KEY, name varchar(50) NOT NULL, email text, age integer DEFAULT 7, country text);
        """;

    private const string Rows = "INSERT INTO countries VALUES ('AT'); INSERT INTO users SELECT n, 'u' || n, 'e' || n, n, 'AT' FROM generate_series(1, 12000) n";

    // the order of columns differs, and what a trigger kept alike is of no account
    private const string Shape =
        """
        SELECT string_agg(line, E'\n' ORDER BY line) FROM (
          SELECT table_name || '.' || column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '') AS line FROM information_schema.columns WHERE table_schema = 'public'
          UNION ALL SELECT conrelid::regclass || ' ' || conname || ' ' || pg_get_constraintdef(oid) || convalidated FROM pg_constraint WHERE connamespace = 'public'::regnamespace
          UNION ALL SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
          UNION ALL SELECT 'function ' || proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace
          UNION ALL SELECT 'trigger ' || tgname FROM pg_trigger WHERE NOT tgisinternal) AS lines
        """;

    [Theory]
    [InlineData("ALTER TABLE users RENAME COLUMN name TO full_name")]
    [InlineData("ALTER TABLE users ALTER COLUMN email SET NOT NULL")]
    [InlineData("ALTER TABLE users ALTER COLUMN age TYPE bigint")]
    [InlineData("ALTER TABLE users ALTER COLUMN id TYPE bigint")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT users_email_key UNIQUE (email)")]
    [InlineData("ALTER TABLE users ADD CONSTRAINT users_country_fkey FOREIGN KEY (country) REFERENCES countries (code) ON DELETE CASCADE")]
    [InlineData("ALTER TABLE users ADD CHECK (age > 0), ADD COLUMN note text")]
    [InlineData("ALTER TABLE users ADD COLUMN token uuid NOT NULL DEFAULT gen_random_uuid()")]
    [InlineData("ALTER TABLE users ADD COLUMN kind text NOT NULL DEFAULT 'x' CHECK (kind <> '')")]
    [InlineData("ALTER TABLE users DROP COLUMN name")]
    [InlineData("DROP TABLE users")]
    [InlineData("CREATE INDEX users_age ON users (age)")]
    [InlineData("ALTER TABLE users RENAME TO people")]
    public async Task The_steps_pass_the_linter_and_end_where_the_change_does(string sql)
    {
        var terms = new LintTerms(SqlDialect.PostgreSql, new Version(15, 0), new TableSizes(null), Schema);
        var plan = MigrationPlanner.Plan(sql, terms).Value!;
        Assert.Empty(plan.Steps.SelectMany(step => step.Findings.Select(finding => $"{finding.Rule}: {step.Sql}")));
        Assert.Equal(await ShapeAfterAsync(sql), await ShapeAfterAsync(plan));
    }

    [Fact]
    public void What_is_not_known_is_said_to_be_assumed()
    {
        var plan = MigrationPlanner.Plan("ALTER TABLE users RENAME COLUMN name TO full_name", new LintTerms(SqlDialect.PostgreSql, new Version(15, 0), new TableSizes(null))).Value!;
        Assert.Contains("taken to be of type text", Assert.Single(plan.Assumptions), StringComparison.Ordinal);
        Assert.Equal([PlanPhase.Expand, PlanPhase.Backfill, PlanPhase.Release, PlanPhase.Contract], plan.Steps.Select(step => step.Phase).Distinct());
    }

    private async Task<string> ShapeAfterAsync(string sql)
    {
        var url = await PreparedAsync();
        await server.ExecuteInAsync(url, sql, TestContext.Current.CancellationToken);
        return await ShapeAsync(url);
    }

    private async Task<string> ShapeAfterAsync(MigrationPlan plan)
    {
        var token = TestContext.Current.CancellationToken;
        var url = await PreparedAsync();
        await using (var connection = await server.ConnectAsync(url, token))
        {
            foreach (var step in plan.Steps.Where(step => step.Sql is not null))
            {
                var changed = 1;
                foreach (var statement in StatementParser.Parse(step.Sql!, SqlDialect.PostgreSql).Statements)
                {
                    do
                    {
                        await using var command = new NpgsqlCommand(step.Sql![statement.Start..statement.End], connection);
                        changed = await command.ExecuteNonQueryAsync(token);
                    }
                    while (step.Repeat is not null && changed > 0);
                }
            }
        }

        return await ShapeAsync(url);
    }

    private async Task<string> PreparedAsync()
    {
        var url = await server.CreateDatabaseAsync(TestContext.Current.CancellationToken);
        await server.ExecuteInAsync(url, $"{Schema} {Rows}", TestContext.Current.CancellationToken);
        return url;
    }

    private async Task<string> ShapeAsync(string url)
    {
        var shape = (string)(await server.ExecuteInAsync(url, Shape, TestContext.Current.CancellationToken))!;
        await server.ReleaseDatabaseAsync(url, TestContext.Current.CancellationToken);
        return shape;
    }
}
