using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Opsroom.Models.Playbooks.Reading;
using Opsroom.Threads;

namespace Opsroom.Models.Playbooks.Briefings;

/// <summary>
/// For an agent that lacks the tools of its trade: it looks up what the documents say, prepares what it can, and says what it understood,
/// what was not done, why, and what would change that.
/// </summary>
internal abstract class BriefingPlaybook : Playbook
{
    /// <summary>What the task asks for.</summary>
    protected abstract Deliverable Wanted(TaskBrief brief);

    /// <summary>Whether what the operator's documents say would help.</summary>
    protected virtual bool LooksUp(TaskBrief brief) => brief.Text.IsQuestion;

    /// <summary>What can be made now towards the deliverable.</summary>
    protected virtual ImmutableArray<PlannedCall> Preparation(PlaybookBrief asked, TaskBrief brief) => [];

    /// <summary>What came of the preparation, Markdown; null where nothing was made.</summary>
    protected virtual string? Prepared(PlaybookSituation situation, TaskBrief brief, CallLedger ledger) => null;

    /// <summary>What the agent can do about the task with tools that it has; null where it can only brief.</summary>
    protected virtual PlaybookTurn? WithTools(PlaybookSituation situation, TaskBrief brief) => null;

    public sealed override PlaybookTurn Next(PlaybookSituation situation)
    {
        var brief = TaskReader.Read(situation.Brief.Task, situation.Brief.Context);
        if ((DocumentsAnswer.Next(situation, brief) ?? WithTools(situation, brief)) is { } turn)
        {
            return turn;
        }

        var ledger = new CallLedger(situation);
        var lookUp = DocumentsAnswer.LookUp(situation.Brief);
        var preparation = Preparation(situation.Brief, brief);
        if (ledger.Open(LooksUp(brief) ? [.. preparation, lookUp] : preparation) is { IsEmpty: false } open)
        {
            return new PlaybookTurn.CallTools(preparation.IsEmpty ? "I look up what the documents say." : "I prepare what can be prepared.", open);
        }

        var wanted = Wanted(brief);
        var missing = wanted.Tools.RemoveAll(situation.Tools.Contains);
        var text = new StringBuilder();
        text.Append("**Not done:** ").Append(wanted.Name).Append(". ").Append(Reason(wanted, missing)).Append("\n\n");
        if (Prepared(situation, brief, ledger) is { } prepared)
        {
            text.Append("**Prepared:** ").Append(prepared.Trim()).Append("\n\n");
        }

        AddFacts(text, brief);
        AddDocuments(text, ledger.Find(lookUp));
        AddByHand(text, wanted);
        var fault = new Fault("not_configured", $"{Capitalised(wanted.Name)} was not done. {Reason(wanted, missing)}", Setting: wanted.Settings.FirstOrDefault());
        return new PlaybookTurn.Answer(text.ToString().Trim(), fault);
    }

    private static string Reason(Deliverable wanted, ImmutableArray<string> missing)
    {
        var tools = string.Join(", ", (missing.IsEmpty ? wanted.Tools : missing).Select(tool => $"`{tool}`"));
        return wanted switch
        {
            { Tools: [var first, ..] } when missing.IsEmpty =>
                $"Its tools are here ({tools}), but the playbook does not work with them yet. Call them directly (`POST /tools/{first}/invoke`), or let a language model do it "
                + $"(`{Deliverable.ModelSetting}`, `ANTHROPIC_API_KEY` or `OPENAI_API_KEY`).",
            { NeedsModelOnly: true } =>
                $"The playbook needs tools for it that this server does not offer yet ({tools}). With a language model (`{Deliverable.ModelSetting}`, `ANTHROPIC_API_KEY` "
                + "or `OPENAI_API_KEY`) this agent can already do it with the files of the workspace, unchecked by those tools.",
            { Settings.IsEmpty: true } => $"It needs tools that this server does not offer yet ({tools}).",
            _ => $"It needs tools that this server does not offer yet ({tools}); they will be configured by "
                + $"{string.Join(", ", wanted.Settings.Select(setting => $"`{setting}`"))}.",
        };
    }

    private static void AddFacts(StringBuilder text, TaskBrief brief)
    {
        (string Label, string Value)[] facts = [.. Understanding.Of(brief)];
        if (facts.Length == 0)
        {
            text.Append("I found no service, environment or file in the task; name what it is about.\n\n");
            return;
        }

        text.Append("What I understood:\n\n");
        foreach (var (label, value) in facts)
        {
            text.Append("- **").Append(label).Append(":** ").Append(value).Append('\n');
        }

        text.Append('\n');
    }

    private static void AddDocuments(StringBuilder text, ToolExchange? search)
    {
        if (search is null)
        {
            return;
        }

        JsonElement[] results = [.. search.Documents().Take(DocumentsAnswer.MostDocuments)];
        if (results.Length == 0)
        {
            text.Append("The documents: ").Append(search.Succeeded ? "nothing was found in them." : ToolAnswers.FailureOf(search)).Append("\n\n");
            return;
        }

        text.Append("What the documents say:\n\n");
        foreach (var result in results)
        {
            text.Append("- **").Append(result.Text("title") ?? result.Text("source") ?? "Document").Append(":** ").Append(ToolAnswers.Excerpt(result))
                .Append(" (").Append(result.Text("location") ?? result.Text("source")).Append(")\n");
        }

        text.Append('\n');
    }

    private static void AddByHand(StringBuilder text, Deliverable wanted)
    {
        if (wanted.ByHand.IsEmpty)
        {
            return;
        }

        text.Append("By hand, meanwhile:\n\n");
        foreach (var step in wanted.ByHand)
        {
            text.Append("- ").Append(step).Append('\n');
        }
    }

    private static string Capitalised(string name) => char.ToUpperInvariant(name[0]) + name[1..];
}
