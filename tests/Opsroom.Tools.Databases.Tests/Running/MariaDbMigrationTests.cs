using Opsroom.Telemetry;
using Opsroom.TestKit.MariaDb;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Running;

namespace Opsroom.Tools.Databases.Tests.Running;

/// <summary>Definitions commit by themselves here: a migration runs statement by statement.</summary>
public sealed class MariaDbMigrationTests(MariaDbServer server) : IAsyncLifetime
{
    private string url = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        url = await server.CreateDatabaseAsync(Token);
        await AskAsync("CREATE TABLE users (id int PRIMARY KEY AUTO_INCREMENT, name varchar(50) NOT NULL)");
        await AskAsync("INSERT INTO users (name) VALUES ('a'), ('b')");
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task What_fails_stops_and_goes_on_from_there()
    {
        const string Sql = "ALTER TABLE users ADD COLUMN age int;\nINSERT INTO logs VALUES (1);\nCREATE TABLE done (id int)";
        var tools = Tools();
        var context = await PlannedAsync(tools, Sql, "m1");
        var run = (await tools.RunAsync("shop", Sql, null, context, Token)).Value!;
        Assert.Equal((false, 2), (run.Applied, run.ResumeFrom));
        Assert.Contains("line 2", run.Message, StringComparison.Ordinal);
        Assert.Equal([StatementOutcome.Applied, StatementOutcome.Failed, StatementOutcome.NotRun], run.Statements.Select(each => each.Outcome));

        await AskAsync("CREATE TABLE logs (id int)");
        var rest = await PlannedAsync(tools, Sql, "m2", from: 2);
        Assert.True((await tools.RunAsync("shop", Sql, 2, rest, Token)).Value!.Applied);
        Assert.Equal(0L, await AskAsync("SELECT count(*) FROM done"));
    }

    [Fact]
    public async Task A_migration_that_locks_tables_is_written_down_all_the_same()
    {
        const string Sql = "LOCK TABLES users WRITE; ALTER TABLE users RENAME COLUMN name TO full_name; UPDATE users SET full_name = concat(full_name, '!'); UNLOCK TABLES; CREATE TABLE done (id int)";
        var tools = Tools();
        var context = await PlannedAsync(tools, Sql, "m3");
        var run = (await tools.RunAsync("shop", Sql, null, context, Token)).Value!;
        Assert.True(run.Applied, run.Message);
        Assert.Equal("a!", await AskAsync("SELECT full_name FROM users WHERE id = 1"));
        Assert.Equal("Made", (await tools.VerifyAsync("shop", Sql, null, context, Token)).GetType().Name);
        Assert.Equal(FaultCodes.Conflict, (await tools.RunAsync("shop", Sql, null, await PlannedAsync(tools, Sql, "m3"), Token)).Failure!.Code);
    }

    private async Task<object?> AskAsync(string sql)
    {
        await using var connection = await MariaDbServer.ConnectAsync(url, Token);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return await command.ExecuteScalarAsync(Token);
    }

    private static async Task<ToolContext> PlannedAsync(RunMigrationTools tools, string sql, string key, int? from = null)
    {
        var plan = await tools.PlanAsync("shop", sql, from, Token);
        return new ToolContext("call", "database_agent", null!, _ => { }) { Change = new ChangeInHand(key, plan.Value!.IntentVersion, 1) };
    }

    private RunMigrationTools Tools() => new(
        new DatabaseDirectory(new DatabaseOptions { Connections = [new DatabaseConnectionOptions("shop") { Kind = DatabaseKind.Mariadb, ConnectionString = new Secret(url), ReadOnly = false }] }, TimeProvider.System), TimeProvider.System);
}
