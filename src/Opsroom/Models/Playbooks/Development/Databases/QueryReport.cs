using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>Tells why a query is slow and what would help.</summary>
internal static class QueryReport
{
    private const int MostSteps = 25;

    public static void Tell(Told told, ToolExchange? made)
    {
        if (!told.Succeeded(made, "Explaining the query"))
        {
            return;
        }

        var result = made!.Result;
        var findings = result.Items("findings").ToList();
        var time = result.Member("milliseconds") is { ValueKind: JsonValueKind.Number } measured ? string.Create(CultureInfo.InvariantCulture, $" It ran {measured.GetDouble():0.#} ms.") : "";
        told.Line(findings.Count == 0 ? $"**The plan has nothing that stands out.**{time}" : $"**{Told.Quote(findings[0].Text("message"))}**{time}");
        MigrationReport.Findings(told, result);
        foreach (var index in result.Items("suggested_indexes"))
        {
            told.Line($"{(index.Truth("verified") == true ? "**An index that helps, tried**" : "An index that may help, **not tried**")}: {Told.Quote(index.Text("reason"))}").Source(index.Text("statement"), "sql", 10);
        }

        told.Line("The plan:").Block(result.Items("steps").Select(step => step.GetString() ?? "").Take(MostSteps));
    }
}
