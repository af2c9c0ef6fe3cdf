using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Tells findings: of a diagnosis with cause, evidence and what to do, in their own order; of a linter by place.</summary>
internal static class FindingsReport
{
    private const int MostEvidence = 4;
    private const int MostLinted = 20;

    /// <summary>The findings that concern a name, each with all that it rests on; without one, all.</summary>
    /// <returns>Whether any was told.</returns>
    public static bool AddCauses(this Told told, JsonElement diagnosis, string? about, int most = 5)
    {
        var findings = diagnosis.Items("findings").Where(finding => about is null || Concerns(finding, about)).ToList();
        var causes = findings.Where(finding => finding.Text("severity") is "error" or "warning" && finding.Text("explained_by") is null).ToList();
        causes = causes.Count > 0 ? causes : findings.FindAll(finding => finding.Text("severity") is "error" or "warning");
        foreach (var (finding, index) in causes.Take(most).Select((finding, index) => (finding, index)))
        {
            told.Line(string.Create(CultureInfo.InvariantCulture, $"{index + 1}. **{Told.Quote(finding.Text("message"))}** ({finding.Text("severity")}, `{finding.Text("rule")}`, {Told.Code(finding.Text("object"))})"));
            foreach (var evidence in finding.Items("evidence").Take(MostEvidence))
            {
                told.Under($"Evidence: {Told.Code(evidence.Text("object"))} {Told.Code(evidence.Text("field"))} = {Told.Code(evidence.Text("value"))}");
            }

            if (finding.Text("fix_hint") is { Length: > 0 } fix)
            {
                told.Under($"Fix: {Told.Quote(fix)}");
            }

            if (finding.Integer("consequences") is { } followers and > 0)
            {
                told.Under(string.Create(CultureInfo.InvariantCulture, $"{Told.Count(followers, "other finding")} {(followers == 1 ? "follows" : "follow")} from it."));
            }
        }

        if (causes.Count > most)
        {
            told.Line(string.Create(CultureInfo.InvariantCulture, $"And {causes.Count - most} more, less grave; `kubernetes_diagnose` has them all."));
        }

        return causes.Count > 0;
    }

    /// <summary>Findings of a linter or a check, one line each.</summary>
    public static void AddList(this Told told, IEnumerable<JsonElement> findings, params ReadOnlySpan<string> severities)
    {
        var wanted = severities.ToArray();
        var chosen = findings.Where(finding => wanted.Length == 0 || wanted.Contains(finding.Text("severity"), StringComparer.Ordinal)).ToList();
        foreach (var finding in chosen.Take(MostLinted))
        {
            var line = finding.Integer("line") is { } at ? string.Create(CultureInfo.InvariantCulture, $", line {at}") : "";
            var place = finding.Text("object") is { } of ? $" ({Told.Code(of)}{line})" : line.Length > 0 ? $" ({line[2..]})" : "";
            told.Bullet($"{finding.Text("severity")} `{finding.Text("rule")}`{place}: {Told.Quote(finding.Text("message"))}");
        }

        if (chosen.Count > MostLinted)
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"… and {chosen.Count - MostLinted} more"));
        }
    }

    public static int CountOf(JsonElement result, string severity) => result.Items("findings").Count(finding => finding.Text("severity") == severity);

    public static bool Concerns(JsonElement finding, string name) =>
        IsOf(finding.Text("object"), name) || finding.Items("related").Any(related => related.ValueKind == JsonValueKind.String && IsOf(related.GetString(), name))
        || finding.Items("evidence").Any(evidence => IsOf(evidence.Text("object"), name));

    /// <summary><c>Pod/prod/payments-5c6d7f8b9-abcde</c> is of payments.</summary>
    private static bool IsOf(string? id, string name) =>
        id?[(id.LastIndexOf('/') + 1)..] is { } last && (last == name || last.StartsWith(name + "-", StringComparison.Ordinal));
}
