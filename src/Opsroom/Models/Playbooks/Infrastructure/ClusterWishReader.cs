using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Reads what a task wants of a cluster. Changes are read from orders only; whatever is asked, supposed, forbidden or quoted changes nothing.</summary>
internal static class ClusterWishReader
{
    private const int MostWishes = 8;

    public static ImmutableArray<ClusterWish> Read(PlaybookBrief asked, TaskBrief brief, ContextValues context)
    {
        if (CommandReader.Find(asked.Task, brief) is { } command)
        {
            return [new ClusterWish.Judge(command)];
        }

        var sources = ManifestSources.Of(asked, brief, context);
        var clauses = Clause.Of(brief.Text).ToList();
        var changes = new List<ClusterWish>();
        Subject? before = null;
        foreach (var clause in clauses)
        {
            changes.AddRange(Changes(clause, brief, context, sources, before));
            before = NamedIn(clause, brief) ?? before;
        }

        var wishes = Files(brief, sources, changes).Concat(changes).ToList();
        if (wishes.Count == 0 || !brief.Text.Has(Term.Create) && wishes.TrueForAll(wish => wish is ClusterWish.Refused))
        {
            wishes.AddRange(LookReader.Read(brief, clauses, sources));
        }

        return wishes.Count == 0 ? [new ClusterWish.Question()] : [.. wishes.Distinct().Take(MostWishes)];
    }

    /// <summary>Manifests that are to be made or judged, before anything is applied.</summary>
    private static IEnumerable<ClusterWish> Files(TaskBrief brief, ImmutableArray<ManifestSource> sources, List<ClusterWish> changes)
    {
        var text = brief.Text;
        var speaksOfManifests = text.Any(token => token.Kind == TokenKind.Word && ClusterWords.Manifest.Contains(token.Key));
        var makes = text.Has(Term.Create) && sources.IsEmpty && !Asks(text);
        if (makes && (speaksOfManifests || brief.Image is not null && changes.Count == 0 && brief.Text.Mentions("deployment", "deployments", "kubernetes", "k8s", "service", "statefulset", "cronjob")))
        {
            yield return new ClusterWish.Generate();
        }
        else if (!sources.IsEmpty && changes.Count == 0)
        {
            yield return LookReader.AsksWhy(text) && !text.Has(Term.Validate) ? new ClusterWish.Diagnose(null, sources) : new ClusterWish.Lint(sources);
        }
        else if (sources.IsEmpty && changes.Count == 0 && speaksOfManifests && (text.Has(Term.Validate) || text.IsQuestion || text.IsSymbol(text.Count - 1, '?')))
        {
            yield return new ClusterWish.Refused(
                "I do not see the manifest. Put it into the task (in a fenced block) or into the context as `manifest`, or name a file of this thread.");
        }
    }

    private static IEnumerable<ClusterWish> Changes(
        Clause clause, TaskBrief brief, ContextValues context, ImmutableArray<ManifestSource> sources, Subject? before)
    {
        var text = clause.Text;
        if (Ordered(clause, ClusterWords.Delete) is var delete and >= 0 && ManifestSources.IsNotAFile(clause))
        {
            return SubjectReader.Of(clause, delete) is [{ Name: { } named }, ..] && IsPlural(clause) && !named.Contains('-')
                ? [new ClusterWish.Refused("I delete only what is named, one object at a time. Say which, by name.")]
                : Each(clause, delete, "delete", before, brief, subject => new ClusterWish.Delete(subject));
        }

        if (BackIn(clause) is var back and >= 0)
        {
            var revision = RevisionIn(clause);
            return Each(clause, back, "roll back", before, brief, subject => new ClusterWish.RollBack(subject, revision));
        }

        if (RestartIn(clause) is var restart and >= 0)
        {
            return Each(clause, restart, "restart", before, brief, subject => new ClusterWish.Restart(subject));
        }

        var replicas = context.Integer("replicas", "replicacount") ?? ReplicasIn(clause) ?? brief.Replicas;
        var isAboutManifest = brief.Text.Any(token => ClusterWords.Manifest.Contains(token.Key)) || brief.Text.Has(Term.Create) && brief.Image is not null;
        if (Ordered(clause, ClusterWords.Scale) is var scale and >= 0 && !isAboutManifest)
        {
            return Each(clause, scale, "scale", before, brief, subject => new ClusterWish.Scale(subject, replicas));
        }

        if (Ordered(clause, ClusterWords.Apply) is var apply and >= 0 || IsGermanApply(clause, out apply))
        {
            var prune = clause.Mentions("prune", "--prune");
            return [new ClusterWish.Apply(sources, prune, Follows: brief.Text.Has(Term.Create) && sources.IsEmpty)];
        }

        if (Ordered(clause, ClusterWords.Change) is var set and >= 0 && brief.Image is { } image && !isAboutManifest)
        {
            return Each(clause, set, "set the image of", before, brief, subject => new ClusterWish.SetImage(subject, image, ContainerIn(clause)));
        }

        return Ordered(clause, ClusterWords.Adjust) is var adjust and >= 0 && !isAboutManifest && HasReplicas(text, clause) && replicas is not null
            ? Each(clause, adjust, "scale", before, brief, subject => new ClusterWish.Scale(subject, replicas))
            : [];
    }

    /// <summary>One wish for each object that a clause names; of everything at once nothing is changed.</summary>
    private static IEnumerable<ClusterWish> Each(Clause clause, int verb, string what, Subject? before, TaskBrief brief, Func<Subject, ClusterWish> wish)
    {
        var subjects = SubjectReader.Of(clause, verb);
        if (subjects is [{ Name: null }, ..] && before is not null && clause.IndexOf(ClusterWords.Pronouns, verb) >= 0 && clause.IndexOf(ClusterWords.Everything) < 0)
        {
            return [wish(before)];
        }

        if (subjects is [{ Name: null }, ..])
        {
            return
            [
                new ClusterWish.Refused(clause.IndexOf(ClusterWords.Everything) >= 0
                    ? $"I {what} only what is named, never everything at once. Say which, by name."
                    : $"It was not said what to {what}. Name it, and its namespace."),
            ];
        }

        return subjects is [{ Name: { } only }] && brief.Service is { } service && service.StartsWith(only + "-", StringComparison.Ordinal)
            ? [wish(subjects[0] with { Longer = service })]
            : subjects.Select(wish);
    }

    /// <summary>What "it" means in the clauses that follow.</summary>
    private static Subject? NamedIn(Clause clause, TaskBrief brief)
    {
        for (var i = clause.Start; i < clause.End; i++)
        {
            var token = clause.Text[i];
            if (brief.Objects.FirstOrDefault(reference => reference.Name is { } name && (token.Text == name || token.Text.EndsWith("/" + name, StringComparison.Ordinal))) is { } named)
            {
                return new(named.Kind, named.Name!.ToLowerInvariant());
            }

            if (token.Text == brief.Service)
            {
                return new(null, token.Text.ToLowerInvariant());
            }
        }

        return null;
    }

    private static bool IsPlural(Clause clause) => clause.Mentions("pods", "jobs", "deployments", "services", "secrets", "configmaps", "namespaces", "pvcs", "ingresses", "nodes", "replicasets", "cronjobs");

    private static int Ordered(Clause clause, IReadOnlySet<string> verbs) => clause.IndexOf(verbs) is var at and >= 0 && clause.Orders(at) ? at : -1;

    private static int RestartIn(Clause clause)
    {
        var at = clause.IndexOf(ClusterWords.Restart);
        if (at < 0 && clause.Mentions("neu"))
        {
            at = clause.IndexOf(WordSet.Of("starte start"));
            for (var i = clause.Start; at < 0 && i + 1 < clause.End; i++)
            {
                at = clause.Text[i].Key == "neu" && clause.Text[i + 1].Key == "starten" ? i + 1 : -1;
            }
        }

        return at >= 0 && clause.Orders(at) ? at : -1;
    }

    /// <summary>"roll back", "rolle … zurück", "undo the rollout of".</summary>
    private static int BackIn(Clause clause)
    {
        var at = clause.IndexOf(ClusterWords.RollBack);
        if (at < 0 && clause.Mentions("back", "zuruck"))
        {
            at = clause.IndexOf(WordSet.Of("roll rolle rollen bring go take setze setz nimm"));
        }

        return at >= 0 && clause.Orders(at) ? at : -1;
    }

    private static bool IsGermanApply(Clause clause, out int at)
    {
        at = clause.Mentions("an") ? clause.IndexOf(WordSet.Of("wende wendet")) : -1;
        return at >= 0 && clause.Orders(at);
    }

    /// <summary>"container app", where somebody says so.</summary>
    private static string? ContainerIn(Clause clause)
    {
        for (var i = clause.Start; i + 1 < clause.End; i++)
        {
            if (clause.Text[i].Key == "container" && clause.Text[i + 1] is var next && SubjectReader.IsName(next) && (next.IsUnknown || next.Kind == TokenKind.Quoted))
            {
                return next.Text;
            }
        }

        return null;
    }

    private static int? RevisionIn(Clause clause)
    {
        for (var i = clause.Start; i < clause.End; i++)
        {
            if (clause.Text[i].Key is "revision" or "rev" or "--to-revision" && clause.Text.At(i + 1) is { } next)
            {
                return Numbers.Of(clause.Text.IsSymbol(i + 1, '=') && clause.Text.At(i + 2) is { } after ? after : next);
            }
        }

        return null;
    }

    /// <summary>"to 5", "auf 5", "to zero".</summary>
    private static int? ReplicasIn(Clause clause)
    {
        for (var i = clause.Start; i + 1 < clause.End; i++)
        {
            if (clause.Text[i].Key is "to" or "auf" or "at" or "a" or "=" or "--replicas" && clause.Text[i + 1] is var next && (next.Key is "zero" or "null" or "cero" ? 0 : Numbers.Of(next)) is { } number && clause.Text.At(i + 2)?.Text is not "%")
            {
                return number;
            }
        }

        return null;
    }

    private static bool HasReplicas(TaskText text, Clause clause)
    {
        for (var i = clause.Start; i < clause.End; i++)
        {
            if (text.Is(i, Term.ReplicaNoun))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Asks(TaskText text) => text.Is(0, Term.Question) && text.At(0)?.Key is not ("which" or "what");
}
