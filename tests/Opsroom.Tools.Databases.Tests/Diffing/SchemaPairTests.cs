using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas.Catalogs;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Tests.Connections;

namespace Opsroom.Tools.Databases.Tests.Diffing;

public sealed class SchemaPairTests(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private readonly TestDatabases databases = new(postgres, mariadb);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. SchemaPair.Names];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Going_up_reaches_the_second_schema_and_going_down_returns_to_the_first(string name)
    {
        var pair = SchemaPair.Read(name);
        var (from, to) = (Read(pair, pair.From), Read(pair, pair.To));
        var migration = SchemaMigration.Between(from, to, RenameWishes.None);
        Assert.Equal(pair.IsDestructive, migration.Findings.Any(finding => finding.Severity == Severity.Error));
        Assert.Equal(pair.IsRename, migration.Findings.Any(finding => finding.Rule == "possible-rename"));
        var (first, second) = (await SnapshotOfAsync(pair, pair.From), await SnapshotOfAsync(pair, pair.To));

        await using var database = await databases.OpenAsync(pair.Kind);
        await database.ExecuteAsync(pair.From, Token);
        if (pair.Seed is not null)
        {
            await database.ExecuteAsync(pair.Seed, Token);
        }

        var kept = await AnswersAsync(database, pair.Kept);
        await MigrationRuns.ApplyAsync(database, migration.Up);
        MigrationRuns.Same(second, await CatalogSnapshot.TakeAsync(database), migration.Up);
        Assert.Equal(kept, await AnswersAsync(database, pair.Kept));
        foreach (var (query, answer) in pair.AfterUp)
        {
            Assert.Equal(answer, (await AnswersAsync(database, [query])).Split('\n')[^1]);
        }

        await MigrationRuns.ApplyAsync(database, migration.Down);
        MigrationRuns.Same(first, await CatalogSnapshot.TakeAsync(database), migration.Down);
        Assert.Equal(kept, await AnswersAsync(database, pair.Kept));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public async Task A_schema_that_is_read_from_its_database_differs_from_nothing(string name)
    {
        var pair = SchemaPair.Read(name);
        await using var database = await databases.OpenAsync(pair.Kind);
        await database.ExecuteAsync(pair.To, Token);
        var once = await SchemaCatalog.ReadAsync(database, Token);
        Assert.Empty(once.Findings);
        var again = await SchemaCatalog.ReadAsync(database, Token);
        Assert.Empty(SchemaMigration.Between(once.Schema, again.Schema, RenameWishes.None).Up);
        Assert.Empty(SchemaMigration.Between(Read(pair, pair.To), Read(pair, pair.To), RenameWishes.None).Up);
    }

    public ValueTask DisposeAsync() => databases.DisposeAsync();

    private static Databases.Schemas.DatabaseSchema Read(SchemaPair pair, string sql)
    {
        var reading = SchemaReader.Read(sql, pair.Kind switch { DatabaseKind.Postgresql => SqlDialect.PostgreSql, DatabaseKind.Sqlite => SqlDialect.Sqlite, _ => SqlDialect.MySql });
        Assert.Empty(reading.Findings);
        return reading.Schema;
    }

    private static async Task<string> AnswersAsync(OpenDatabase database, IEnumerable<string> queries)
    {
        var answers = new List<string>();
        foreach (var query in queries)
        {
            var rows = await database.QueryAsync(query, Token);
            answers.Add(query);
            answers.AddRange(rows.Select(row => string.Join('|', row.Columns.Select(column => row.Text(column) ?? "NULL"))));
        }

        return string.Join('\n', answers);
    }

    private async Task<string> SnapshotOfAsync(SchemaPair pair, string sql)
    {
        await using var database = await databases.OpenAsync(pair.Kind);
        await database.ExecuteAsync(sql, Token);
        return await CatalogSnapshot.TakeAsync(database);
    }
}
