using Opsroom.Tools.Harness;
using Opsroom.Tools.Templates.Catalogue;
using Opsroom.Tools.Templates.Generation;
using Opsroom.Tools.Templates.Scaffolding;
using Opsroom.Tools.Templates.Updating;
using Opsroom.Tools.Templates.Validation;

namespace Opsroom.Tools.Templates;

/// <summary>The template catalogue, and projects scaffolded from nothing.</summary>
public static class TemplatesToolSets
{
    /// <summary>The sets of tools, for <see cref="ToolCatalog"/>.</summary>
    /// <param name="harness">Whom pipelines of new projects are written for.</param>
    /// <param name="templates">Where the operator keeps templates.</param>
    public static IReadOnlyList<object> Create(HarnessOptions harness, TemplateOptions templates, TimeProvider time)
    {
        var catalogue = new TemplateCatalogue(templates);
        var work = new TemplateWork(catalogue, time);
        return [new ScaffoldTools(harness), new CatalogueTools(catalogue), new GenerationTools(work, time), new UpdatingTools(work, time), new ValidationTools(time)];
    }
}
