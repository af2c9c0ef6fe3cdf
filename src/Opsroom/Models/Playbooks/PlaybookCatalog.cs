using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Development;
using Opsroom.Models.Playbooks.Harness;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Operations;

namespace Opsroom.Models.Playbooks;

/// <summary>The playbooks that come with the server, one for each built-in agent.</summary>
public static class PlaybookCatalog
{
    public static ImmutableArray<Playbook> All { get; } =
    [
        new HarnessPlaybook(), new ScaffoldPlaybook(), new KubernetesPlaybook(),
        new CodegenPlaybook(), new DatabasePlaybook(), new TestingPlaybook(),
        new MonitoringPlaybook(), new IncidentPlaybook(), new DeploymentPlaybook(), new TemplatePlaybook(),
    ];
}
