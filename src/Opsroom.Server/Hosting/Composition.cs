using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Agents;
using Opsroom.Models;
using Opsroom.Server.Errors;
using Opsroom.Server.Health;
using Opsroom.Threads;
using Opsroom.Threads.Sqlite;

namespace Opsroom.Server.Hosting;

/// <summary>Puts the server together: one visible line for each part.</summary>
internal static class Composition
{
    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    public static void AddOpsroom(this WebApplicationBuilder builder, OpsroomServerOptions given)
    {
        var settings = Settings.Read(builder.Configuration, given);
        var services = builder.Services;
        services.AddSingleton(given.TimeProvider ?? TimeProvider.System);
        services.AddSingleton(settings.Server);
        services.AddSingleton<Readiness>();
        services.AddHostedService(provider => provider.GetRequiredService<Readiness>());
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<IStore>(provider => new SqliteStore(
            new SqliteStoreOptions { DataDirectory = settings.DataDirectory }, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton(_ => new AgentCatalog(settings.AgentsDirectory));
        services.AddSingleton(provider => new ModelCatalog(settings.Models, given.Models, [], provider.GetRequiredService<TimeProvider>()));
        AddWeb(builder, settings.Server);
    }

    private static void AddWeb(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // every reader of a body has a limit of its own, and what it leaves is drained so that the answer arrives
            kestrel.Limits.MaxRequestBodySize = null;
            // a task of 4 KiB in a query may take three times that when it is escaped
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Listen(options);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddExceptionHandler<UnhandledErrors>();
        if (options.CorsOrigins.Count > 0)
        {
            builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. options.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()
                .WithExposedHeaders(RequestId.Header, "X-Thread-Id", "Location", "Retry-After", "ETag")));
        }
    }
}
