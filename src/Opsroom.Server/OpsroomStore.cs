using Opsroom.Server.Hosting;
using Opsroom.Threads;

namespace Opsroom.Server;

/// <summary>The configured store without a server, for the commands that look after it.</summary>
public static class OpsroomStore
{
    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    public static IStore Open(OpsroomServerOptions options)
    {
        var settings = Settings.Read(ServerConfiguration.Build(options), options);
        return settings.Store.Open(TimeProvider.System);
    }
}
