using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Shows what is in a cluster: lists, logs, events, one object. What it shows is quoted, bounded, and nothing else.</summary>
internal sealed class ClusterLooks(Desk desk, Told told, Place place)
{
    private const int MostRows = 25;
    private const int MostLines = 40;

    public void List(ClusterWish.List wish)
    {
        var tool = wish.Kind switch
        {
            "Event" => "kubernetes_get_events",
            "Node" => "kubernetes_get_nodes",
            "Service" => "kubernetes_get_services",
            "Deployment" => "kubernetes_get_deployments",
            _ => "kubernetes_get_pods",
        };
        var isOfCluster = wish.Kind == "Node";
        var space = isOfCluster ? null : Space();
        var noun = wish.Kind.ToLowerInvariant();
        var listed = desk.Look(
            $"I look at the {noun}s.", tool, ("namespace", space), ("cluster", place.Cluster), ("limit", wish.Kind == "Event" ? null : JsonValue.Create(1_000)));
        if (!told.Succeeded(listed, $"Looking at the {noun}s", isOfCluster ? "kubectl get nodes" : $"kubectl get {noun}s {(space is null ? "-A" : $"-n {space}")}"))
        {
            return;
        }

        var rows = listed!.Result.Items("items").ToList();
        if (space is null && place.IsNamed && !isOfCluster)
        {
            rows = WorkloadFinder.AtPlace(rows, row => row.Text("namespace") ?? row.Text("object")?.Split('/').ElementAtOrDefault(1) ?? "", place);
        }

        var shown = wish.Name is { } name && rows.FindAll(row => IsOf(row, name)) is { Count: > 0 } named ? named : rows;
        shown = wish.InTrouble ? shown.FindAll(row => InTrouble(wish.Kind, row)) : shown;
        var where = isOfCluster ? "the cluster" : space is not null ? Told.Code(space) : place.IsNamed ? $"the namespaces of {place}" : "all namespaces";
        told.Line(rows.Count == 0 ? $"There are no {noun}s in {where}."
            : wish.InTrouble && shown.Count == 0 ? $"None of the {Told.Count(rows.Count, noun)} in {where} is in trouble."
            : $"{Told.Count(shown.Count, noun)}{(wish.InTrouble ? $" of {rows.Count.ToString(CultureInfo.InvariantCulture)} in trouble" : "")} in {where}.");
        foreach (var row in shown.Take(MostRows))
        {
            told.Bullet(Row(wish.Kind, row));
        }

        if (shown.Count > MostRows || listed.Result.Truth("truncated") == true)
        {
            told.Bullet($"… there are more; name a namespace, or call `{tool}` with a limit of your own.");
        }

        if (wish is { InTrouble: true, Kind: "Pod" } && shown.Count > 0 && desk.Offers("kubernetes_diagnose"))
        {
            var diagnosed = desk.Look("I look why.", "kubernetes_diagnose", ("namespace", space), ("cluster", place.Cluster));
            if (diagnosed is { Succeeded: true })
            {
                told.Line("What is behind it, the gravest first:");
                told.AddCauses(diagnosed.Result, null, most: 3);
            }
        }
    }

    public void Describe(ClusterWish.Describe wish)
    {
        if (Target(wish.Of) is not { } target)
        {
            return;
        }

        var described = desk.Look(
            $"I look at {target.Kind} {wish.Of.Name}.", "kubernetes_describe", ("kind", target.Kind), ("name", wish.Of.Name), ("namespace", target.Space), ("cluster", place.Cluster));
        if (!told.Succeeded(described, $"Describing {Told.Code(wish.Of.Name)}", $"kubectl describe {target.Kind.ToLowerInvariant()} {wish.Of.Name}{(target.Space is null ? "" : $" -n {target.Space}")}"))
        {
            return;
        }

        var result = described!.Result;
        told.Line($"{Told.Code($"{target.Kind}/{wish.Of.Name}")}{(target.Space is null ? "" : $" in {Told.Code(target.Space)}")}:");
        if (result.Member("object") is { } found)
        {
            var status = found.Member("status");
            told.Bullet("Created", found.Member("metadata")?.Text("creationTimestamp"));
            told.Bullet("Phase", status?.Text("phase") is { } phase ? Told.Code(phase) : null);
            told.Bullet("Replicas", found.Member("spec")?.Integer("replicas") is { } wanted
                ? string.Create(CultureInfo.InvariantCulture, $"{status?.Integer("readyReplicas") ?? 0} ready of {wanted}") : null);
            foreach (var condition in status?.Items("conditions").Take(10) ?? [])
            {
                told.Bullet($"Condition {Told.Code(condition.Text("type"))}", $"{Told.Code(condition.Text("status"))} {Told.Quote(condition.Text("reason"))} {Told.Quote(condition.Text("message"))}");
            }
        }

        foreach (var related in result.Items("related").Take(15))
        {
            told.Bullet(Told.Quote(related.Text("relation")), $"{Told.Code(related.Text("object"))} {Told.Quote(related.Text("state"))}");
        }

        foreach (var row in result.Items("events").Take(10))
        {
            told.Bullet(Row("Event", row));
        }
    }

    public void Logs(ClusterWish.Logs wish)
    {
        if (Pod(wish.Of) is not var (space, pod))
        {
            return;
        }

        var read = desk.Look(
            $"I read the log of {pod}.", "kubernetes_get_logs", ("namespace", space), ("pod", pod), ("tail_lines", wish.Lines), ("previous", wish.Previous ? true : null),
            ("since", wish.Since), ("cluster", place.Cluster));
        if (told.Succeeded(read, $"Reading the log of {Told.Code(pod)}", $"kubectl logs {pod} -n {space}{(wish.Previous ? " --previous" : "")}"))
        {
            told.AddLog(read!.Result, pod, wish.Previous, wish.Lines ?? MostLines);
        }
    }

    private (string Kind, string? Space)? Target(Subject subject)
    {
        if (subject.Kind is null or "Deployment" or "Service" && place.Namespace is null)
        {
            switch (WorkloadFinder.Find(desk, subject with { Kind = "Deployment" }, place))
            {
                case { Workload: { } workload }:
                    return (subject.Kind ?? workload.Kind, workload.Namespace);
                case { Failure: { } failure }:
                    told.Succeeded(failure, $"Describing {Told.Code(subject.Name)}", $"kubectl describe {subject.Kind?.ToLowerInvariant() ?? "deployment"} {subject.Name}");
                    return null;
                case { Problem: { } problem }:
                    told.NotDone(problem);
                    return null;
                default:
                    return null;
            }
        }

        return (subject.Kind ?? "Deployment", Space());
    }

    /// <summary>The pod that is named, or the one of a workload that is worst off.</summary>
    private (string Space, string Pod)? Pod(Subject subject)
    {
        if (WorkloadFinder.Pods(desk, place.Namespace, place) is not { } listed || !told.Succeeded(listed, $"Reading the log of {Told.Code(subject.Name)}", $"kubectl logs deployment/{subject.Name}"))
        {
            return null;
        }

        var rows = listed.Result.Items("items").Where(row => IsOf(row, subject.Name!)).ToList();
        var exact = rows.FindAll(row => row.Text("name") == subject.Name);
        var here = WorkloadFinder.AtPlace(exact.Count > 0 ? exact : rows, row => row.Text("namespace") ?? "", place);
        var spaces = here.Select(row => row.Text("namespace") ?? "").Distinct(StringComparer.Ordinal).ToList();
        if (spaces.Count != 1)
        {
            told.NotDone(spaces.Count == 0
                ? $"I find no pod of {Told.Code(subject.Name)}{(place.IsNamed ? $" in {place}" : "")}."
                : $"{Told.Code(subject.Name)} has pods in {Told.Names(spaces)}. Say in which namespace.");
            return null;
        }

        var chosen = here.OrderByDescending(row => InTrouble("Pod", row)).ThenByDescending(row => row.Integer("restarts") ?? 0).First();
        return (spaces[0], chosen.Text("name") ?? "");
    }

    /// <summary>The namespace of a look: as named, or the word behind "in". An environment may be several namespaces, so they are chosen among all.</summary>
    private string? Space() => place.Namespace ?? (place.Environment is null ? place.Word : null);

    public static bool IsOf(JsonElement row, string name) =>
        row.Text("name") is { } there && (there == name || there.StartsWith(name + "-", StringComparison.Ordinal))
        || row.Text("object") is { } about && (about.EndsWith("/" + name, StringComparison.Ordinal) || about.Contains($"/{name}-", StringComparison.Ordinal))
        || row.Text("owner") is { } owner && (owner.EndsWith("/" + name, StringComparison.Ordinal) || owner.Contains($"/{name}-", StringComparison.Ordinal));

    public static bool InTrouble(string kind, JsonElement row) => kind switch
    {
        "Pod" => row.Text("status") is not ("Running" or "Completed" or "Succeeded") || row.Text("status") == "Running" && IsShort(row.Text("ready")),
        "Deployment" => IsShort(row.Text("ready")),
        "Node" => row.Text("status") is { } status && status != "Ready",
        "Event" => row.Text("type") == "Warning",
        "Service" => row.Integer("ready_endpoints") == 0,
        _ => false,
    };

    private static bool IsShort(string? ready) => ready?.Split('/') is [var there, var wanted] && there != wanted;

    private static string Row(string kind, JsonElement row) => kind switch
    {
        "Pod" => $"{Name(row)}: {Told.Quote(row.Text("status"))}, ready {Told.Quote(row.Text("ready"))}, {Told.Count(row.Integer("restarts") ?? 0, "restart")}{Since(row)}",
        "Deployment" => $"{Name(row)}: ready {Told.Quote(row.Text("ready"))}, {Told.Names(row.Items("images").Select(image => image.ToString()), 3)}{Since(row)}",
        "Service" => string.Create(CultureInfo.InvariantCulture, $"{Name(row)}: {Told.Quote(row.Text("type"))}, ports {Told.Names(row.Items("ports").Select(port => port.ToString()), 5)}, {row.Integer("ready_endpoints")?.ToString(CultureInfo.InvariantCulture) ?? "unknown"} ready endpoints"),
        "Node" => $"{Told.Code(row.Text("name"))}: {Told.Quote(row.Text("status"))}, {Told.Quote(row.Text("version"))}{(row.Items("pressure").Any() ? $", pressure: {Told.Names(row.Items("pressure").Select(each => each.ToString()))}" : "")}",
        _ => $"{Told.Quote(row.Text("type"))} {Told.Code(row.Text("reason"))} {Told.Code(row.Text("object"))}: {Told.Quote(row.Text("message"))}{(row.Text("last_seen") is { } seen ? $" ({Told.Quote(seen)})" : "")}",
    };

    private static string Name(JsonElement row) => $"{Told.Code(row.Text("name"))} in {Told.Code(row.Text("namespace"))}";

    private static string Since(JsonElement row) => row.Text("age") is { } age ? $", {Told.Quote(age)} old" : "";
}
