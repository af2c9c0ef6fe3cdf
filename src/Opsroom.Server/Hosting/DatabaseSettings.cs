using Opsroom.Telemetry;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Databases.Connections;

namespace Opsroom.Server.Hosting;

/// <summary>The databases that tools may look into, by the names that calls use.</summary>
internal static class DatabaseSettings
{
    public static DatabaseOptions Read(SettingsReader reader, string folder)
    {
        var options = new DatabaseOptions { Connections = [.. reader.Children(DatabaseOptions.Section).Select(section => Connection(reader, section.Key, folder))] };
        foreach (var problem in options.Validate())
        {
            reader.Refuse(problem);
        }

        return options;
    }

    /// <summary>Passwords, and connection strings as a whole, as secrets to be redacted.</summary>
    public static IEnumerable<ConfiguredSecret> SecretsOf(DatabaseOptions options) =>
        options.Connections.SelectMany(connection => connection.Secrets).Distinct(StringComparer.Ordinal).Select(secret => new ConfiguredSecret("database_password", secret));

    /// <summary>The environments that connections name.</summary>
    public static Dictionary<ChangeTarget, string> EnvironmentsOf(DatabaseOptions options) => options.Connections.Where(connection => connection.Environment is not null)
        .ToDictionary(connection => new ChangeTarget(DatabaseDirectory.TargetSystem, connection.Name), connection => connection.Environment!);

    private static DatabaseConnectionOptions Connection(SettingsReader reader, string name, string folder)
    {
        var defaults = new DatabaseConnectionOptions(name);
        string Key(string key) => $"{defaults.Section}:{key}";
        var kind = KindOf(reader, Key("Kind"), reader.Text(Key("ConnectionString")));
        var database = reader.Text(Key("Database"));
        return new DatabaseConnectionOptions(name)
        {
            Kind = kind,
            ConnectionString = Secret.From(reader.Text(Key("ConnectionString"))),
            Host = reader.Text(Key("Host")),
            Port = reader.Text(Key("Port")) is null ? null : (int)reader.Whole(Key("Port"), 0, 1, 65_535),
            Database = kind == DatabaseKind.Sqlite && database is not null ? Path.GetFullPath(database, folder) : database,
            Username = reader.Text(Key("Username")),
            Password = Secret.From(reader.Text(Key("Password"))),
            ReadOnly = reader.Flag(Key("ReadOnly"), defaults.ReadOnly),
            StatementTimeout = reader.Time(Key("StatementTimeout"), defaults.StatementTimeout),
            LockTimeout = reader.Time(Key("LockTimeout"), defaults.LockTimeout),
            Environment = reader.Text(Key("Environment")),
        };
    }

    private static DatabaseKind KindOf(SettingsReader reader, string key, string? address)
    {
        switch (reader.Text(key)?.ToLowerInvariant() ?? address?.Split("://")[0])
        {
            case "postgresql" or "postgres":
                return DatabaseKind.Postgresql;
            case "mysql":
                return DatabaseKind.Mysql;
            case "mariadb":
                return DatabaseKind.Mariadb;
            case "sqlite" or "sqlite3":
                return DatabaseKind.Sqlite;
            default:
                reader.Refuse($"{key} is '{reader.Text(key)}': give postgresql, mysql, mariadb or sqlite.");
                return DatabaseKind.Postgresql;
        }
    }
}
