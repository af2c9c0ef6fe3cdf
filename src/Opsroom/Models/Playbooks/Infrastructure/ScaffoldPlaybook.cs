using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Makes new projects, services and charts.</summary>
internal sealed class ScaffoldPlaybook : BriefingPlaybook
{
    public override string Agent => "scaffold_agent";

    protected override Deliverable Wanted(TaskBrief brief) =>
        Deliverable.WithModel(
            (brief.NewName ?? brief.Service) is { } name ? $"making the project `{name}`" : "making the project",
            "scaffold_project", "search_templates", "generate_from_template");
}
