using Opsroom.Telemetry;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Running;

namespace Opsroom.Tools.Databases.Tests.Running;

public sealed class RunMigrationTests(PostgresServer server) : IAsyncLifetime
{
    private string url = "";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        url = await server.CreateDatabaseAsync(Token);
        await server.ExecuteInAsync(url, "CREATE TABLE users (id bigint PRIMARY KEY, name text); INSERT INTO users VALUES (1, 'a')", Token);
    }

    public async ValueTask DisposeAsync() => await server.ReleaseDatabaseAsync(url, CancellationToken.None);

    [Fact]
    public async Task A_migration_is_applied_in_one_transaction_and_only_once()
    {
        var tools = Tools();
        var context = await PlannedAsync(tools, "ALTER TABLE users ADD COLUMN age int; CREATE TABLE logs (id bigint)", "k1");
        var run = (await tools.RunAsync("shop", "ALTER TABLE users ADD COLUMN age int; CREATE TABLE logs (id bigint)", null, context, Token)).Value!;
        Assert.True(run is { Applied: true, Statements: [{ Outcome: StatementOutcome.Applied }, { Outcome: StatementOutcome.Applied }] });
        Assert.Equal(2L, await server.ExecuteInAsync(url, "SELECT count(*) FROM information_schema.columns WHERE column_name = 'age' OR table_name = 'logs'", Token));
        var again = await PlannedAsync(tools, "SELECT 1", "k1");
        Assert.Equal(FaultCodes.Conflict, (await tools.RunAsync("shop", "SELECT 1", null, again, Token)).Failure!.Code);
        Assert.Equal("Made", await VerifyAsync(tools, "SELECT 1", again));
    }

    [Fact]
    public async Task What_fails_in_one_transaction_leaves_nothing()
    {
        var tools = Tools();
        const string Sql = "CREATE TABLE a (id bigint);\nALTER TABLE nowhere ADD COLUMN x int";
        var context = await PlannedAsync(tools, Sql, "k2");
        var failure = (await tools.RunAsync("shop", Sql, null, context, Token)).Failure!;
        Assert.Contains("Statement 2 (line 2) failed", failure.Message, StringComparison.Ordinal);
        Assert.Equal(DBNull.Value, await server.ExecuteInAsync(url, "SELECT to_regclass('a')::text", Token));
        Assert.Equal("NotMade", await VerifyAsync(tools, Sql, context));
    }

    [Fact]
    public async Task What_cannot_run_in_a_transaction_stops_where_it_fails_and_goes_on_from_there()
    {
        var tools = Tools();
        const string Sql = "CREATE INDEX CONCURRENTLY i ON users (name); BEGIN; CREATE TABLE a (id bigint); SELECT 1 / (SELECT count(*) FROM users WHERE id = 2); COMMIT; CREATE TABLE b (id bigint)";
        var context = await PlannedAsync(tools, Sql, "k3");
        var run = (await tools.RunAsync("shop", Sql, null, context, Token)).Value!;
        Assert.Equal((false, 2), (run.Applied, run.ResumeFrom));
        Assert.Equal(["applied", "not_run", "not_run", "failed", "not_run", "not_run"], run.Statements.Select(each => each.Outcome switch { StatementOutcome.Applied => "applied", StatementOutcome.Failed => "failed", _ => "not_run" }));
        Assert.Equal("Unclear", await VerifyAsync(tools, Sql, context));

        await server.ExecuteInAsync(url, "INSERT INTO users VALUES (2, 'b')", Token);
        var rest = await PlannedAsync(tools, Sql, "k4", from: 2);
        Assert.True((await tools.RunAsync("shop", Sql, 2, rest, Token)).Value!.Applied);
        Assert.NotEqual(DBNull.Value, await server.ExecuteInAsync(url, "SELECT to_regclass('b')::text", Token));
        Assert.Equal("Made", await VerifyAsync(tools, Sql, rest));
    }

    [Theory]
    [InlineData("ALTER TABLE users DROP COLUMN name", Effect.Destroy)]
    [InlineData("UPDATE users SET name = '' WHERE id = 1", Effect.Destroy)]
    [InlineData("DO $$ BEGIN NULL; END $$", Effect.Destroy)]
    [InlineData("ALTER TABLE users ALTER name TYPE varchar(5)", Effect.Destroy)]
    [InlineData("ALTER TABLE users ADD COLUMN a int", null)]
    [InlineData("INSERT INTO users VALUES (9, 'x')", null)]
    public async Task Losing_data_is_planned_as_destroying(string sql, Effect? effect)
    {
        var plan = (await Tools().PlanAsync("shop", sql, null, Token)).Value!;
        Assert.Equal(effect, plan.Effect);
        Assert.Contains("shop", plan.Preview.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_changed_schema_is_a_conflict_and_a_read_only_connection_denies()
    {
        var tools = Tools();
        var context = await PlannedAsync(tools, "CREATE TABLE a (id bigint)", "k5");
        await server.ExecuteInAsync(url, "ALTER TABLE users ADD COLUMN other int", Token);
        Assert.Equal(FaultCodes.Conflict, (await tools.RunAsync("shop", "CREATE TABLE a (id bigint)", null, context, Token)).Failure!.Code);
        Assert.Equal(FaultCodes.Denied, (await Tools(readOnly: true).PlanAsync("shop", "SELECT 1", null, Token)).Failure!.Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await tools.PlanAsync("shop", "CREATE TABEL a", null, Token)).Failure!.Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await tools.PlanAsync("shop", "BEGIN; SELECT 1", null, Token)).Failure!.Code);
        Assert.Equal(FaultCodes.InvalidArgument, (await tools.PlanAsync("shop", "COPY users FROM '/etc/passwd'", null, Token)).Failure!.Code);
    }

    [Fact]
    public async Task SQLite_is_migrated_too()
    {
        var file = Path.Combine(Path.GetTempPath(), $"opsroom-{Guid.NewGuid():N}.db");
        await File.WriteAllBytesAsync(file, [], Token);
        try
        {
            var tools = new RunMigrationTools(Directory(new DatabaseConnectionOptions("shop") { Kind = DatabaseKind.Sqlite, Database = file, ReadOnly = false }), TimeProvider.System);
            var context = await PlannedAsync(tools, "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1)", "k6");
            Assert.True((await tools.RunAsync("shop", "CREATE TABLE a (id INTEGER PRIMARY KEY); INSERT INTO a VALUES (1)", null, context, Token)).Value!.Applied);
            Assert.Equal("Made", await VerifyAsync(tools, "SELECT 1", context));
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<string> VerifyAsync(RunMigrationTools tools, string sql, ToolContext context) => (await tools.VerifyAsync("shop", sql, null, context, Token)).GetType().Name;

    private static async Task<ToolContext> PlannedAsync(RunMigrationTools tools, string sql, string key, int? from = null)
    {
        var plan = await tools.PlanAsync("shop", sql, from, Token);
        return new ToolContext("call", "database_agent", null!, _ => { }) { Change = new ChangeInHand(key, plan.Value!.IntentVersion, 1) };
    }

    private static DatabaseDirectory Directory(DatabaseConnectionOptions options) => new(new DatabaseOptions { Connections = [options] }, TimeProvider.System);

    private RunMigrationTools Tools(bool readOnly = false) =>
        new(Directory(new DatabaseConnectionOptions("shop") { Kind = DatabaseKind.Postgresql, ConnectionString = new Secret(url), ReadOnly = readOnly }), TimeProvider.System);
}
