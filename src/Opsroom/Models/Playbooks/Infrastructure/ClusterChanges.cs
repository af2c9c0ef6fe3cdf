using System.Globalization;
using System.Text.Json;
using Opsroom.Models.Playbooks.Briefings;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Changes workloads, each by one call, and tells what came of it. Whether a call is made is for policy and people to decide.</summary>
internal sealed class ClusterChanges(Desk desk, Told told, Place place)
{
    public void Scale(ClusterWish.Scale wish)
    {
        if (wish.Replicas is not { } replicas)
        {
            told.NotDone($"It was not said to how many replicas {Told.Code(wish.Of.Name)} is to be scaled.");
            return;
        }

        var byHand = ByHand(wish.Of, string.Create(CultureInfo.InvariantCulture, $"scale {{0}} --replicas={replicas}"));
        if (Find(wish.Of, "Scaling", byHand) is not { } workload)
        {
            return;
        }

        if (workload.Row?.Integer("desired") == replicas)
        {
            told.Line($"{workload.Shown} has {Told.Count(replicas, "replica")} already, so nothing was changed.");
            return;
        }

        var made = desk.Change(
            $"I scale {workload.Name} in {workload.Namespace} to {Told.Count(replicas, "replica")}.", "kubernetes_scale_deployment", ("namespace", workload.Namespace),
            ("name", workload.Name), ("replicas", replicas), ("kind", workload.OtherKind), ("environment", place.Environment), ("cluster", place.Cluster));
        if (told.Succeeded(made, $"Scaling {workload.Shown}", byHand))
        {
            Report(made!, workload, $"Scaled {workload.Shown} from {Number(made!, "before")} to {Number(made!, "after")} replicas.");
        }
    }

    public void Restart(ClusterWish.Restart wish)
    {
        var byHand = ByHand(wish.Of, "rollout restart {0}");
        if (Find(wish.Of, "The restart", byHand) is not { } workload)
        {
            return;
        }

        var made = desk.Change(
            $"I restart {workload.Name} in {workload.Namespace}.", "kubernetes_restart_deployment", ("namespace", workload.Namespace), ("name", workload.Name),
            ("kind", workload.OtherKind), ("environment", place.Environment), ("cluster", place.Cluster));
        if (told.Succeeded(made, $"The restart of {workload.Shown}", byHand))
        {
            Report(made!, workload, $"Restarted {workload.Shown}{(Number(made!, "revision") is { } revision ? $", now revision {revision}" : "")}.");
        }
    }

    public void RollBack(ClusterWish.RollBack wish)
    {
        var byHand = ByHand(wish.Of, wish.Revision is { } to ? string.Create(CultureInfo.InvariantCulture, $"rollout undo {{0}} --to-revision={to}") : "rollout undo {0}");
        if (Find(wish.Of, "The rollback", byHand) is not { } workload)
        {
            return;
        }

        var made = desk.Change(
            $"I roll {workload.Name} in {workload.Namespace} back.", "kubernetes_rollback_deployment", ("namespace", workload.Namespace), ("name", workload.Name),
            ("revision", wish.Revision), ("kind", workload.OtherKind), ("environment", place.Environment), ("cluster", place.Cluster));
        if (told.Succeeded(made, $"The rollback of {workload.Shown}", byHand))
        {
            var from = Number(made!, "from") is { } before ? $" from revision {before}" : "";
            Report(made!, workload, $"Rolled {workload.Shown} back{from}{(Number(made!, "to") is { } after ? $" to revision {after}" : "")}. Migrations and data are not undone by it.");
        }
    }

    public void SetImage(ClusterWish.SetImage wish)
    {
        var byHand = ByHand(wish.Of, $"set image {{0}} '*={wish.Image}'");
        if (Find(wish.Of, "The new image", byHand) is not { } workload)
        {
            return;
        }

        if (workload.Row?.Items("images").ToList() is [var only] && only.ValueKind == JsonValueKind.String && only.GetString() == wish.Image)
        {
            told.Line($"{workload.Shown} has the image {Told.Code(wish.Image)} already, so nothing was changed.");
            return;
        }

        var made = desk.Change(
            $"I set the image of {workload.Name} in {workload.Namespace} to {wish.Image}.", "kubernetes_set_image", ("namespace", workload.Namespace), ("name", workload.Name),
            ("image", wish.Image), ("container", wish.Container), ("kind", workload.OtherKind), ("environment", place.Environment), ("cluster", place.Cluster));
        if (told.Succeeded(made, $"The new image of {workload.Shown}", byHand))
        {
            var before = made!.Result.Text("before") is { } image ? $" instead of {Told.Code(image)}" : "";
            Report(made, workload, $"{workload.Shown} has the image {Told.Code(made.Result.Text("after") ?? wish.Image)}{before}.");
        }
    }

    private Workload? Find(Subject subject, string what, string byHand)
    {
        var kind = subject.Kind is "Deployment" or "StatefulSet" or "DaemonSet" ? subject.Kind : null;
        switch (WorkloadFinder.Find(desk, subject with { Kind = kind }, place))
        {
            case { Workload: { } workload }:
                return workload;
            case { Failure: { } failure }:
                told.Succeeded(failure, $"{what} of {Told.Code(subject.Name)}", byHand);
                return null;
            case { Problem: { } problem }:
                told.NotDone(problem);
                return null;
            default:
                return null;
        }
    }

    private void Report(ToolExchange made, Workload workload, string sentence)
    {
        told.Line(sentence);
        told.AddRollout(desk, made, workload.Name, workload.Namespace, place.Cluster);
    }

    private string ByHand(Subject subject, string command)
    {
        var kind = subject.Kind is "StatefulSet" or "DaemonSet" ? subject.Kind.ToLowerInvariant() : "deployment";
        var space = (place.Namespace ?? (place.Environment == place.Word ? null : place.Word)) is { } name ? $" -n {name}" : "";
        return $"kubectl {command.Replace("{0}", $"{kind}/{subject.Name}", StringComparison.Ordinal)}{space}";
    }

    /// <summary>A number, or what else the tool gave.</summary>
    private static string? Number(ToolExchange made, string member) => made.Result.Member(member) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        { ValueKind: JsonValueKind.String } text => Told.Quote(text.GetString()),
        _ => null,
    };
}
