using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Looks after the files of the template catalogue.</summary>
internal sealed class TemplatePlaybook : BriefingPlaybook
{
    public override string Agent => "template_manager";

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (text.Has(Term.Validate | Term.Repair))
        {
            return Deliverable.WithModel("judging the template", "validate_template");
        }

        return text.Mentions("list", "search", "find", "which", "show", "zeige", "liste", "cherche", "busca", "elenca", "catalogue", "catalog")
            ? Deliverable.Later("looking through the catalogue", "list_templates", "search_templates")
            : Deliverable.WithModel("making the template", "generate_from_template", "validate_template");
    }
}
