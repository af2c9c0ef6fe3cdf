using System.Data.Common;
using System.Globalization;
using System.Text.RegularExpressions;
using Opsroom.Telemetry;

namespace Opsroom.Tools.Databases.Connections;

/// <summary>One named database. Section <c>Databases:NAME</c>; either a connection string or its parts.</summary>
/// <param name="name">What calls say.</param>
public sealed partial class DatabaseConnectionOptions(string name)
{
    /// <summary>The shortest password that can be told from an ordinary word, and so be redacted.</summary>
    private const int ShortestSecret = 6;

    public string Name { get; } = name;

    public DatabaseKind Kind { get; set; }

    /// <summary>In the driver's form (<c>Host=…;Username=…</c>) or as <c>postgresql://USER:PASSWORD@HOST:PORT/DATABASE</c> (<c>mysql://</c>, <c>mariadb://</c>).</summary>
    public Secret? ConnectionString { get; set; }

    public string? Host { get; set; }

    /// <summary>The engine's usual one where none is given.</summary>
    public int? Port { get; set; }

    /// <summary>The database's name; for SQLite the path of its file.</summary>
    public string? Database { get; set; }

    public string? Username { get; set; }

    public Secret? Password { get; set; }

    /// <summary>Whether nothing may be changed over it.</summary>
    public bool ReadOnly { get; set; } = true;

    /// <summary>How long one statement may take.</summary>
    public TimeSpan StatementTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a statement may wait for a lock.</summary>
    public TimeSpan LockTimeout { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>The environment that it belongs to, where the policy's <c>targets</c> say nothing about it.</summary>
    public string? Environment { get; set; }

    /// <summary>The section of this connection, as messages name it.</summary>
    public string Section => $"{DatabaseOptions.Section}:{Name}";

    /// <summary>Values that must be seen nowhere.</summary>
    public IEnumerable<string> Secrets
    {
        get
        {
            if (Password?.Reveal() is { Length: >= ShortestSecret } password)
            {
                yield return password;
            }

            if (ConnectionString is { } text && Values() is { } values)
            {
                yield return text.Reveal();
                foreach (var key in (string[])["Password", "Pwd", "PSW"])
                {
                    if (values.TryGetValue(key, out var value) && value.ToString() is { Length: >= ShortestSecret } secret)
                    {
                        yield return secret;
                    }
                }
            }
        }
    }

    /// <summary>What is wrong with these options; each sentence names the key and the cure.</summary>
    public IEnumerable<string> Validate()
    {
        if (!NameShape().IsMatch(Name))
        {
            yield return $"{Section}: a connection's name has 1 to 63 letters, digits, '-', '_' and '.', and begins with a letter or digit.";
        }

        if (ConnectionString is not null && (Host ?? Database ?? Username) is not null)
        {
            yield return $"{Section}:ConnectionString is set beside the parts of one (Host, Database, Username): leave one of them out.";
        }

        if (ConnectionString is not null && Values() is null)
        {
            yield return $"{Section}:ConnectionString cannot be read: write KEY=VALUE;KEY=VALUE as the driver takes it, or {Scheme}://USER:PASSWORD@HOST:PORT/DATABASE with user and password escaped as in a URL.";
        }

        if (ConnectionString is null && Database is null)
        {
            yield return $"{Section}:Database is missing: give {(Kind == DatabaseKind.Sqlite ? "the path of the database's file" : "the database's name")}, or {Section}:ConnectionString.";
        }

        if (ConnectionString is null && Host is null && Kind != DatabaseKind.Sqlite)
        {
            yield return $"{Section}:Host is missing: give the server's address, or {Section}:ConnectionString.";
        }

        if (StatementTimeout < TimeSpan.FromSeconds(1) || StatementTimeout > TimeSpan.FromHours(24))
        {
            yield return $"{Section}:StatementTimeout is '{StatementTimeout}': give a time from 1 second to 24 hours.";
        }

        if (LockTimeout < TimeSpan.FromMilliseconds(100) || LockTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"{Section}:LockTimeout is '{LockTimeout}': give a time from 0.1 seconds to 10 minutes.";
        }
    }

    /// <summary>The values of the connection as its driver calls them; null where the connection string is none.</summary>
    internal DbConnectionStringBuilder? Values()
    {
        var values = new DbConnectionStringBuilder();
        try
        {
            if (ConnectionString?.Reveal() is not { } text)
            {
                SetParts(values, Host, Port, Database, Username, Password?.Reveal());
            }
            else if (text.Contains("://", StringComparison.Ordinal))
            {
                ReadUrl(values, new Uri(text));
            }
            else
            {
                values.ConnectionString = text;
                if (Password is not null)
                {
                    values["Password"] = Password.Reveal();
                }
            }

            return values;
        }
        catch (Exception wrong) when (wrong is ArgumentException or FormatException)
        {
            return null;
        }
    }

    private string Scheme => Kind switch { DatabaseKind.Mysql => "mysql", DatabaseKind.Mariadb => "mariadb", _ => "postgresql" };

    private void ReadUrl(DbConnectionStringBuilder values, Uri url)
    {
        if (Kind == DatabaseKind.Sqlite || url.Scheme != Scheme && !(url.Scheme == "postgres" && Kind == DatabaseKind.Postgresql) && !(url.Scheme == "mysql" && Kind == DatabaseKind.Mariadb))
        {
            throw new FormatException("another scheme");
        }

        var user = url.UserInfo.Split(':', 2);
        SetParts(
            values, url.Host, url.IsDefaultPort ? null : url.Port, Uri.UnescapeDataString(url.AbsolutePath.TrimStart('/')), Uri.UnescapeDataString(user[0]),
            Password?.Reveal() ?? (user.Length > 1 ? Uri.UnescapeDataString(user[1]) : null));
        foreach (var part in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var pair = part.Split('=', 2);
            values[DriverKey(Uri.UnescapeDataString(pair[0]))] = Uri.UnescapeDataString(pair.ElementAtOrDefault(1) ?? "");
        }
    }

    private void SetParts(DbConnectionStringBuilder values, string? host, int? port, string? database, string? user, string? password)
    {
        if (Kind == DatabaseKind.Sqlite)
        {
            values["Data Source"] = database ?? "";
            return;
        }

        values[Kind == DatabaseKind.Postgresql ? "Host" : "Server"] = host ?? "";
        values["Database"] = database ?? "";
        if (port is not null)
        {
            values["Port"] = port.Value.ToString(CultureInfo.InvariantCulture);
        }

        if (!string.IsNullOrEmpty(user))
        {
            values[Kind == DatabaseKind.Postgresql ? "Username" : "User ID"] = user;
        }

        if (password is not null)
        {
            values["Password"] = password;
        }
    }

    // libpq's names, as URLs have them
    private static string DriverKey(string key) => key switch
    {
        "sslmode" or "ssl-mode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        _ => key,
    };

    [GeneratedRegex("^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$", RegexOptions.NonBacktracking)]
    private static partial Regex NameShape();
}
