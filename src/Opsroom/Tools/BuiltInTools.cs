using Opsroom.Tools.Commands;
using Opsroom.Tools.Documentation;
using Opsroom.Tools.Harness;
using Opsroom.Tools.Harness.Api;
using Opsroom.Tools.Kubernetes;
using Opsroom.Tools.Kubernetes.Api;
using Opsroom.Tools.Kubernetes.Linting;
using Opsroom.Tools.WebSearch;
using Opsroom.Tools.Workspace;

namespace Opsroom.Tools;

/// <summary>The one list of the systems that the product has tools for.</summary>
public static class BuiltInTools
{
    /// <summary>A set of tools per system, for <see cref="ToolCatalog"/>.</summary>
    public static IReadOnlyList<object> Create(HarnessOptions harness, KubernetesOptions kubernetes, TimeProvider time) =>
    [
        new CommandTools(),
        new DocumentationTools(),
        new HarnessTools(harness),
        .. HarnessApi.CreateTools(harness, time),
        .. KubernetesApi.CreateTools(kubernetes, time),
        new LintTools(),
        new WebSearchTools(),
        new WorkspaceTools(),
    ];
}
