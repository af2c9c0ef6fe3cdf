namespace Opsroom.Server.Hosting;

/// <summary>How the server listens and whom it serves (section <c>Server</c>).</summary>
internal sealed class ServerOptions
{
    public const string SectionName = "Server";

    /// <summary>An IP address, <c>localhost</c>, or <c>*</c> for every address.</summary>
    public string Host { get; init; } = "0.0.0.0";

    public int Port { get; init; } = 8000;

    /// <summary>Names that requests may use for this server beside <c>localhost</c> and loopback addresses.</summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Origins whose pages may call this server from a browser.</summary>
    public IReadOnlyList<string> CorsOrigins { get; init; } = [];

    /// <summary>Bytes of a request's body.</summary>
    public long MaxBody { get; init; } = 1024 * 1024;

    /// <summary>Bytes of the body of a direct tool call.</summary>
    public long MaxToolBody { get; init; } = 32 * 1024 * 1024;

    /// <summary>Bytes of a file that is handed in, and of what a zip holds.</summary>
    public long MaxUpload { get; init; } = 256L * 1024 * 1024;

    /// <summary>How often an idle stream sends a comment.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(15);

    public static ServerOptions Read(SettingsReader settings)
    {
        var defaults = new ServerOptions();
        var options = new ServerOptions
        {
            Host = settings.Text("Server:Host") ?? defaults.Host,
            Port = (int)settings.Whole("Server:Port", defaults.Port, 0, 65535),
            AllowedHosts = settings.List("Server:AllowedHosts"),
            CorsOrigins = settings.List("Server:Cors:Origins"),
            MaxBody = settings.Whole("Server:MaxBody", defaults.MaxBody, 1024, 1L << 30),
            MaxToolBody = settings.Whole("Server:MaxToolBody", defaults.MaxToolBody, 1024, 1L << 30),
            MaxUpload = settings.Whole("Server:MaxUpload", defaults.MaxUpload, 1024, 1L << 40),
            Heartbeat = settings.Time("Server:Heartbeat", defaults.Heartbeat),
        };
        if (!ListenAddress.IsKnown(options.Host))
        {
            settings.Refuse($"Server:Host is '{options.Host}': give an IP address, localhost, or * for every address (--host).");
        }

        foreach (var origin in options.CorsOrigins.Where(origin => !IsOrigin(origin)))
        {
            settings.Refuse($"Server:Cors:Origins has '{origin}', which is no origin: give scheme, host and port only, such as https://console.example.com.");
        }

        if (options.Heartbeat < TimeSpan.FromSeconds(1) || options.Heartbeat > TimeSpan.FromMinutes(5))
        {
            settings.Refuse("Server:Heartbeat is out of range: give 1 to 300 seconds.");
        }

        return options;
    }

    private static bool IsOrigin(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out var uri) && uri.Scheme is "http" or "https"
        && text.Equals(uri.GetLeftPart(UriPartial.Authority), StringComparison.OrdinalIgnoreCase);
}
