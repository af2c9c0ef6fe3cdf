using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Tests.Connections;

namespace Opsroom.Tools.Databases.Tests.Diffing;

public sealed class RenameTests(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private readonly TestDatabases databases = new(postgres, mariadb);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(DatabaseKind.Postgresql, "serial PRIMARY KEY")]
    [InlineData(DatabaseKind.Mariadb, "int AUTO_INCREMENT PRIMARY KEY")]
    [InlineData(DatabaseKind.Sqlite, "INTEGER PRIMARY KEY")]
    public async Task A_table_and_a_column_that_are_renamed_keep_their_rows(DatabaseKind kind, string key)
    {
        var first = $"""
            CREATE TABLE users (id {key}, name varchar(40) NOT NULL, age int);
            CREATE INDEX users_name_idx ON users (name);
            CREATE TABLE orders (id {key}, user_id int, CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES users (id));
            """;
        var second = $"""
            CREATE TABLE customers (id {key}, full_name varchar(40) NOT NULL, age int, email varchar(80));
            CREATE INDEX customers_full_name_idx ON customers (full_name);
            CREATE TABLE orders (id {key}, user_id int, CONSTRAINT orders_user FOREIGN KEY (user_id) REFERENCES customers (id));
            """;
        var dialect = kind switch { DatabaseKind.Postgresql => SqlDialect.PostgreSql, DatabaseKind.Sqlite => SqlDialect.Sqlite, _ => SqlDialect.MariaDb };
        var (from, to) = (SchemaReader.Read(first, dialect).Schema, SchemaReader.Read(second, dialect).Schema);
        var (wishes, problems) = RenameWishes.Read(new Dictionary<string, string>(StringComparer.Ordinal) { ["users"] = "customers", ["users.name"] = "full_name" }, from, to);
        Assert.Empty(problems);
        var migration = SchemaMigration.Between(from, to, wishes);
        Assert.DoesNotContain(migration.Findings, finding => finding.Severity == Severity.Error);

        await using var database = await databases.OpenAsync(kind);
        await database.ExecuteAsync(first, Token);
        await database.ExecuteAsync("INSERT INTO users (name, age) VALUES ('Ada', 36); INSERT INTO orders (user_id) VALUES (1)", Token);
        await MigrationRuns.ApplyAsync(database, migration.Up);
        MigrationRuns.Same(await SnapshotOfAsync(second, kind), await CatalogSnapshot.TakeAsync(database), migration.Up);
        Assert.Equal("Ada", (await database.QueryAsync("SELECT full_name FROM customers JOIN orders ON orders.user_id = customers.id", Token))[0].Text("full_name"));
        await MigrationRuns.ApplyAsync(database, migration.Down);
        MigrationRuns.Same(await SnapshotOfAsync(first, kind), await CatalogSnapshot.TakeAsync(database), migration.Down);
        Assert.Equal("Ada", (await database.QueryAsync("SELECT name FROM users", Token))[0].Text("name"));
    }

    public ValueTask DisposeAsync() => databases.DisposeAsync();

    private async Task<string> SnapshotOfAsync(string ddl, DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.ExecuteAsync(ddl, Token);
        return await CatalogSnapshot.TakeAsync(database);
    }
}
