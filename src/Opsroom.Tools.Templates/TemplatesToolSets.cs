using Opsroom.Tools.Harness;
using Opsroom.Tools.Templates.Scaffolding;

namespace Opsroom.Tools.Templates;

/// <summary>The template catalogue, and projects scaffolded from nothing.</summary>
public static class TemplatesToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    /// <param name="harness">Whom pipelines of new projects are written for.</param>
    public static IReadOnlyList<object> Create(HarnessOptions harness) => [new ScaffoldTools(harness)];
}
