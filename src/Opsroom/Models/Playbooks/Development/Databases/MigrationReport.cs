using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Development.Databases;

/// <summary>Tells what was found in migrations, planned, made and run.</summary>
internal static class MigrationReport
{
    private const int MostShown = 12;
    private const int MostLines = 60;

    public static bool IsDoubtful(JsonElement lint) => lint.Items("findings").Any(finding => finding.Text("severity") is "error" or "warning");

    public static void Generated(Told told, ToolExchange? made)
    {
        if (!told.Succeeded(made, "Writing the migration"))
        {
            return;
        }

        var result = made!.Result;
        if (result.Truth("valid") == false)
        {
            told.NotDone("The schemas cannot be compared as they are.");
        }
        else if (string.IsNullOrEmpty(result.Text("up")))
        {
            told.Line("**The two schemas say the same**: there is nothing to migrate.");
        }
        else
        {
            told.Line($"**The migration is written**: {Told.Names(result.Items("paths").Select(path => path.GetString() ?? ""))}.");
            told.Line("Up:").Source(result.Text("up"), "sql", MostLines);
            told.Line("Down:").Source(result.Text("down"), "sql", MostLines);
        }

        Findings(told, result);
    }

    public static void Judged(Told told, ToolExchange? lint)
    {
        if (!told.Succeeded(lint, "Judging the migration"))
        {
            return;
        }

        var findings = lint!.Result.Items("findings").ToList();
        var errors = findings.Count(finding => finding.Text("severity") == "error");
        var warnings = findings.Count(finding => finding.Text("severity") == "warning");
        told.Line(errors > 0 ? $"**Not safe**: {Told.Count(errors, "error")}, {Told.Count(warnings, "warning")}." : warnings > 0 ? $"**Safe with conditions**: {Told.Count(warnings, "warning")}." : "**Safe**: nothing was found that blocks, loses data or fails.");
        Findings(told, lint.Result);
        var locks = lint.Result.Items("locks").ToList();
        if (locks.Count > 0)
        {
            told.Line("Locks:");
            foreach (var held in locks.Take(MostShown))
            {
                var blocks = string.Join(" and ", held.Items("blocks").Select(each => each.GetString()));
                told.Bullet(string.Create(CultureInfo.InvariantCulture, $"statement {held.Integer("statement")}: {held.Text("mode")} on {Told.Code(held.Text("object"))}{(blocks.Length == 0 ? "" : $", blocks {blocks}")}{(held.Truth("rewrites") == true ? ", **rewrites it**" : "")}"));
            }
        }
    }

    public static void Planned(Told told, ToolExchange? plan)
    {
        if (plan is null || !told.Succeeded(plan, "Planning safe steps"))
        {
            return;
        }

        var steps = plan.Result.Items("steps").ToList();
        if (steps.Count == 0)
        {
            return;
        }

        told.Line("In safe steps, each deployed on its own:");
        foreach (var step in steps)
        {
            var repeat = step.Text("repeat") is { } until ? $" Run it again and again {Told.Quote(until)}." : "";
            told.Line(string.Create(CultureInfo.InvariantCulture, $"{step.Integer("number")}. **{step.Text("phase")}** {Told.Quote(step.Text("title"))}{repeat}"));
            if (step.Text("sql") is { } sql)
            {
                told.Source(sql, "sql", MostLines);
            }

            Findings(told, step);
        }

        var assumptions = plan.Result.Items("assumptions").ToList();
        if (assumptions.Count > 0)
        {
            told.Line("Taken for granted:");
            foreach (var assumption in assumptions)
            {
                told.Bullet(Told.Quote(assumption.GetString()));
            }
        }
    }

    public static void Ran(Told told, ToolExchange? run)
    {
        if (!told.Succeeded(run, "Running the migration"))
        {
            return;
        }

        if (run!.Result.Truth("applied") != false)
        {
            told.Line($"**The migration ran**{(Told.Shown(run.Result.Member("duration")) is { } duration ? $" in {duration}" : "")}.");
            return;
        }

        told.NotDone($"{Told.Quote(run.Result.Text("message"))}{(run.Result.Integer("resume_from") is { } from ? string.Create(CultureInfo.InvariantCulture, $" It goes on at statement {from}.") : "")}");
        foreach (var statement in run.Result.Items("statements"))
        {
            told.Bullet($"{statement.Text("outcome")}: {Told.Code(statement.Text("sql"))}");
        }
    }

    /// <summary>Findings as bullets, errors first.</summary>
    public static void Findings(Told told, JsonElement result, string list = "findings")
    {
        var findings = result.Items(list).ToList();
        foreach (var finding in findings.Take(MostShown))
        {
            told.Bullet($"**{finding.Text("severity")}** {Told.Code(finding.Text("rule"))}{(finding.Integer("line") is { } line ? string.Create(CultureInfo.InvariantCulture, $" (line {line})") : "")}: {Told.Quote(finding.Text("message"))}");
        }

        if (findings.Count > MostShown)
        {
            told.Bullet($"and {findings.Count - MostShown} more");
        }
    }
}
