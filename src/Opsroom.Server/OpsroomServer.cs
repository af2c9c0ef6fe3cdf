using System.Net.Sockets;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Opsroom.Server.Hosting;
using Opsroom.Telemetry;
using Opsroom.Threads;

namespace Opsroom.Server;

/// <summary>Starts the server, for the command line and for programs that embed it.</summary>
public static class OpsroomServer
{
    /// <summary>
    /// Serves until the process is told to stop or the token is cancelled. With <see cref="OpsroomServerOptions.Reload"/> it stops and starts again
    /// whenever its settings' files change; runs go on across that as they do across any restart.
    /// </summary>
    /// <exception cref="OpsroomStartException">The server cannot start.</exception>
    public static async Task RunAsync(OpsroomServerOptions options, CancellationToken cancellationToken = default)
    {
        using var settings = options.Reload ? new SettingsWatch(options) : null;
        bool again;
        do
        {
            await using var server = await StartAsync(options, ownsProcess: true, cancellationToken);
            again = await server.WaitAsync(settings, cancellationToken);
        }
        while (again);
    }

    /// <summary>Starts a server beside whatever else the program does. It hears no signals of the process.</summary>
    /// <exception cref="OpsroomStartException">The server cannot start.</exception>
    public static Task<RunningServer> StartAsync(OpsroomServerOptions options, CancellationToken cancellationToken = default) =>
        StartAsync(options, ownsProcess: false, cancellationToken);

    private static async Task<RunningServer> StartAsync(OpsroomServerOptions options, bool ownsProcess, CancellationToken cancellationToken)
    {
        var application = Build(options, ownsProcess);
        var listen = application.Services.GetRequiredService<ServerOptions>();
        try
        {
            await application.Services.GetRequiredService<StoreOpening>().OpenAsync(cancellationToken);
            await application.StartAsync(cancellationToken);
            return new RunningServer(application, ListenAddress.ForClients(application.Urls.First()));
        }
        catch (Exception fault)
        {
            // what has begun ends in good order; disposed of alone, each service would log its end as a fault
            await application.StopAsync(CancellationToken.None);
            await application.DisposeAsync();
            throw Explain(fault, listen) is { } line ? new OpsroomStartException(line, fault) : fault;
        }
    }

    private static WebApplication Build(OpsroomServerOptions options, bool ownsProcess)
    {
        var folder = ServerConfiguration.FolderOf(options);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Opsroom", ContentRootPath = folder });
        builder.Configuration.AddConfiguration(ServerConfiguration.Build(options));
        builder.AddOpsroom(options);
        if (!ownsProcess)
        {
            builder.Services.AddSingleton<IHostLifetime, EmbeddedLifetime>();
        }

        var application = builder.Build();
        application.UseOpsroom();
        return application;
    }

    /// <summary>What is wrong and how to mend it, where that is known.</summary>
    private static string? Explain(Exception fault, ServerOptions listen) => fault switch
    {
        StoreUnavailableException or DataKeyException => fault.Message,
        IOException { InnerException: AddressInUseException } =>
            $"Port {listen.Port} of {listen.Host} is taken: stop the program that uses it, or choose another with --port (Server:Port).",
        SocketException socket => CannotListen(socket, listen),
        IOException { InnerException: SocketException socket } => CannotListen(socket, listen),
        _ => null,
    };

    private static string CannotListen(SocketException socket, ServerOptions listen) =>
        $"Cannot listen on port {listen.Port} of {listen.Host} ({socket.Message}): choose another with --host and --port (Server:Host, Server:Port).";
}
