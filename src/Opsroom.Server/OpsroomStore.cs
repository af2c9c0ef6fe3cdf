using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Threads.Migration;
using Opsroom.Threads.Postgres;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Server;

/// <summary>The configured store without a server, for the commands that look after it.</summary>
public static class OpsroomStore
{
    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    public static IStore Open(OpsroomServerOptions options)
    {
        var settings = Settings.Read(ServerConfiguration.Build(options), options);
        return settings.Store.Open(TimeProvider.System, settings.Webhooks.Routes);
    }

    /// <summary>The way from the embedded store to a PostgreSQL database.</summary>
    /// <param name="to">The database's URL; null means the configured one.</param>
    /// <exception cref="OpsroomStartException">A setting is wrong, or no database is named.</exception>
    public static StoreMigration Migrate(OpsroomServerOptions options, string? to)
    {
        var given = to is null ? options : options with { Configuration = new Dictionary<string, string?>(options.Configuration, StringComparer.OrdinalIgnoreCase) { ["Store:Url"] = to } };
        var store = Settings.Read(ServerConfiguration.Build(given), given).Store;
        return store.Database is { } address
            ? new StoreMigration(new SqliteStoreOptions { DataDirectory = store.Folder }, new PostgresStoreOptions { Address = address }, TimeProvider.System)
            : throw new OpsroomStartException("No PostgreSQL database is named: give its URL (postgresql://…) with --to, or in DATABASE_URL.");
    }
}
