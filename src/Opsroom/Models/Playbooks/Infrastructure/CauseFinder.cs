using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Answers why something does not work: by a diagnosis, and by what the failing container wrote last.</summary>
internal sealed class CauseFinder(Desk desk, Told told, Place place, TaskBrief brief)
{
    private const int LastLines = 40;
    private const int ShownLines = 15;

    public void Diagnose(ClusterWish.Diagnose wish)
    {
        if (!wish.Sources.IsEmpty)
        {
            foreach (var source in wish.Sources)
            {
                DiagnoseGiven(source);
            }

            return;
        }

        // every namespace is looked at where the place is not one of them; one that nobody may list is not a reason to stop
        var pods = WorkloadFinder.Pods(desk, place.Namespace, place);
        if (pods is null)
        {
            return;
        }

        var rows = pods.Succeeded ? pods.Result.Items("items").ToList() : [];
        var here = WorkloadFinder.AtPlace(rows, SpaceOf, place);
        var name = NameAmong(here.Count > 0 ? here : rows, wish.Name);
        var concerned = name is null ? here : here.FindAll(row => ClusterLooks.IsOf(row, name));
        var spaces = (concerned.Count > 0 ? concerned : here).Select(SpaceOf).Distinct(StringComparer.Ordinal).ToList();
        var space = place.Namespace ?? (spaces.Count == 1 && (place.IsNamed || name is not null) ? spaces[0] : place.Environment is null ? place.Word : null);
        var diagnosed = desk.Look("I look what is wrong.", "kubernetes_diagnose", ("namespace", space), ("cluster", place.Cluster));
        var failing = concerned.Where(row => ClusterLooks.InTrouble("Pod", row) || row.Integer("restarts") > 2).OrderByDescending(row => row.Integer("restarts") ?? 0).FirstOrDefault();
        var log = failing.ValueKind == JsonValueKind.Object ? LogOf(failing) : null;
        if (told.Succeeded(diagnosed, "The diagnosis", space is null ? "kubectl get events -A --sort-by=.lastTimestamp" : $"kubectl get events -n {space} --sort-by=.lastTimestamp"))
        {
            Tell(diagnosed!.Result, name, space, concerned.Count);
            if (log is { Succeeded: true } && failing.Text("name") is { } pod)
            {
                told.AddLog(log.Result, pod, failing.Integer("restarts") > 0, ShownLines);
            }
        }
    }

    private void DiagnoseGiven(ManifestSource source)
    {
        var diagnosed = desk.Look(
            "I look at the given objects.", "kubernetes_diagnose", ("objects_content", source.Content), ("objects_path", source.Path), ("namespace", place.Namespace));
        if (told.Succeeded(diagnosed, "The diagnosis of the given objects"))
        {
            Tell(diagnosed!.Result, null, null, 0);
        }
    }

    private void Tell(JsonElement result, string? name, string? space, int pods)
    {
        var where = space is null ? "" : $" in {Told.Code(space)}";
        var subject = name is null ? $"What I looked at{where}" : $"{Told.Code(name)}{where}";
        if (result.Truth("healthy") == true)
        {
            told.Line($"{subject} is healthy: no error and no warning.");
        }
        else if (name is not null && !result.Items("findings").Any(finding => FindingsReport.Concerns(finding, name) && finding.Text("severity") is "error" or "warning"))
        {
            told.Line(pods == 0 ? $"I see no pods of {subject}, and no finding names it. What else is wrong:" : $"No finding names {subject}. What else is wrong around it:");
            told.AddCauses(result, null, most: 3);
        }
        else
        {
            told.Line($"{subject} is not healthy. The causes, the gravest first:");
            told.AddCauses(result, name);
        }

        if (result.Text("not_seen") is { } unseen)
        {
            told.Line($"Not looked at: {Told.Quote(unseen)}");
        }
    }

    private ToolExchange? LogOf(JsonElement pod) => desk.Look(
        "I read what it wrote last.", "kubernetes_get_logs", ("namespace", SpaceOf(pod)), ("pod", pod.Text("name")), ("previous", pod.Integer("restarts") > 0 ? true : null),
        ("tail_lines", JsonValue.Create(LastLines)), ("cluster", place.Cluster));

    /// <summary>The name that the task's words tell, or the word of it that something in the cluster is called.</summary>
    private string? NameAmong(List<JsonElement> rows, string? read)
    {
        if (read is not null && rows.Exists(row => ClusterLooks.IsOf(row, read)))
        {
            return read;
        }

        foreach (var token in brief.Text.Tokens)
        {
            if (SubjectReader.IsName(token) && token.Text.Length > 1 && !token.Is(Term.Stop | Term.Preposition | Term.To | Term.For | Term.Connector | Term.Environment | Term.Kind)
                && token.Key != place.Word && token.Key != place.Namespace && rows.Exists(row => ClusterLooks.IsOf(row, token.Text.ToLowerInvariant())))
            {
                return token.Text.ToLowerInvariant();
            }
        }

        return read is not null && read != place.Word && read != place.Namespace ? read : null;
    }

    private static string SpaceOf(JsonElement row) => row.Text("namespace") ?? "";
}
