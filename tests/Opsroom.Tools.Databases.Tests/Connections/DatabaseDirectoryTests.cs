using System.Data.Common;
using Opsroom.Telemetry;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Tests.Connections;

public sealed class DatabaseDirectoryTests(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private readonly TestDatabases databases = new(postgres, mariadb);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<DatabaseKind> Kinds => [DatabaseKind.Postgresql, DatabaseKind.Mariadb, DatabaseKind.Sqlite];

    [Fact]
    public void Without_any_database_the_setting_is_named()
    {
        var failure = new DatabaseDirectory(new DatabaseOptions(), TimeProvider.System).Find("orders").Failure!;
        Assert.Equal((FaultCodes.NotConfigured, "Databases"), (failure.Code, failure.Setting));
    }

    [Fact]
    public void An_unknown_name_is_answered_with_the_names_there_are()
    {
        var options = new DatabaseOptions { Connections = [new("orders"), new("billing")] };
        var failure = new DatabaseDirectory(options, TimeProvider.System).Find("order").Failure!;
        Assert.Equal(FaultCodes.NotFound, failure.Code);
        Assert.Contains("orders, billing", failure.Message, StringComparison.Ordinal);
        Assert.Equal("orders", new DatabaseDirectory(options, TimeProvider.System).Find(" ORDERS ").Value!.Name);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_session_for_reading_is_kept_from_writing_by_the_engine(DatabaseKind kind)
    {
        var directory = await databases.CreateAsync(kind);
        await using (var writing = (await directory.OpenAsync("test", DatabaseAccess.Write, Token)).Value!)
        {
            await writing.ExecuteAsync("CREATE TABLE t (id int primary key)", Token);
        }

        await using var reading = (await directory.OpenAsync("test", DatabaseAccess.Read, Token)).Value!;
        Assert.True(reading.Version.Major > 0);
        foreach (var sql in (string[])["INSERT INTO t VALUES (1)", "DROP TABLE t", "CREATE TABLE u (id int)"])
        {
            var refused = await Assert.ThrowsAnyAsync<DbException>(() => reading.ExecuteAsync(sql, Token));
            Assert.Equal(FaultCodes.Denied, reading.Explain(refused).Code);
        }

        var row = Assert.Single(await reading.QueryAsync("SELECT count(*) AS n FROM t WHERE id > @least", Token, [("least", 0)]));
        Assert.Equal(0, row.Number("n"));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public async Task A_read_only_connection_is_not_opened_for_writing(DatabaseKind kind)
    {
        var directory = await databases.CreateAsync(kind, isReadOnly: true);
        var failure = (await directory.OpenAsync("test", DatabaseAccess.Write, Token)).Failure!;
        Assert.Equal((FaultCodes.Denied, "Databases:test:ReadOnly"), (failure.Code, failure.Setting));
    }

    [Theory]
    [InlineData(DatabaseKind.Postgresql, "SELECT pg_sleep(60)")]
    [InlineData(DatabaseKind.Mariadb, "SELECT count(*) FROM seq_1_to_100000 a, seq_1_to_100000 b")]
    [InlineData(DatabaseKind.Sqlite, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT max(i) FROM n")]
    public async Task A_statement_that_takes_too_long_is_ended(DatabaseKind kind, string sql)
    {
        var directory = await databases.CreateAsync(kind, configure: options => options.StatementTimeout = TimeSpan.FromSeconds(1));
        await using var opened = (await directory.OpenAsync("test", DatabaseAccess.Read, Token)).Value!;
        var late = await Assert.ThrowsAnyAsync<Exception>(() => opened.QueryAsync(sql, Token));
        var failure = opened.Explain(late);
        Assert.Equal((FaultCodes.Timeout, "Databases:test:StatementTimeout"), (failure.Code, failure.Setting));
    }

    [Theory]
    [InlineData(DatabaseKind.Postgresql)]
    [InlineData(DatabaseKind.Mariadb)]
    public async Task What_is_said_of_a_failure_has_no_password(DatabaseKind kind)
    {
        var options = new DatabaseConnectionOptions("far") { Kind = kind, Host = "127.0.0.1", Port = 1, Database = "x", Username = "me", Password = new Secret("hunter2-hunter2") };
        var failure = (await new DatabaseDirectory(new DatabaseOptions { Connections = [options] }, TimeProvider.System).OpenAsync("far", DatabaseAccess.Read, Token)).Failure!;
        Assert.Equal((FaultCodes.Unreachable, "Databases:far"), (failure.Code, failure.Setting));
        Assert.DoesNotContain("hunter2", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_without_being_shown()
    {
        var address = new Uri(await postgres.CreateDatabaseAsync(Token));
        var options = new DatabaseConnectionOptions("test")
        {
            Kind = DatabaseKind.Postgresql,
            Host = address.Host,
            Port = address.Port,
            Database = address.AbsolutePath[1..],
            Username = Uri.UnescapeDataString(address.UserInfo.Split(':')[0]),
            Password = new Secret("wrong-password"),
        };
        var failure = (await new DatabaseDirectory(new DatabaseOptions { Connections = [options] }, TimeProvider.System).OpenAsync("test", DatabaseAccess.Read, Token)).Failure!;
        Assert.Equal(FaultCodes.Denied, failure.Code);
        Assert.DoesNotContain("wrong-password", failure.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("postgresql://me:p%40ss%2Fword@db.example:6543/shop?sslmode=require", "p@ss/word")]
    [InlineData("Host=db.example;Username=me;Password=s3cr3t-one;Database=shop", "s3cr3t-one")]
    public void Passwords_of_connection_strings_are_secrets(string address, string password)
    {
        var options = new DatabaseConnectionOptions("shop") { Kind = DatabaseKind.Postgresql, ConnectionString = new Secret(address) };
        Assert.Empty(options.Validate());
        Assert.Contains(password, options.Secrets);
        Assert.Contains(address, options.Secrets);
    }

    [Theory]
    [InlineData("mysql://me:secret@db/shop", "ConnectionString")]
    [InlineData("no connection string", "ConnectionString")]
    [InlineData(null, "Database")]
    public void A_connection_that_cannot_work_is_refused_with_its_key_and_without_its_value(string? address, string key)
    {
        var options = new DatabaseConnectionOptions("shop") { Kind = DatabaseKind.Postgresql, ConnectionString = Secret.From(address), Host = address is null ? "db" : null };
        var problem = Assert.Single(options.Validate());
        Assert.StartsWith($"Databases:shop:{key}", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", problem, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => databases.DisposeAsync();
}
