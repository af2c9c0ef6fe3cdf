using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Threads.Outbox;
using Opsroom.Threads.Postgres;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Server.Hosting;

/// <summary>Which store the server uses (section <c>Store</c>).</summary>
/// <param name="Folder">Where the embedded store lives.</param>
/// <param name="Database">The PostgreSQL database that takes its place; null where none is named.</param>
/// <param name="Wait">How long to wait for another server that uses the store to leave.</param>
internal sealed record StoreSettings(string Folder, PostgresAddress? Database, TimeSpan Wait)
{
    /// <summary>A shorter password is a word that may stand anywhere and cannot be redacted.</summary>
    private const int ShortestSecret = 8;

    private const int DefaultWaitSeconds = 60;

    /// <summary>The database's password, where it can be told from an ordinary word.</summary>
    public IEnumerable<ConfiguredSecret> Secrets => Database?.Password is { Length: >= ShortestSecret } password && !Database.Description.Contains(password, StringComparison.Ordinal)
        ? [new ConfiguredSecret("database_password", password)]
        : [];

    public static StoreSettings Read(SettingsReader reader, string folder) =>
        new(folder, ReadDatabase(reader), TimeSpan.FromSeconds(reader.Whole("Store:WaitSeconds", DefaultWaitSeconds, 0, 3_600)));

    /// <summary>The store, not yet initialized.</summary>
    /// <param name="notices">Who is told of what is appended.</param>
    public IStore Open(TimeProvider time, NoticeRoutes notices) => Database is { } address
        ? new PostgresStore(new PostgresStoreOptions { Address = address, Notices = notices }, time)
        : new SqliteStore(new SqliteStoreOptions { DataDirectory = Folder, Notices = notices }, time);

    // other programs put other databases there
    private static PostgresAddress? ReadDatabase(SettingsReader reader)
    {
        if (reader.Text("Store:Url") is not { } url || !PostgresAddress.Names(url))
        {
            return null;
        }

        try
        {
            return PostgresAddress.Parse(url);
        }
        catch (FormatException wrong)
        {
            reader.Refuse($"DATABASE_URL (Store:Url) cannot be used: {wrong.Message}. Write postgresql://USER:PASSWORD@HOST:PORT/DATABASE, escaped as in any URL.");
            return null;
        }
    }
}
