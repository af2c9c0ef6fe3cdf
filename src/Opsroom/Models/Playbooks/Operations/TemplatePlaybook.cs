using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations;

/// <summary>Looks after the files of the template catalogue.</summary>
internal sealed class TemplatePlaybook : BriefingPlaybook
{
    public override string Agent => "template_manager";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) => TemplateAnswer.Next(situation, brief, Wanted(brief).Tools[0]);

    protected override Deliverable Wanted(TaskBrief brief)
    {
        var text = brief.Text;
        if (TemplateUpdateAnswer.IsAsked(text) && !text.IsQuestion)
        {
            return Deliverable.WithModel("updating the project", "update_from_template", "generate_from_template");
        }

        if (text.Has(Term.Validate | Term.Repair))
        {
            return Deliverable.WithModel("judging the template", "validate_template");
        }

        if (text.Mentions("from", "into", "aus", "desde", "depuis", "render", "instantiate") && !text.IsQuestion)
        {
            return Deliverable.WithModel("rendering the template", "generate_from_template", "list_templates");
        }

        if (text.Has(Term.Create) && !text.IsQuestion)
        {
            return Deliverable.WithModel("making the template", "workspace_write", "validate_template");
        }

        return brief.Language is not null || !brief.Frameworks.IsEmpty || text.Mentions("search", "find", "for", "für", "pour", "para", "per")
            ? Deliverable.Later("searching the catalogue", "search_templates", "list_templates")
            : Deliverable.Later("looking through the catalogue", "list_templates", "search_templates");
    }
}
