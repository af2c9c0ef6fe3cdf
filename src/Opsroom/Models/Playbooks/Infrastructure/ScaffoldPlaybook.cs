using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Makes new projects, services and charts.</summary>
internal sealed class ScaffoldPlaybook : BriefingPlaybook
{
    public override string Agent => "scaffold_agent";

    protected override PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief)
    {
        if (!situation.Tools.Contains(ScaffoldWork.Tool))
        {
            return null;
        }

        var context = ContextValues.Of(situation.Brief.Context);
        var (desk, told) = (new Desk(situation), new Told());
        var work = new ScaffoldWork(desk, told);
        foreach (var wish in Wishes(brief, context))
        {
            work.Do(wish);
        }

        return (PlaybookTurn?)desk.NextCalls() ?? told.ToAnswer();
    }

    protected override Deliverable Wanted(TaskBrief brief) =>
        Deliverable.WithModel(
            (brief.NewName ?? brief.Service) is { } name ? $"making the project `{name}`" : "making the project",
            "scaffold_project", "search_templates", "generate_from_template");

    /// <summary>One for each part of the task that names both a kind and a name; else the whole task is one.</summary>
    private static List<ScaffoldWish> Wishes(TaskBrief brief, ContextValues context)
    {
        var parts = Parts(brief.Text).Select(part => ScaffoldWish.Read(TaskReader.Read(part), ContextValues.Empty)).Where(wish => wish is { Template: not null, Name: not null }).ToList();
        return parts.Count > 1 && parts.Select(wish => wish.Name).Distinct(StringComparer.OrdinalIgnoreCase).Count() == parts.Count ? parts : [ScaffoldWish.Read(brief, context)];
    }

    private static IEnumerable<TaskText> Parts(TaskText text)
    {
        var start = 0;
        for (var i = 1; i < text.Count; i++)
        {
            if (text[i].EndsSentence || text.Is(i, Term.Connector) && text.Is(i + 1, Term.Indefinite))
            {
                yield return text.Slice(start, i);
                start = i + 1;
            }
        }

        yield return text.Slice(start, text.Count);
    }
}
