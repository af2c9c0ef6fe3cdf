using System.Net;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Opsroom.Server.Hosting;

/// <summary>Where the server listens.</summary>
internal static class ListenAddress
{
    /// <summary>Whether a host can be listened on.</summary>
    public static bool IsKnown(string host) => host is "*" or "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out _);

    public static void Listen(this KestrelServerOptions kestrel, ServerOptions options)
    {
        switch (options.Host)
        {
            case "*":
                kestrel.ListenAnyIP(options.Port);
                break;
            case "localhost" when options.Port != 0:
                kestrel.ListenLocalhost(options.Port);
                break;
            case "localhost":
                kestrel.Listen(IPAddress.Loopback, 0);
                break;
            default:
                kestrel.Listen(IPAddress.Parse(options.Host.Trim('[', ']')), options.Port);
                break;
        }
    }

    /// <summary>The address that a client on this machine uses.</summary>
    public static Uri ForClients(string bound)
    {
        var uri = new Uri(bound.Replace("//*", "//localhost", StringComparison.Ordinal).Replace("//+", "//localhost", StringComparison.Ordinal));
        return uri.Host is "0.0.0.0" ? new UriBuilder(uri) { Host = "127.0.0.1" }.Uri
            : uri.Host is "[::]" ? new UriBuilder(uri) { Host = "localhost" }.Uri
            : uri;
    }
}
