using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Retention;
using Opsroom.Server.Hosting;
using Opsroom.Threads;
using Opsroom.Workflow.Running;

namespace Opsroom.Server;

/// <summary>What the retention limits say is to go, without a server: the same code as a server's own sweep.</summary>
public sealed class OpsroomRetention : IAsyncDisposable
{
    private readonly WebApplication application;

    private OpsroomRetention(WebApplication application) => this.application = application;

    /// <summary>The limits as they are configured.</summary>
    public RetentionOptions Limits => application.Services.GetRequiredService<RetentionOptions>();

    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    /// <exception cref="StoreUnavailableException">The store cannot be used, or a server uses it.</exception>
    public static async Task<OpsroomRetention> OpenAsync(OpsroomServerOptions options, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "Opsroom", ContentRootPath = ServerConfiguration.FolderOf(options) });
        builder.Configuration.AddConfiguration(ServerConfiguration.Build(options));
        builder.AddOpsroom(options);
        var retention = new OpsroomRetention(builder.Build());
        try
        {
            await retention.application.Services.GetRequiredService<IStore>().InitializeAsync(cancellationToken);
            return retention;
        }
        catch
        {
            await retention.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc cref="RetentionSweep.RunAsync"/>
    public Task<RetentionReport> RunAsync(bool apply, Action<RetentionItem, bool> seen, CancellationToken cancellationToken) =>
        application.Services.GetRequiredService<RetentionSweep>().RunAsync(apply, seen, cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await application.Services.GetRequiredService<LocalRunOwner>().DisposeAsync();
        await application.DisposeAsync();
    }
}
