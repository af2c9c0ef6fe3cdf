using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Opsroom.Server.Agents;
using Opsroom.Server.Approvals;
using Opsroom.Server.Archives;
using Opsroom.Server.Artifacts;
using Opsroom.Server.Docs;
using Opsroom.Server.Errors;
using Opsroom.Server.Health;
using Opsroom.Server.Hooks;
using Opsroom.Server.Knowledge;
using Opsroom.Server.Policy;
using Opsroom.Server.Runs;
using Opsroom.Server.Security;
using Opsroom.Server.Threads;
using Opsroom.Server.Tools;
using Opsroom.Server.Usage;
using Opsroom.Server.Workflow;

namespace Opsroom.Server.Hosting;

/// <summary>What a request passes through, in order, and the routes.</summary>
internal static class Pipeline
{
    public static void UseOpsroom(this WebApplication app)
    {
        app.UseMiddleware<RequestId>();
        app.UseMiddleware<AccessLog>();
        app.UseMiddleware<SecurityHeaders>();
        app.UseExceptionHandler(_ => { });
        app.UseStatusCodePages(StatusSentences.FillAsync);
        app.UseMiddleware<CallerCheck>();
        app.UseMiddleware<HostCheck>();
        app.UseRouting();
        if (app.Services.GetRequiredService<ServerOptions>().CorsOrigins.Count > 0)
        {
            app.UseCors();
        }

        app.UseMiddleware<OriginCheck>();
        app.UseMiddleware<StoreGate>();
        app.MapHealth();
        app.MapAgents();
        app.MapRuns();
        app.MapWorkflow();
        app.MapThreads();
        app.MapArtifacts();
        app.MapArchives();
        app.MapTools();
        app.MapApprovals();
        app.MapFreeze();
        app.MapKnowledge();
        app.MapUsage();
        app.MapHooks();
        app.MapDocs();
    }
}
