using Opsroom.Knowledge;
using Opsroom.Tools.Alertmanager;
using Opsroom.Tools.Changes;
using Opsroom.Tools.Commands;
using Opsroom.Tools.Deployments;
using Opsroom.Tools.Documentation;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Api;
using Opsroom.Tools.Incidents;
using Opsroom.Tools.Incidents.Postmortem;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Logs;
using Opsroom.Tools.Monitoring.Alerts;
using Opsroom.Tools.Monitoring.Metrics;
using Opsroom.Tools.Monitoring.Objectives;
using Opsroom.Tools.Monitoring.Rules;
using Opsroom.Tools.Monitoring.Signals;
using Opsroom.Tools.Prometheus;
using Opsroom.Tools.WebSearch;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools;

/// <summary>The one list of the systems that the product has tools for.</summary>
public static class BuiltInTools
{
    /// <summary>A set of tools per system, for <see cref="ToolCatalog"/>.</summary>
    /// <param name="bundles">Made when evidence is saved, or has to be proved.</param>
    public static IReadOnlyList<object> Create(
        HarnessOptions harness, KubernetesOptions kubernetes, PrometheusOptions prometheus, AlertmanagerOptions alertmanager, LogBackends logs, DeploymentOptions deployments, TavilyOptions tavily,
        KnowledgeBase knowledge, Lazy<BundleSafe> bundles, ITargetEnvironments environments, TimeProvider time) =>
        Create(
            harness, new ClusterDirectory(kubernetes, time), new PrometheusClient(prometheus, time), new AlertmanagerClient(alertmanager, time), logs, deployments, new TavilyClient(tavily, time),
            knowledge, bundles, environments, time);

    private static IReadOnlyList<object> Create(
        HarnessOptions harness, ClusterDirectory clusters, PrometheusClient prometheus, AlertmanagerClient alertmanager, LogBackends logs, DeploymentOptions deployments, TavilyClient tavily,
        KnowledgeBase knowledge, Lazy<BundleSafe> bundles, ITargetEnvironments environments, TimeProvider time) =>
    [
        new AlertRuleTools(),
        new AlertTools(alertmanager, prometheus, time),
        new CommandTools(),
        .. DeploymentTools.Create(clusters, prometheus, deployments, environments, time),
        new DocumentationTools(knowledge),
        new HarnessTools(harness),
        .. HarnessApi.CreateTools(harness, time),
        .. KubernetesApi.CreateTools(clusters, time),
        new IncidentTools(IncidentTools.Sources(clusters, prometheus, alertmanager, logs, time), bundles, time),
        new LogTools(logs.Sources(clusters, time), time),
        new MetricTools(prometheus, time),
        new PostmortemTools(),
        new SignalTools(prometheus, time),
        new SloTools(prometheus, time),
        new WebSearchTools(tavily),
        new WorkspaceTools(),
    ];
}
