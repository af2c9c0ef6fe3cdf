using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Opsroom.Server.Tests.Proofs.Approvals;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.TestKit.Server;

namespace Opsroom.Server.Tests.Proofs.Development;

/// <summary>A generated migration makes the second schema of the first, on the real engine, keeps the data that has a place, and is taken back.</summary>
public sealed class SchemaChangeProof(ServerFixture fixture, PostgresServer postgres, MariaDbServer mariaDb) : IClassFixture<ServerFixture>
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static TheoryData<string> Pairs =>
        [.. DevelopmentCase.Of(DevelopmentCase.Folder("schemas"), "meta.yaml").Select(pair => Path.GetDirectoryName(pair.Name)!.Replace('\\', '/'))];

    [Theory]
    [MemberData(nameof(Pairs))]
    public async Task Up_makes_the_second_schema_and_down_the_first_again(string name)
    {
        var pair = DevelopmentCase.Of(DevelopmentCase.Folder("schemas", name), "meta.yaml").Single();
        var (database, from, to) = (pair.Text("db_type")!, Part(pair, "from.sql"), Part(pair, "to.sql"));
        using var client = new ApprovalClient(fixture.Server.Address);
        var answer = await client.CallAsync("generate_migrations", new { from_content = from, to_content = to, db_type = database, framework = "sql" }, "schemas", Cancelled);
        var result = Found.Result(answer);
        if ((bool)pair.Expected["destructive"]!)
        {
            Assert.Contains(Found.ListOf(answer.Body), finding => finding.Severity == "error");
        }

        var wanted = await CatalogOfAsync(database, to);
        var first = await CatalogOfAsync(database, from);
        var url = database == "postgresql" ? await postgres.CreateDatabaseAsync(Cancelled) : null;
        await using var connection = await OpenAsync(database, url);
        await RunAsync(connection, from);
        if (!(bool)pair.Expected["destructive"]!)
        {
            await RunAsync(connection, Part(pair, "seed.sql"));
        }

        var kept = await KeptAsync(connection, pair);
        await MigrateAsync(connection, url, (string)result["up"]!);
        Assert.Equal(wanted, await SchemaCatalog.ReadAsync(connection, database, Cancelled));
        Assert.Equal(kept, await KeptAsync(connection, pair));
        foreach (var query in pair.List("after_up"))
        {
            Assert.Equal([(string)query["answer"]!], await SchemaCatalog.AskAsync(connection, (string)query["query"]!, Cancelled));
        }

        await MigrateAsync(connection, url, (string)result["down"]!);
        Assert.Equal(first, await SchemaCatalog.ReadAsync(connection, database, Cancelled));
        Assert.Equal(kept, await KeptAsync(connection, pair));
    }

    private static string Part(DevelopmentCase pair, string file) => File.ReadAllText(Path.Combine(Path.GetDirectoryName(pair.Path)!, file));

    private static async Task<string> KeptAsync(DbConnection connection, DevelopmentCase pair)
    {
        List<string> rows = [];
        foreach (var query in pair.Texts("kept"))
        {
            rows.AddRange(await SchemaCatalog.AskAsync(connection, query, Cancelled));
        }

        return string.Join('\n', rows);
    }

    private async Task<IReadOnlyList<string>> CatalogOfAsync(string database, string schema)
    {
        await using var connection = await OpenAsync(database);
        await RunAsync(connection, schema);
        return await SchemaCatalog.ReadAsync(connection, database, Cancelled);
    }

    private async Task<DbConnection> OpenAsync(string database, string? url = null)
    {
        switch (database)
        {
            case "postgresql":
                return await postgres.ConnectAsync(url ?? await postgres.CreateDatabaseAsync(Cancelled), Cancelled);
            case "mysql":
                return await MariaDbServer.ConnectAsync(await mariaDb.CreateDatabaseAsync(Cancelled), Cancelled);
            default:
                var connection = new SqliteConnection("Data Source=:memory:;Foreign Keys=True");
                await connection.OpenAsync(Cancelled);
                return connection;
        }
    }

    /// <summary>Runs a migration statement by statement, as its runner does: the driver would put all of it into one transaction.</summary>
    private static async Task MigrateAsync(DbConnection connection, string? url, string sql)
    {
        if (url is null)
        {
            await RunAsync(connection, sql);
            return;
        }

        using var psql = Process.Start(new ProcessStartInfo("psql", ["-X", "-q", "-v", "ON_ERROR_STOP=1", "-d", url])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        var said = psql.StandardError.ReadToEndAsync(Cancelled);
        var printed = psql.StandardOutput.ReadToEndAsync(Cancelled);
        await psql.StandardInput.WriteAsync(sql.AsMemory(), Cancelled);
        psql.StandardInput.Close();
        await psql.WaitForExitAsync(Cancelled);
        await printed;
        Assert.True(psql.ExitCode == 0, $"{await said}\n{sql}");
    }

    private static async Task RunAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync(Cancelled);
    }
}
