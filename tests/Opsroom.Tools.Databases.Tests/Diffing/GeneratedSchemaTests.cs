using System.Globalization;
using System.Text;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;
using Opsroom.Tools.Databases.Diffing;
using Opsroom.Tools.Databases.Schemas.Reading;
using Opsroom.Tools.Databases.Sql;
using Opsroom.Tools.Databases.Tests.Connections;

namespace Opsroom.Tools.Databases.Tests.Diffing;

/// <summary>Schemas that nobody has thought of.</summary>
public sealed class GeneratedSchemaTests(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private const int Rounds = 10;

    private readonly TestDatabases databases = new(postgres, mariadb);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind, int> Seeds
    {
        get
        {
            var seeds = new TheoryData<DatabaseKind, int>();
            foreach (var kind in (DatabaseKind[])[DatabaseKind.Postgresql, DatabaseKind.Mariadb, DatabaseKind.Sqlite])
            {
                for (var seed = 1; seed <= Rounds; seed++)
                {
                    seeds.Add(kind, seed);
                }
            }

            return seeds;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Any_schema_becomes_any_other_and_itself_again(DatabaseKind kind, int seed)
    {
        var (first, second) = (Ddl(2 * seed, kind), Ddl((2 * seed) + 1, kind));
        var migration = SchemaMigration.Between(Read(first, kind), Read(second, kind), RenameWishes.None);
        var (before, after) = (await SnapshotOfAsync(first, kind), await SnapshotOfAsync(second, kind));
        await using var database = await databases.OpenAsync(kind);
        await database.ExecuteAsync(first, Token);
        await MigrationRuns.ApplyAsync(database, migration.Up);
        MigrationRuns.Same(after, await CatalogSnapshot.TakeAsync(database), migration.Up);
        await MigrationRuns.ApplyAsync(database, migration.Down);
        MigrationRuns.Same(before, await CatalogSnapshot.TakeAsync(database), migration.Down);
    }

    public ValueTask DisposeAsync() => databases.DisposeAsync();

    private static Databases.Schemas.DatabaseSchema Read(string ddl, DatabaseKind kind)
    {
        var reading = SchemaReader.Read(ddl, kind switch { DatabaseKind.Postgresql => SqlDialect.PostgreSql, DatabaseKind.Sqlite => SqlDialect.Sqlite, _ => SqlDialect.MariaDb });
        Assert.Empty(reading.Findings);
        return reading.Schema;
    }

    private async Task<string> SnapshotOfAsync(string ddl, DatabaseKind kind)
    {
        await using var database = await databases.OpenAsync(kind);
        await database.ExecuteAsync(ddl, Token);
        return await CatalogSnapshot.TakeAsync(database);
    }

    /// <summary>Up to three tables of a few names, so that two schemas have much in common.</summary>
    private static string Ddl(int seed, DatabaseKind kind)
    {
        var random = new Random(seed);
        string[] types = kind switch
        {
            DatabaseKind.Postgresql => ["integer", "bigint", "text", "varchar(40)", "numeric(10,2)", "boolean", "timestamptz", "jsonb"],
            DatabaseKind.Sqlite => ["INTEGER", "TEXT", "REAL", "NUMERIC", "VARCHAR(40)"],
            _ => ["int", "bigint", "varchar(40)", "decimal(10,2)", "text", "datetime"],
        };
        bool Chance(double share) => random.NextDouble() < share;
        var (ddl, tables) = (new StringBuilder(), new List<string>());
        foreach (var table in ((string[])["a", "b", "order"]).Where(_ => Chance(0.75)))
        {
            var quoted = table != "order" ? table : kind == DatabaseKind.Mariadb ? "`order`" : "\"order\"";
            var parts = new List<string> { $"id {types[0]} NOT NULL PRIMARY KEY" };
            var (columns, constraints, extra) = (new List<(string Name, string Type)>(), new List<string>(), new List<string>());
            foreach (var name in ((string[])["x", "y", "z", "w"]).Where(_ => Chance(0.6)))
            {
                var type = types[random.Next(types.Length)];
                columns.Add((name, type));
                parts.Add($"{name} {type}{(Chance(0.4) ? " NOT NULL" : "")}{(type == types[0] && Chance(0.4) ? " DEFAULT 7" : "")}");
                if (type == types[0] && Chance(0.3))
                {
                    constraints.Add(string.Create(CultureInfo.InvariantCulture, $"CONSTRAINT {table}_{name}_positive CHECK ({name} > {random.Next(3)})"));
                }
            }

            foreach (var (name, type) in columns.Where(column => column.Type == types[0]))
            {
                if (Chance(0.3) && tables.Count > 0)
                {
                    constraints.Add($"CONSTRAINT {table}_{name}_fk FOREIGN KEY ({name}) REFERENCES {tables[random.Next(tables.Count)]} (id){(Chance(0.5) ? " ON DELETE CASCADE" : "")}");
                }
                else if (Chance(0.5))
                {
                    extra.Add($"CREATE {(Chance(0.3) ? "UNIQUE " : "")}INDEX {table}_{name}_idx ON {quoted} ({name}{(Chance(0.3) ? " DESC" : "")});");
                }
            }

            if (kind != DatabaseKind.Mariadb && columns.Count > 1 && Chance(0.4))
            {
                constraints.Add($"UNIQUE ({columns[0].Name}, {columns[1].Name})");
            }

            ddl.Append(CultureInfo.InvariantCulture, $"CREATE TABLE {quoted} ({string.Join(", ", parts.Concat(constraints))});\n").AppendJoin("\n", extra).Append('\n');
            tables.Add(quoted);
        }

        return ddl.Length == 0 ? $"CREATE TABLE lone (id {types[0]} PRIMARY KEY);" : ddl.ToString();
    }
}
