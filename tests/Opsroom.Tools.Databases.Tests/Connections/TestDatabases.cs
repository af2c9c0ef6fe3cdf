using Microsoft.Data.Sqlite;
using Opsroom.Telemetry;
using Opsroom.TestKit.MariaDb;
using Opsroom.TestKit.Postgres;
using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Tools.Databases.Tests.Connections;

/// <summary>Makes empty databases of the three engines for one test, as connections named <c>test</c>.</summary>
internal sealed class TestDatabases(PostgresServer postgres, MariaDbServer mariadb) : IAsyncDisposable
{
    private readonly List<string> files = [];

    /// <param name="kind"><see cref="DatabaseKind.Mysql"/> is played by MariaDB as well.</param>
    public async Task<DatabaseDirectory> CreateAsync(DatabaseKind kind, bool isReadOnly = false, Action<DatabaseConnectionOptions>? configure = null)
    {
        var token = TestContext.Current.CancellationToken;
        var options = new DatabaseConnectionOptions("test") { Kind = kind, ReadOnly = isReadOnly };
        switch (kind)
        {
            case DatabaseKind.Postgresql:
                options.ConnectionString = new Secret(await postgres.CreateDatabaseAsync(token));
                break;
            case DatabaseKind.Sqlite:
                var file = Path.GetTempFileName();
                files.Add(file);
                await using (var connection = new SqliteConnection($"Data Source={file};Pooling=False"))
                {
                    await connection.OpenAsync(token);
                }

                options.Database = file;
                break;
            default:
                options.ConnectionString = new Secret(await mariadb.CreateDatabaseAsync(token));
                break;
        }

        configure?.Invoke(options);
        Assert.Empty(options.Validate());
        return new DatabaseDirectory(new DatabaseOptions { Connections = [options] }, TimeProvider.System);
    }

    /// <summary>An empty database, open for writing.</summary>
    public async Task<OpenDatabase> OpenAsync(DatabaseKind kind)
    {
        var opened = await (await CreateAsync(kind)).OpenAsync("test", DatabaseAccess.Write, TestContext.Current.CancellationToken);
        Assert.Null(opened.Failure);
        return opened.Value!;
    }

    /// <summary>The database of a directory, open for writing whatever its connection allows.</summary>
    public static async Task<OpenDatabase> OpenAgainAsync(DatabaseDirectory directory)
    {
        var options = directory.Find("test").Value!;
        var isReadOnly = options.ReadOnly;
        options.ReadOnly = false;
        try
        {
            return (await directory.OpenAsync("test", DatabaseAccess.Write, TestContext.Current.CancellationToken)).Value!;
        }
        finally
        {
            options.ReadOnly = isReadOnly;
        }
    }

    public ValueTask DisposeAsync()
    {
        files.ForEach(File.Delete);
        return ValueTask.CompletedTask;
    }
}
