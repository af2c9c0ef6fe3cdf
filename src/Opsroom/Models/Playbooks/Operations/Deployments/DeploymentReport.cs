using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Infrastructure;

namespace Opsroom.Models.Playbooks.Operations.Deployments;

/// <summary>Tells what a plan would do, what a check found, and what became of a deployment.</summary>
internal static class DeploymentReport
{
    private const int MostSteps = 30;

    public static void AddPlan(this Told told, JsonElement plan)
    {
        told.Line($"**The plan** {Told.Code(plan.Text("plan_id"))}{(plan.Text("path") is { } path ? $" ({Told.Code(path)})" : "")}:");
        foreach (var (step, index) in plan.Items("steps").Take(MostSteps).Select((step, index) => (step, index)))
        {
            told.Bullet(string.Create(CultureInfo.InvariantCulture, $"{index + 1}. {Told.Quote(step.Text("text") ?? step.Text("name"))}"));
        }

        var risks = plan.Items("risks").ToList();
        told.Bullet("Risks", risks.Count == 0 ? "none was found" : null);
        foreach (var risk in risks.Take(10))
        {
            told.Bullet("Risk", $"{Told.Quote(risk.Text("severity"))}: {Told.Quote(risk.Text("text") ?? risk.Text("message"))}");
        }

        told.Bullet("Way back", plan.Text("rollback") is { Length: > 0 } back ? Told.Quote(back) : null);
        told.Bullet("Not looked at", plan.Text("not_seen") is { } unseen ? Told.Quote(unseen) : null);
    }

    public static void AddCheck(this Told told, JsonElement check)
    {
        var (errors, warnings) = (FindingsReport.CountOf(check, "error"), FindingsReport.CountOf(check, "warning"));
        told.Line($"**The preflight check:** {(check.Truth("ready") == true ? "ready" : "not ready")}, {Told.Count(errors, "error")}, {Told.Count(warnings, "warning")}.");
        told.AddList(check.Items("findings"), "error", "warning");
        told.Bullet("Not looked at", check.Text("not_seen") is { } unseen ? Told.Quote(unseen) : null);
    }

    public static void AddSteps(this Told told, JsonElement result)
    {
        var steps = result.Items("steps").ToList();
        if (steps.Count > 0)
        {
            told.Line("**What was done, step by step:**");
        }

        foreach (var step in steps.Take(MostSteps))
        {
            var detail = step.Text("detail") is { Length: > 0 } text ? $": {Told.Quote(text)}" : "";
            told.Bullet($"{Told.Quote(step.Text("name"))}: {Told.Quote(step.Text("outcome"))}{detail}");
        }
    }
}
