using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Operations.Monitoring;

/// <summary>Tells how a service stands to its objective.</summary>
internal static class SloTold
{
    /// <param name="isAssumed">Whether the task named no objective.</param>
    public static void Tell(Told told, JsonElement report, bool isAssumed)
    {
        var objective = (report.Number("objective") ?? 0) * 100;
        told.Line(string.Create(CultureInfo.InvariantCulture, $"**{Told.Code(report.Text("service"))}, objective {objective:0.#####} % over {report.Text("window")}: {report.Text("verdict")?.Replace('_', ' ')}.** {Told.Quote(report.Text("summary"))}."));
        if (isAssumed)
        {
            told.Line("No objective was named, so the usual one was taken.");
        }

        Part(told, report);
        if (report.Member("latency") is { ValueKind: JsonValueKind.Object } latency)
        {
            told.Line(string.Create(CultureInfo.InvariantCulture, $"**Latency, {(latency.Number("objective") ?? 0) * 100:0.#####} % within {Amounts.Of(latency.Number("threshold"), "s")}: {latency.Text("verdict")?.Replace('_', ' ')}.**"));
            Part(told, latency);
        }

        foreach (var note in report.Items("notes").Take(5))
        {
            told.Bullet(Told.Quote(note.GetString()));
        }
    }

    private static void Part(Told told, JsonElement part)
    {
        var budget = part.Member("budget") ?? default;
        told.Bullet($"Error budget: {Amounts.Of(budget.Number("total"), "ratio")} of the requests; used {Amounts.Of(budget.Number("used"), "ratio")}, left {Amounts.Of(budget.Number("left"), "ratio")}");
        told.Bullet($"Burn rates: {string.Join(", ", part.Items("burn_rates").Select(rate => $"{rate.Text("window")} {Amounts.Of(rate.Number("rate"), null)}"))}");
        foreach (var condition in part.Items("conditions"))
        {
            told.Bullet($"{condition.Text("severity")} at {Amounts.Of(condition.Number("factor"), null)} over {condition.Text("long")} and {condition.Text("short")}: **{condition.Truth("is_met") switch { true => "met", false => "not met", _ => "cannot be told" }}** ({Told.Quote(condition.Text("why"))})");
        }

        told.Bullet("At the rate of the last hour the rest lasts", part.Text("time_to_exhaustion"));
        told.Bullet("Query", budget.Text("query") is { } query ? Told.Code(query) : null);
    }
}
