using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Tells how pods followed a change: a call that succeeded may have left pods that do not come up.</summary>
internal static class RolloutReport
{
    private const int MostProblems = 5;

    /// <summary>Says how it went, and where it went wrong also why and what takes it back.</summary>
    public static void AddRollout(this Told told, Desk desk, ToolExchange made, string name, string space, string? cluster)
    {
        if (made.Result.Member("rollout") is not { ValueKind: JsonValueKind.Object } rollout)
        {
            return;
        }

        var pods = string.Create(CultureInfo.InvariantCulture, $"{rollout.Integer("ready") ?? 0} of {rollout.Integer("wanted") ?? 0} pods are ready");
        switch (rollout.Text("status"))
        {
            case "complete":
                told.Bullet("Rollout", $"complete, {pods}");
                return;
            case "not_seen":
                told.Bullet("Rollout", $"not seen to its end; {pods} as seen last. `kubernetes_get_pods` tells how it stands.");
                return;
        }

        var failed = rollout.Text("status") == "failed";
        told.Fail($"The change of {name} was made, but {(failed ? "the rollout failed" : "its pods did not become ready in time")}: {pods}.");
        told.Bullet("Rollout", $"**{(failed ? "failed" : "not finished in the time to wait")}**, {pods}");
        foreach (var problem in rollout.Items("problems").Take(MostProblems))
        {
            var exit = problem.Integer("exit_code") is { } code ? string.Create(CultureInfo.InvariantCulture, $", exit code {code}") : "";
            var pod = problem.Text("pod") is { } of ? $"{Told.Code(of)}: " : "";
            told.Bullet($"{pod}{Told.Quote(problem.Text("reason"))}{exit}");
        }

        AddReason(told, desk, rollout, name, space, cluster);
        told.Line($"To take it back: `POST /threads/{{thread_id}}/undo` with `{{\"call_id\": \"{made.CallId}\"}}`, or ask me to roll {Told.Code(name)} in {Told.Code(space)} back. Either is asked before it is done.");
    }

    private static void AddReason(Told told, Desk desk, JsonElement rollout, string name, string space, string? cluster)
    {
        var carried = rollout.Member("diagnosis") ?? rollout;
        if (carried.Items("findings").Any())
        {
            told.AddCauses(carried, null);
            return;
        }

        var diagnosed = desk.Look("The pods did not come up; I look why.", "kubernetes_diagnose", ("namespace", JsonValue.Create(space)), ("cluster", cluster));
        if (diagnosed is { Succeeded: true } && !told.AddCauses(diagnosed.Result, name))
        {
            told.Line("The diagnosis of the namespace names no cause yet; the pods may still be starting.");
        }
    }
}
