using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Reads what a task wants to see of a cluster.</summary>
internal static class LookReader
{
    private static readonly FrozenSet<string> LogWords = WordSet.Of("log logs protokoll protokolle journaux registros");

    public static IEnumerable<ClusterWish> Read(TaskBrief brief, List<Clause> clauses, ImmutableArray<ManifestSource> sources)
    {
        var text = brief.Text;
        var isTroubled = text.Any(token => token.Kind == TokenKind.Word && ClusterWords.Trouble.Contains(token.Key)) || IsNotReady(text);
        if (clauses.FirstOrDefault(clause => clause.IndexOf(ClusterWords.Describe) >= 0) is { Text: not null } describing
            && SubjectReader.Behind(describing, describing.IndexOf(ClusterWords.Describe)) is [{ Name: not null } described, ..])
        {
            return [new ClusterWish.Describe(described)];
        }

        if (clauses.FirstOrDefault(clause => clause.IndexOf(LogWords) >= 0) is { Text: not null } logging
            && (brief.Objects.Where(reference => reference is { Kind: "Pod", Name: not null }).Select(reference => new Subject("Pod", reference.Name)).FirstOrDefault()
                ?? SubjectReader.Of(logging, logging.IndexOf(LogWords)).FirstOrDefault(subject => subject.Name is not null)
                ?? (NameOf(brief) is { } name ? new Subject(null, name) : null)) is { } logged)
        {
            return [new ClusterWish.Logs(logged, LinesIn(text), text.Mentions("previous", "last-run", "crashed", "before", "vorherigen", "vorige"), brief.Durations.FirstOrDefault())];
        }

        var shows = !AsksWhy(text) && text.Any(token => ClusterWords.Show.Contains(token.Key) || token.Is(Term.Question));
        if (shows && KindIn(text) is { } kind)
        {
            return [new ClusterWish.List(kind, isTroubled, NameOf(brief))];
        }

        return AsksWhy(text) || isTroubled ? [new ClusterWish.Diagnose(NameOf(brief), sources)] : [];
    }

    /// <summary>Whether a cause is asked for.</summary>
    public static bool AsksWhy(TaskText text) => text.Any(token => token.Kind == TokenKind.Word && ClusterWords.Why.Contains(token.Key));

    private static string? KindIn(TaskText text)
    {
        foreach (var token in text.Tokens)
        {
            switch (token.Kind == TokenKind.Word ? token.Key : "")
            {
                case "pods" or "pod" or "containers" or "container" or "instances":
                    return "Pod";
                case "events" or "event" or "ereignisse" or "evenements" or "eventos":
                    return "Event";
                case "nodes" or "node" or "knoten" or "noeuds" or "nodos":
                    return "Node";
                case "services" or "svc" or "dienste" or "servicios":
                    return "Service";
                case "deployments" or "deployment" or "workloads":
                    return "Deployment";
            }
        }

        return null;
    }

    /// <summary>The object that a question is about, if its words tell; else the finder compares its words with what is there.</summary>
    private static string? NameOf(TaskBrief brief) =>
        brief.Objects.FirstOrDefault(reference => reference.Name is not null)?.Name ?? brief.Service;

    private static int? LinesIn(TaskText text)
    {
        for (var i = 0; i + 1 < text.Count; i++)
        {
            if (Numbers.Of(text[i]) is { } number and > 0 && (text[i + 1].Key is "lines" or "line" or "log" or "zeilen" || text.At(i - 1)?.Key is "tail" or "last" or "letzten"))
            {
                return Math.Min(number, 5_000);
            }
        }

        return null;
    }

    private static bool IsNotReady(TaskText text)
    {
        for (var i = 1; i < text.Count; i++)
        {
            if (text[i].Key is "ready" or "running" or "bereit" or "healthy" && text[i - 1].Is(Term.Negation))
            {
                return true;
            }
        }

        return false;
    }
}
