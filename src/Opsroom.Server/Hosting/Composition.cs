using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Opsroom.Agents;
using Opsroom.Approvals;
using Opsroom.Knowledge;
using Opsroom.Knowledge.Folders;
using Opsroom.Models;
using Opsroom.Models.Playbooks;
using Opsroom.Retention;
using Opsroom.Server.Approvals;
using Opsroom.Server.Archives;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Health;
using Opsroom.Server.Hooks;
using Opsroom.Server.Idempotency;
using Opsroom.Server.Knowledge;
using Opsroom.Server.Policy;
using Opsroom.Server.Retention;
using Opsroom.Server.Runs;
using Opsroom.Server.Streaming;
using Opsroom.Server.Webhooks;
using Opsroom.Telemetry;
using Opsroom.Threads;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Workspace;
using Opsroom.Workflow;
using Opsroom.Workflow.Reflection;
using Opsroom.Workflow.Routing;
using Opsroom.Workflow.Running;
using Opsroom.Workflow.Streaming;

namespace Opsroom.Server.Hosting;

/// <summary>Puts the server together: one visible line for each part.</summary>
internal static class Composition
{
    /// <summary>What stopping may take beyond the time that runs are given.</summary>
    private static readonly TimeSpan Goodbye = TimeSpan.FromSeconds(10);

    /// <exception cref="OpsroomStartException">A setting is wrong.</exception>
    public static void AddOpsroom(this WebApplicationBuilder builder, OpsroomServerOptions given)
    {
        var settings = Settings.Read(builder.Configuration, given);
        var services = builder.Services;
        services.AddSingleton(given.TimeProvider ?? TimeProvider.System);
        services.AddSingleton(settings);
        services.AddSingleton(given);
        services.AddSingleton(settings.Server);
        services.AddOpsroomLogging(settings.Logging, given.LogOutput);
        services.AddOpsroomTelemetry(settings.Telemetry);
        AddBrain(services, settings, given);
        AddRequests(services, settings);
        AddWeb(builder, settings.Server);
    }

    private static void AddBrain(IServiceCollection services, Settings settings, OpsroomServerOptions given)
    {
        services.AddSingleton(provider => settings.Store.Open(provider.GetRequiredService<TimeProvider>(), settings.Webhooks.Routes));
        services.AddSingleton(_ => new AgentCatalog(settings.AgentsDirectory));
        if (given.Reload && settings.AgentsDirectory is { } agentsDirectory)
        {
            services.AddHostedService(provider => new AgentReload(
                provider.GetRequiredService<AgentCatalog>(), agentsDirectory, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AgentReload>>()));
        }

        var dataKey = new Lazy<byte[]>(() => DataKey.LoadOrCreate(settings.DataDirectory, settings.DataKey));
        services.AddSingleton(provider => new KnowledgeBase(
            provider.GetRequiredService<IStore>(), settings.DataDirectory, settings.Knowledge.Embedding.Create(given.OnnxEmbedder, provider.GetRequiredService<TimeProvider>()), settings.Knowledge.Pinecone, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<KnowledgeBase>>()));
        services.AddSingleton(provider => new FolderImport(provider.GetRequiredService<KnowledgeBase>(), provider.GetRequiredService<IStore>()));
        services.AddSingleton(provider => new ToolCatalog(
            [.. ToolSets.Create(settings, provider, dataKey), .. given.ToolSets],
            provider.GetRequiredService<ILogger<ToolCatalog>>()));
        services.AddSingleton(provider => new ModelCatalog(settings.Models, given.Models, PlaybookCatalog.All, provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<IModelCaller, ModelCaller>();
        services.AddSingleton(_ => new Redactor(dataKey.Value, settings.Secrets));
        services.AddSingleton(_ => new ValueSealer(dataKey.Value));
        services.AddSingleton(_ => new CallBinding(dataKey.Value));
        services.AddSingleton(_ => new ReadRoots(settings.ReadRoots));
        services.AddSingleton<OfflineRouter>();
        services.AddSingleton<IRouter>(provider => provider.GetRequiredService<ModelCatalog>().HasModel
            ? ActivatorUtilities.CreateInstance<ModelRouter>(provider)
            : provider.GetRequiredService<OfflineRouter>());
        services.AddSingleton<EvidenceReflector>();
        services.AddSingleton<IReflector>(provider => provider.GetRequiredService<ModelCatalog>().HasModel
            ? ActivatorUtilities.CreateInstance<ModelReflector>(provider)
            : provider.GetRequiredService<EvidenceReflector>());
        services.AddSingleton(_ => settings.Policy.Load(DatabaseSettings.EnvironmentsOf(settings.Databases)));
        services.AddSingleton<IPolicy>(provider => provider.GetRequiredService<PolicySource>());
        services.AddSingleton<ITargetEnvironments>(provider => provider.GetRequiredService<PolicySource>());
        services.AddSingleton<PolicyGate>();
        services.AddSingleton<ThreadFeeds>();
        services.AddSingleton<IThreadFeed>(provider => provider.GetRequiredService<ThreadFeeds>());
        services.AddSingleton<WorkflowParts>();
        services.AddSingleton<RunResults>();
        services.AddSingleton(provider => new LocalRunOwner(
            provider.GetRequiredService<WorkflowParts>(), provider.GetRequiredService<ThreadFeeds>(), () => settings.Runs));
        services.AddSingleton<IRunOwner>(provider => provider.GetRequiredService<LocalRunOwner>());
    }

    private static void AddRequests(IServiceCollection services, Settings settings)
    {
        services.AddSingleton<Readiness>();
        services.AddSingleton<PineconeProbe>();
        services.AddSingleton<HealthMonitor>();
        services.AddSingleton<KeyLedger>();
        services.AddSingleton<RunDesk>();
        services.AddSingleton<RunReply>();
        services.AddSingleton<AlertInvestigations>();
        services.AddSingleton<RunJournals>();
        services.AddSingleton<RunStreams>();
        services.AddSingleton<ThreadStream>();
        services.AddSingleton(_ => new Spool(settings.DataDirectory));
        services.AddSingleton<ThreadImports>();
        services.AddSingleton(settings.Store);
        services.AddSingleton<StoreOpening>();
        services.Configure<HostOptions>(host => host.ShutdownTimeout = TimeSpan.FromSeconds(settings.Runs.ShutdownSeconds) + Goodbye);
        services.AddHostedService<PolicyWatch>();
        services.AddHostedService<RunLifecycle>();
        services.AddHostedService<ApprovalExpiry>();
        services.AddHostedService<StoreFollower>();
        services.AddSingleton(settings.Knowledge);
        services.AddHostedService<WatchedFolders>();
        services.AddHostedService<VectorMaking>();
        services.AddHostedService<HealthProbes>();
        services.AddSingleton(settings.Retention);
        services.AddSingleton<RetentionSweep>();
        services.AddHostedService<RetentionService>();
        services.AddSingleton(settings.Webhooks);
        services.AddSingleton<WebhookMessages>();
        services.AddSingleton<WebhookPost>();
        services.AddSingleton<WebhookDeliveries>();
        services.AddHostedService<WebhookSender>();
    }

    private static void AddWeb(WebApplicationBuilder builder, ServerOptions options)
    {
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            // every reader of a body has a limit of its own, and what it leaves is drained so that the answer arrives
            kestrel.Limits.MaxRequestBodySize = null;
            // a task of 4 KiB in a query may take many times that when it is escaped
            kestrel.Limits.MaxRequestLineSize = 64 * 1024;
            kestrel.Listen(options);
        });
        builder.Services.AddRoutingCore();
        builder.Services.AddDocs();
        builder.Services.AddExceptionHandler<UnhandledErrors>();
        if (options.CorsOrigins.Count > 0)
        {
            builder.Services.AddCors(cors => cors.AddDefaultPolicy(policy => policy
                .WithOrigins([.. options.CorsOrigins]).AllowAnyHeader().AllowAnyMethod()
                .WithExposedHeaders(RequestId.Header, "X-Thread-Id", "Location", "Retry-After", "ETag")));
        }
    }
}
