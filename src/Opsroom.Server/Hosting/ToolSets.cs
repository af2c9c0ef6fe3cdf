using Microsoft.Extensions.DependencyInjection;
using Opsroom.Knowledge;
using Opsroom.Telemetry;
using Opsroom.Tools;
using Opsroom.Tools.Changes;
using Opsroom.Tools.CodeGeneration;
using Opsroom.Tools.Databases;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Bundles.Signing;
using Opsroom.Tools.Templates;
using Opsroom.Tools.Testing;

namespace Opsroom.Server.Hosting;

/// <summary>The tools of the brain and of the projects beside it, given what is configured.</summary>
internal static class ToolSets
{
    /// <param name="provider">Has what the tools share.</param>
    /// <param name="dataKey">Signs bundles; made when it is first asked for.</param>
    public static IReadOnlyList<object> Create(Settings settings, IServiceProvider provider, Lazy<byte[]> dataKey) =>
    [
        .. BuiltInTools.Create(
            settings.Harness, settings.Kubernetes, settings.Prometheus, settings.Alertmanager, settings.Logs, settings.Deployments, settings.Tavily,
            provider.GetRequiredService<KnowledgeBase>(),
            new(() => new BundleSafe(new BundleKey(dataKey.Value), provider.GetRequiredService<Redactor>())), provider.GetRequiredService<ITargetEnvironments>(), provider.GetRequiredService<TimeProvider>()),
        .. CodeGenerationToolSets.Create(),
        .. DatabasesToolSets.Create(settings.Databases, provider.GetRequiredService<TimeProvider>()),
        .. TemplatesToolSets.Create(settings.Harness, settings.Templates, provider.GetRequiredService<TimeProvider>()),
        .. TestingToolSets.Create(settings.Testing, provider.GetRequiredService<TimeProvider>()),
    ];
}
