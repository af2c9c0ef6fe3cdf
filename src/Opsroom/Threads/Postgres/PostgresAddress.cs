using System.Globalization;
using Npgsql;

namespace Opsroom.Threads.Postgres;

/// <summary>Where a PostgreSQL database is and how it is reached, from a URL as libpq reads it. Its text never holds the password.</summary>
public sealed class PostgresAddress
{
    private const int DefaultPort = 5432;

    private static readonly string[] Schemes = ["postgresql://", "postgres://"];

    /// <summary>libpq's names of options, by what Npgsql calls them.</summary>
    private static readonly Dictionary<string, string> Options = new(StringComparer.OrdinalIgnoreCase)
    {
        ["host"] = "Host",
        ["port"] = "Port",
        ["dbname"] = "Database",
        ["user"] = "Username",
        ["password"] = "Password",
        ["passfile"] = "Passfile",
        ["sslmode"] = "SSL Mode",
        ["sslnegotiation"] = "SSL Negotiation",
        ["sslrootcert"] = "Root Certificate",
        ["sslcert"] = "SSL Certificate",
        ["sslkey"] = "SSL Key",
        ["sslpassword"] = "SSL Password",
        ["channel_binding"] = "Channel Binding",
        ["require_auth"] = "Require Auth",
        ["gssencmode"] = "GSS Encryption Mode",
        ["application_name"] = "Application Name",
        ["connect_timeout"] = "Timeout",
        ["target_session_attrs"] = "Target Session Attributes",
        ["load_balance_hosts"] = "Load Balance Hosts",
        ["options"] = "Options",
        ["client_encoding"] = "Client Encoding",
        ["keepalives"] = "Tcp Keepalive",
        ["keepalives_idle"] = "Tcp Keepalive Time",
        ["keepalives_interval"] = "Tcp Keepalive Interval",
        ["search_path"] = "Search Path",
        ["command_timeout"] = "Command Timeout",
        ["max_pool_size"] = "Maximum Pool Size",
    };

    private PostgresAddress(NpgsqlConnectionStringBuilder connection)
    {
        Connection = connection;
        var hosts = connection.Host!.Split(',').Select(host => host.Contains(':', StringComparison.Ordinal) || host.StartsWith('/') ? host : $"{host}:{connection.Port}");
        Description = $"PostgreSQL at {string.Join(',', hosts)}/{connection.Database}";
    }

    /// <summary>Host, port and database, for messages.</summary>
    public string Description { get; }

    /// <summary>The password, to be redacted wherever it might appear; null where the URL has none.</summary>
    public string? Password => string.IsNullOrEmpty(Connection.Password) ? null : Connection.Password;

    internal NpgsqlConnectionStringBuilder Connection { get; }

    internal string Database => Connection.Database!;

    /// <summary>Whether a URL names a PostgreSQL database at all.</summary>
    public static bool Names(string url) => Schemes.Any(scheme => url.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads <c>postgresql://user:password@host:port/database?option=value</c>; user and password are escaped as in any URL, several hosts are separated by commas.</summary>
    /// <exception cref="FormatException">It is not one; the message says why and holds nothing of user or password.</exception>
    public static PostgresAddress Parse(string url)
    {
        var scheme = Schemes.FirstOrDefault(each => url.StartsWith(each, StringComparison.OrdinalIgnoreCase))
            ?? throw new FormatException("it does not start with postgresql://");
        var rest = url[scheme.Length..];
        if (rest.Contains('#', StringComparison.Ordinal))
        {
            throw new FormatException("it holds a '#', which has to be written as %23");
        }

        var (beforeQuery, query) = Split(rest, rest.IndexOf('?', StringComparison.Ordinal));
        var (authority, database) = Split(beforeQuery, beforeQuery.IndexOf('/', StringComparison.Ordinal));
        if (database.Contains('@', StringComparison.Ordinal) || query.Contains('@', StringComparison.Ordinal))
        {
            // the rest of a password, most likely, which no message may show
            throw new FormatException("it holds a '/', '?' or '@' that has to be escaped (%2F, %3F, %40)");
        }

        var at = authority.LastIndexOf('@');
        var connection = new NpgsqlConnectionStringBuilder
        {
            ApplicationName = "opsroom",
            Timeout = 5,
            CommandTimeout = 15,
            KeepAlive = 15,
            MaxPoolSize = 16,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        };
        if (at >= 0)
        {
            var (user, password) = Split(authority[..at], authority.IndexOf(':', StringComparison.Ordinal) is var colon && colon < at ? colon : -1);
            connection.Username = Unescape(user, "user");
            connection.Password = Unescape(password, "password");
        }

        ReadHosts(authority[(at + 1)..], connection);
        if (database.Length > 0)
        {
            connection.Database = Unescape(database, "database");
        }

        foreach (var option in query.Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            ReadOption(option, connection);
        }

        return Complete(connection);
    }

    public override string ToString() => Description;

    private static PostgresAddress Complete(NpgsqlConnectionStringBuilder connection)
    {
        if (string.IsNullOrEmpty(connection.Host))
        {
            throw new FormatException("it names no host");
        }

        if (string.IsNullOrEmpty(connection.Database))
        {
            connection.Database = string.IsNullOrEmpty(connection.Username) ? throw new FormatException("it names no database") : connection.Username;
        }

        // only a server that can be written is of use, whatever was asked for
        connection.TargetSessionAttributes = null;

        // nothing that a session keeps is left behind by reads
        connection.NoResetOnClose = true;
        connection.IncludeErrorDetail = false;
        return new PostgresAddress(connection);
    }

    private static void ReadHosts(string text, NpgsqlConnectionStringBuilder connection)
    {
        if (text.Length == 0)
        {
            return;
        }

        var hosts = new List<(string Host, int? Port)>();
        foreach (var each in text.Split(','))
        {
            var colon = each.LastIndexOf(':');
            var hasPort = colon >= 0 && !each[colon..].Contains(']', StringComparison.Ordinal);
            int? port = !hasPort || colon == each.Length - 1 ? null
                : int.TryParse(each.AsSpan(colon + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is > 0 and <= 65_535 ? number
                : throw new FormatException("its port is not a number from 1 to 65535");
            hosts.Add((Unescape(hasPort ? each[..colon] : each, "host").Trim('[', ']'), port));
        }

        if (hosts is [var (host, only)])
        {
            (connection.Host, connection.Port) = (host, only ?? DefaultPort);
            return;
        }

        connection.Host = string.Join(',', hosts.Select(one => $"{one.Host}:{one.Port ?? DefaultPort}"));
    }

    private static void ReadOption(string text, NpgsqlConnectionStringBuilder connection)
    {
        var (name, value) = Split(text, text.IndexOf('=', StringComparison.Ordinal));
        name = Unescape(name, "options");
        var known = Options.TryGetValue(name, out var keyword) ? keyword
            : connection.ContainsKey(name) ? name
            : throw new FormatException($"its option '{name}' is not known");
        try
        {
            // Npgsql writes the choices of its enumerations without hyphens
            var given = Unescape(value, name);
            connection[known] = known is "SSL Mode" or "GSS Encryption Mode" ? given.Replace("-", "", StringComparison.Ordinal)
                : known is "Tcp Keepalive" ? given is "1" or "true"
                : given;
        }
        catch (Exception refused) when (refused is ArgumentException or FormatException or OverflowException or InvalidCastException)
        {
            throw new FormatException($"its option '{name}' has a value that is not possible", refused);
        }
    }

    private static (string Before, string After) Split(string text, int at) => at < 0 ? (text, "") : (text[..at], text[(at + 1)..]);

    private static string Unescape(string text, string part)
    {
        for (var percent = text.IndexOf('%', StringComparison.Ordinal); percent >= 0; percent = text.IndexOf('%', percent + 1))
        {
            if (percent + 2 >= text.Length || !char.IsAsciiHexDigit(text[percent + 1]) || !char.IsAsciiHexDigit(text[percent + 2]))
            {
                throw new FormatException($"its {part} holds a '%' that is not followed by two hexadecimal digits: write a '%' as %25");
            }
        }

        return Uri.UnescapeDataString(text);
    }
}
