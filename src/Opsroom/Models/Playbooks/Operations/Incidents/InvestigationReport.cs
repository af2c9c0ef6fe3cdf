using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Tools.Incidents.Postmortem;

namespace Opsroom.Models.Playbooks.Operations.Incidents;

/// <summary>Tells what an investigation came to, with the words of its evidence as they are.</summary>
internal static class InvestigationReport
{
    private const int MostQuotes = 4;
    private const int MostEntries = 15;
    private const int MostLines = 10;

    public static void Tell(Told told, JsonElement found)
    {
        var verdict = found.Text("verdict") switch
        {
            "incident" => $"Incident{(found.Text("severity") is { } severity ? $", {Told.Quote(severity)}" : "")}",
            "healthy" => "Healthy",
            _ => "Inconclusive",
        };
        told.Line($"**{verdict}{Sure(found)}:** {Told.Quote(found.Text("summary"))}");
        if (Texts(found, "affected") is { Count: > 0 } affected)
        {
            told.Line($"Affected: {Told.Names(affected)}.");
        }

        TellCauses(told, found);
        TellRuledOut(told, found);
        TellTimeline(told, found);
        TellRemediation(told, found);
        TellList(told, "What is missing, or would settle it:", Texts(found, "missing"));
        TellList(told, "Struck, because its quote does not stand in the evidence:", [.. found.Items("struck").Select(claim => $"{claim.Text("claim")} ({claim.Text("why")})")]);
    }

    private static void TellCauses(Told told, JsonElement found)
    {
        var causes = found.Items("root_causes").ToList();
        if (causes.Count == 0)
        {
            TellReasons(told, found);
            return;
        }

        told.Line("## Causes");
        foreach (var (index, cause) in causes.Index())
        {
            var lines = new List<string> { string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {Told.Quote(cause.Text("cause"))} ({cause.Text("category")}{Confidence(cause)})") };
            lines.AddRange(cause.Items("evidence").Take(MostQuotes).Select(quote => $"   > {QuoteOf(quote)}\n   >"));
            lines.AddRange(cause.Items("ruled_out").Take(MostLines).Select(other => $"   - Not {Told.Quote(other.Text("what"))}: {Told.Quote(other.Text("why"))}"));
            told.Line(string.Join('\n', lines));
        }
    }

    private static void TellReasons(Told told, JsonElement found)
    {
        if (found.Items("reasons").Take(MostQuotes).Select(quote => $"> {QuoteOf(quote)}").ToList() is { Count: > 0 } reasons)
        {
            told.Line("What that rests on:").Line(string.Join("\n>\n", reasons));
        }
    }

    private static void TellRuledOut(Told told, JsonElement found) =>
        TellList(told, "Ruled out:", [.. found.Items("ruled_out").Select(other => $"{other.Text("what")}: {other.Text("why")}")]);

    private static void TellTimeline(Told told, JsonElement found)
    {
        var entries = found.Items("timeline").ToList();
        if (entries.Count == 0)
        {
            return;
        }

        told.Line("Timeline (UTC):");
        foreach (var entry in entries.Take(MostEntries))
        {
            var at = entry.Text("at") is { } text && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time) ? PostmortemText.Time(time) : "time not known";
            told.Bullet($"{at} {Told.Quote(entry.Text("what"))}{(entry.Text("source") is { Length: > 0 } source ? $" [{Told.Quote(source)}{(entry.Text("location") is { Length: > 0 } location ? $":{Told.Quote(location)}" : "")}]" : "")}");
        }

        if (entries.Count > MostEntries)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"and {entries.Count - MostEntries} more"));
        }
    }

    private static void TellRemediation(Told told, JsonElement found)
    {
        var steps = found.Items("remediation").ToList();
        if (steps.Count == 0)
        {
            return;
        }

        told.Line("What to do, in this order (nothing of it was done; each call waits for approval where policy asks for it):");
        foreach (var step in steps.Take(MostLines))
        {
            told.Bullet($"{Told.Quote(step.Text("step"))}{(step.Text("risk") is { Length: > 0 } risk ? $" Risk: {Told.Quote(risk)}" : "")}");
            if (step.Text("tool") is { } tool)
            {
                told.Under(Told.Code($"{tool} {(step.Member("arguments") is { ValueKind: JsonValueKind.Object } arguments ? arguments.GetRawText() : "{}")}"));
            }
        }
    }

    private static void TellList(Told told, string heading, List<string> items)
    {
        if (items.Count == 0)
        {
            return;
        }

        told.Line(heading);
        foreach (var item in items.Take(MostLines))
        {
            told.Bullet(Told.Quote(item));
        }

        if (items.Count > MostLines)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"and {items.Count - MostLines} more"));
        }
    }

    private static string QuoteOf(JsonElement quote) => $"{PostmortemText.Quote(quote.Text("quote") ?? "")} — [{Told.Quote(quote.Text("source"))}:{Told.Quote(quote.Text("location"))}]";

    private static string Sure(JsonElement found) => found.Member("confidence") is { ValueKind: JsonValueKind.Number } confidence
        ? string.Create(CultureInfo.InvariantCulture, $" (confidence {confidence.GetDouble():0.##})") : "";

    private static string Confidence(JsonElement cause) => cause.Member("confidence") is { ValueKind: JsonValueKind.Number } confidence
        ? string.Create(CultureInfo.InvariantCulture, $", confidence {confidence.GetDouble():0.##}") : "";

    private static List<string> Texts(JsonElement found, string name) => [.. found.Items(name).Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)];
}
