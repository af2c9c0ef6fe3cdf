using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Does what a task wants of a cluster, wish by wish, as far as the calls so far allow.</summary>
internal sealed class ClusterWork(Desk desk, Told told, TaskBrief brief, ContextValues context)
{
    private const int LongestQuery = 300;
    private const int MostDocuments = 3;

    private readonly Place place = SubjectReader.PlaceOf(brief, context);
    private ManifestSource? generated;

    public void Do(ClusterWish wish)
    {
        var changes = new ClusterChanges(desk, told, place);
        var looks = new ClusterLooks(desk, told, place);
        var manifests = new ManifestWork(desk, told, place, brief, context);
        switch (wish)
        {
            case ClusterWish.Scale scale:
                changes.Scale(scale);
                break;
            case ClusterWish.Restart restart:
                changes.Restart(restart);
                break;
            case ClusterWish.RollBack back:
                changes.RollBack(back);
                break;
            case ClusterWish.SetImage image:
                changes.SetImage(image);
                break;
            case ClusterWish.Delete delete:
                new ObjectDeletion(desk, told, place).Delete(delete.Of);
                break;
            case ClusterWish.Generate:
                generated = manifests.Generate();
                break;
            case ClusterWish.Apply apply:
                Apply(manifests, apply);
                break;
            case ClusterWish.Lint lint:
                lint.Sources.ToList().ForEach(manifests.Lint);
                break;
            case ClusterWish.Diagnose diagnose:
                new CauseFinder(desk, told, place, brief).Diagnose(diagnose);
                break;
            case ClusterWish.List list:
                looks.List(list);
                break;
            case ClusterWish.Logs logs:
                looks.Logs(logs);
                break;
            case ClusterWish.Describe describe:
                looks.Describe(describe);
                break;
            case ClusterWish.Judge judge:
                Judge(judge.Command);
                break;
            case ClusterWish.Refused refused:
                told.NotDone(refused.Reason);
                break;
            case ClusterWish.Question:
                Answer();
                break;
            default:
                throw new InvalidOperationException($"Nothing is done about a wish of type {wish.GetType().Name}.");
        }
    }

    private void Apply(ManifestWork manifests, ClusterWish.Apply wish)
    {
        if (!wish.Sources.IsEmpty)
        {
            foreach (var source in wish.Sources)
            {
                manifests.Apply(source, wish.Prune);
            }
        }
        else if (wish.Follows)
        {
            if (generated is { } made)
            {
                manifests.Apply(made, wish.Prune);
            }
        }
        else if (ManifestSources.Unsaid(desk.Brief) is { } meant)
        {
            manifests.Apply(meant, wish.Prune);
        }
        else
        {
            told.NotDone("I do not see what to apply. Put the manifest into the task (in a fenced block) or into the context as `manifest`, or name a file of this thread.");
        }
    }

    private void Judge(string command)
    {
        var judged = desk.Look("I judge the command without running it.", "classify_command", ("command", command));
        if (!told.Succeeded(judged, "Judging the command"))
        {
            return;
        }

        told.Line(judged!.Result.Text("effect") switch
        {
            "read" => $"{Told.Code(command)} only reads: it changes nothing.",
            "change" => $"{Told.Code(command)} **changes something**; look at what it reaches before you run it.",
            _ => $"{Told.Code(command)} is **not safe**: it destroys, and what it destroys does not come back by itself.",
        });
        foreach (var reason in judged.Result.Items("reasons").Take(8))
        {
            told.Bullet(Told.Quote(reason.ToString()));
        }

        told.Line("I judged it and ran nothing. To have something changed, say what, by its name and namespace.");
    }

    private void Answer()
    {
        var found = desk.Look(
            "I look up what the documents say.", "documentation_search", ("query", desk.Brief.Task.Length <= LongestQuery ? desk.Brief.Task : desk.Brief.Task[..LongestQuery]), ("top_k", MostDocuments));
        if (found?.Documents().Take(MostDocuments).ToArray() is { Length: > 0 } documents)
        {
            told.Line("This is what the documents say:");
            foreach (var result in documents)
            {
                told.Bullet(Told.Quote(result.Text("title") ?? result.Text("source")), $"{Told.Quote(ToolAnswers.Excerpt(result))} ({Told.Quote(result.Text("location") ?? result.Text("source"))})");
            }
        }
        else
        {
            told.NotDone("I did not recognise what is to be done, or answering it needs more than looking.", "not_configured", Deliverable.ModelSetting);
        }

        told.Line(
            "What I do, in plain words: scale, restart, roll back, set an image, delete, apply; diagnose (`why is payments crash looping in prod?`), list pods, services, deployments, "
            + "nodes and events, show logs, describe; write and lint manifests; judge a command line. Name the object and its namespace.");
    }
}
