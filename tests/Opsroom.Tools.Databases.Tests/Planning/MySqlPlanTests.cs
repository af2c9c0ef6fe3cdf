using Opsroom.TestKit.MariaDb;
using Opsroom.Tools.Databases.Linting;
using Opsroom.Tools.Databases.Planning;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Sql.Parsing;

namespace Opsroom.Tools.Databases.Tests.Planning;

/// <summary>A rename in steps, run on a real MariaDB while clients of both names write.</summary>
public sealed class MySqlPlanTests(MariaDbServer server)
{
    private const string Schema = "CREATE TABLE users (id int PRIMARY KEY AUTO_INCREMENT, name varchar(50) NOT NULL, age int DEFAULT 7, UNIQUE KEY users_name (name))";

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ALTER TABLE users RENAME COLUMN name TO full_name")]
    [InlineData("ALTER TABLE users CHANGE name full_name varchar(50) NOT NULL")]
    public async Task A_column_is_renamed_while_clients_of_both_names_write(string sql)
    {
        var plan = Plan(sql);
        await using var connection = await MariaDbServer.ConnectAsync(await server.CreateDatabaseAsync(Cancelled), Cancelled);
        async Task<object?> RunAsync(string statement, int? changed = null)
        {
            await using var command = connection.CreateCommand();
            command.CommandText = statement;
            return changed is null ? await command.ExecuteScalarAsync(Cancelled) : await command.ExecuteNonQueryAsync(Cancelled);
        }

        async Task StepsAsync(IEnumerable<PlanStep> steps)
        {
            foreach (var step in steps.Where(step => step.Sql is not null))
            {
                foreach (var statement in StatementParser.Parse(step.Sql!, SqlDialect.MySql).Statements)
                {
                    while ((int)(await RunAsync(step.Sql![statement.Start..statement.End], changed: 0))! > 0 && step.Repeat is not null)
                    {
                    }
                }
            }
        }

        await RunAsync(Schema);
        await RunAsync("INSERT INTO users (name) SELECT concat('u', seq) FROM seq_1_to_12000");
        await StepsAsync(plan.Steps.TakeWhile(step => step.Phase != PlanPhase.Release));
        await RunAsync("INSERT INTO users (name) VALUES ('old')");
        await RunAsync("INSERT INTO users (full_name) VALUES ('new')");
        await RunAsync("UPDATE users SET name = 'changed by the old' WHERE id = 1");
        await RunAsync("UPDATE users SET full_name = 'changed by the new' WHERE id = 2");
        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM users WHERE NOT name <=> full_name"));
        await StepsAsync(plan.Steps.SkipWhile(step => step.Phase != PlanPhase.Release));
        Assert.Equal("changed by the old|changed by the new|old|new", await RunAsync("SELECT group_concat(full_name ORDER BY id SEPARATOR '|') FROM users WHERE id < 3 OR id > 12000"));
        Assert.StartsWith(
            "CREATE TABLE `users` (\n  `id` int(11) NOT NULL AUTO_INCREMENT,\n  `full_name` varchar(50) NOT NULL,\n  `age` int(11) DEFAULT 7,\n  PRIMARY KEY (`id`),\n  UNIQUE KEY `users_name` (`full_name`)\n)",
            await DefinitionAsync(connection), StringComparison.Ordinal);
        Assert.Equal(0L, await RunAsync("SELECT count(*) FROM information_schema.triggers WHERE trigger_schema = database()"));
    }

    [Fact]
    public void A_column_that_the_server_counts_is_renamed_with_clients_stopped()
    {
        var plan = Plan("ALTER TABLE users RENAME COLUMN id TO user_id");
        Assert.Contains("Stop the clients", Assert.Single(plan.Assumptions), StringComparison.Ordinal);
        Assert.Equal("ALTER TABLE users RENAME COLUMN id TO user_id;", Assert.Single(plan.Steps).Sql);
    }

    private static MigrationPlan Plan(string sql) => MigrationPlanner.Plan(sql, new LintTerms(SqlDialect.MySql, new Version(8, 0), new TableSizes(null), Schema)).Value!;

    private static async Task<string> DefinitionAsync(MySqlConnector.MySqlConnection connection)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SHOW CREATE TABLE users";
        await using var reader = await command.ExecuteReaderAsync(Cancelled);
        Assert.True(await reader.ReadAsync(Cancelled));
        return reader.GetString(1);
    }
}
