using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Operations.Incidents;

/// <summary>Investigates, tells, writes up, and does what the task itself asks to have done.</summary>
internal sealed class IncidentWork(Desk desk, Told told, TaskBrief brief, ContextValues context)
{
    private const string Investigating = "investigate_incident";
    private const string WritingUp = "write_postmortem";
    private const int MostDocuments = 2;
    private const int LongestQuery = 300;

    /// <summary>Whether the task speaks of something that has happened and asks why, and not of a thing to be shown or changed.</summary>
    public static bool Asks(PlaybookBrief asked, TaskBrief brief, ContextValues context) =>
        ClusterWishReader.Read(asked, brief, context).All(wish => wish is ClusterWish.Question or ClusterWish.Diagnose or ClusterWish.Refused)
        || InvestigationWish.Read(asked, brief, context) is { Since: not null } or { Bundle: not null }
        || brief.Text.Mentions("investigate", "happened", "happening", "investigation", "why", "cause", "causes", "warum", "wieso", "weshalb", "untersuche", "untersuchen", "ursache", "incident", "outage", "bundle", "störung", "storung", "vorfall", "ausfall");

    public void Investigate()
    {
        if (Found() is not { } found)
        {
            return;
        }

        if (!found.Succeeded)
        {
            NotInvestigated(found);
            return;
        }

        InvestigationReport.Tell(told, found.Result);
        TellFiles(found.Result);
        var cause = found.Result.Items("root_causes").Select(one => one.Text("cause")).FirstOrDefault();
        var documents = LookUp(cause?.Split(". ", 2)[0] ?? desk.Brief.Task);
        if (documents is null)
        {
            return;
        }

        TellDocuments(documents);
        Do(found.Result);
    }

    public void WriteUp()
    {
        var wish = InvestigationWish.Read(desk.Brief, brief, context);
        var saved = brief.Paths.FirstOrDefault(path => path.EndsWith(".json", StringComparison.OrdinalIgnoreCase));
        if (saved is not null || !wish.NamesBundle)
        {
            if (desk.Look("I write the incident up.", WritingUp, ("incident", saved)) is not { } written)
            {
                return;
            }

            if (written.Succeeded || saved is not null || written.Result.Member("error")?.Text("code") != "invalid_argument")
            {
                TellWritten(written);
                return;
            }
        }

        // nothing was investigated in this thread yet
        if (Found() is not { } found)
        {
            return;
        }

        if (!found.Succeeded)
        {
            NotInvestigated(found);
        }
        else if (desk.Look("I write the incident up.", WritingUp, ("incident", found.CallId)) is { } written)
        {
            TellWritten(written);
            InvestigationReport.Tell(told, found.Result);
        }
    }

    private ToolExchange? Found()
    {
        var wish = InvestigationWish.Read(desk.Brief, brief, context);
        // recorded evidence says itself what it is about, and when
        return desk.Look(
            wish.Bundle is null ? "I gather the evidence." : "I read the recorded evidence.", Investigating,
            ("description", wish.Bundle is null ? wish.Description : null), ("alert", wish.Alert), ("service", wish.Service), ("namespace", wish.Namespace), ("since", wish.Bundle is null ? wish.Since : null),
            ("time_range", wish.Since is null && wish.Bundle is null ? wish.Range : null), ("bundle_path", wish.Bundle), ("save_bundle_to", wish.SaveTo), ("cluster", wish.Cluster));
    }

    private ToolExchange? LookUp(string query) => desk.Look(
        "I look up the runbook.", "documentation_search", ("query", query.Length <= LongestQuery ? query : query[..LongestQuery]), ("top_k", MostDocuments));

    private void NotInvestigated(ToolExchange failed)
    {
        if (LookUp(desk.Brief.Task) is not { } documents)
        {
            return;
        }

        var fault = ToolAnswers.FaultOf(failed);
        told.NotDone($"the investigation{(brief.Service is { } service ? $" of {Told.Code(service)}" : "")}. {ToolAnswers.FailureOf(failed)}", fault.Code, fault.Setting);
        TellDocuments(documents);
    }

    private void TellDocuments(ToolExchange search)
    {
        var found = search.Documents().Take(MostDocuments).ToList();
        if (found.Count == 0)
        {
            return;
        }

        told.Line("The runbooks say:");
        foreach (var result in found)
        {
            told.Bullet($"**{Told.Quote(result.Text("title") ?? result.Text("source"))}:** {Told.Quote(ToolAnswers.Excerpt(result))} ({Told.Quote(result.Text("location") ?? result.Text("source"))})");
        }
    }

    private void TellFiles(JsonElement found)
    {
        if (found.Items("files").Select(file => file.Text("path")).OfType<string>().ToList() is { Count: > 0 } files)
        {
            told.Line($"The evidence was saved: {Told.Names(files, 3)}. It can be investigated again anywhere (`bundle_path`).");
        }
    }

    private void TellWritten(ToolExchange written)
    {
        if (!written.Succeeded)
        {
            var fault = ToolAnswers.FaultOf(written);
            told.NotDone($"the postmortem. {ToolAnswers.FailureOf(written)}", fault.Code, fault.Setting);
            return;
        }

        told.Line($"The postmortem stands in {Told.Code(written.Result.Text("path"))}, as a draft: it says what the evidence and this thread say.");
        var blanks = written.Result.Items("blanks").Where(blank => blank.ValueKind == JsonValueKind.String).Select(blank => blank.GetString()!).Distinct(StringComparer.Ordinal).ToList();
        if (blanks.Count > 0)
        {
            told.Line("For people to fill in:");
            blanks.ForEach(blank => told.Bullet(Told.Quote(blank)));
        }
    }

    /// <summary>The first step that a tool can do, where the task orders it to be mended.</summary>
    private void Do(JsonElement found)
    {
        var text = brief.Text;
        var orders = text.Mentions("fix", "mitigate", "remediate", "mend", "repair", "behebe", "beheben", "repariere") && !text.Has(Term.Negation)
            && !text.Mentions("how", "would", "could", "should", "if", "wie", "falls", "wenn", "konnte", "sollte");
        if (!orders || found.Text("verdict") != "incident")
        {
            return;
        }

        foreach (var step in found.Items("remediation"))
        {
            if (step.Text("tool") is { } tool && desk.Offers(tool) && step.Member("arguments") is { ValueKind: JsonValueKind.Object } arguments)
            {
                (string, JsonNode?)[] given = [.. arguments.EnumerateObject().Select(argument => (argument.Name, JsonNode.Parse(argument.Value.GetRawText())))];
                if (desk.Change($"{step.Text("step")}.", tool, given) is { } done)
                {
                    told.Line(done.Succeeded ? $"Done: {Told.Quote(step.Text("step"))} ({Told.Code(tool)})." : $"**Not done:** {ToolAnswers.FailureOf(done)}");
                    if (!done.Succeeded)
                    {
                        told.Fail(ToolAnswers.FailureOf(done));
                    }
                }

                return;
            }
        }
    }
}
