using System.Text.Json.Nodes;
using Opsroom.Models.Playbooks.Briefings;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>
/// Finds the workload that a task means by looking at what runs: exactly one is it, of several the person says which. The word behind "in" may be a namespace or an
/// environment, so both are tried; the environment itself is known to configuration only.
/// </summary>
internal static class WorkloadFinder
{
    private const int MostListed = 1_000;
    private const string Denied = "denied";

    private static readonly string[] NounSuffixes = ["-service", "-svc", "-deployment", "-app"];

    /// <summary>Null where something has to be looked at first.</summary>
    public static Search? Find(Desk desk, Subject subject, Place place)
    {
        if (subject.Name is not { } name)
        {
            return new Search(null, "No name was given.");
        }

        if (subject.Kind is null or "Deployment" or "Service")
        {
            var listed = Deployments(desk, place);
            if (listed is null || !listed.Succeeded)
            {
                return listed is null ? null : new Search(null, Failure: listed);
            }

            var rows = listed.Result.Items("items").Select(row => new Workload(row.Text("namespace") ?? "", row.Text("name") ?? "", "Deployment", row)).ToList();
            name = subject.Longer is { } longer && rows.Exists(row => row.Name == longer) && !rows.Exists(row => row.Name == name) ? longer : name;
            var chosen = Choose(rows, name, place, listed.Result.Truth("truncated") == true);
            if (chosen.Workload is not null || rows.Exists(row => IsMeant(row.Name, name)) || subject.Kind == "Deployment")
            {
                return chosen;
            }

            return OfPods(desk, subject, place) switch
            {
                null => null,
                { Workload: null } => chosen,
                var other => other,
            };
        }

        return OfPods(desk, subject, place);
    }

    /// <summary>The list of deployments where the place is, or everywhere where that has to be found out.</summary>
    public static ToolExchange? Deployments(Desk desk, Place place)
    {
        const string Thought = "I look which deployments there are.";
        var everywhere = List(desk, Thought, "kubernetes_get_deployments", place.Namespace, place);
        return everywhere is { Succeeded: false } && CodeOf(everywhere) == Denied && place.Namespace is null && place.Word is { } word
            ? List(desk, Thought, "kubernetes_get_deployments", word, place)
            : everywhere;
    }

    public static ToolExchange? Pods(Desk desk, string? space, Place place, string? selector = null) =>
        List(desk, "I look at the pods.", "kubernetes_get_pods", space, place, selector);

    /// <summary>Those of a place: in the namespace that is named, or in those that the word or the environment may mean.</summary>
    public static List<T> AtPlace<T>(List<T> all, Func<T, string> space, Place place)
    {
        if (place.Namespace is { } named)
        {
            return all.FindAll(each => space(each) == named);
        }

        if (!place.IsNamed)
        {
            return all;
        }

        var exact = all.FindAll(each => space(each) == place.Word || space(each) == place.Environment?.ToLowerInvariant());
        if (exact.Count > 0 || place.Environment is not { } environment)
        {
            return exact;
        }

        var meant = NormalOf(environment);
        var speaking = all.FindAll(each => EnvironmentOf(space(each)) == meant);
        return speaking.Count > 0 ? speaking : all.FindAll(each => EnvironmentOf(space(each)) is null && (place.Word is not { } word || NormalOf(word) == meant || space(each) == word));
    }

    private static ToolExchange? List(Desk desk, string thought, string tool, string? space, Place place, string? selector = null) => desk.Look(
        thought, tool, ("namespace", space), ("label_selector", selector), ("cluster", place.Cluster), ("limit", JsonValue.Create(MostListed)));

    /// <summary>Stateful and daemon sets are found by the pods that they own.</summary>
    private static Search? OfPods(Desk desk, Subject subject, Place place)
    {
        var listed = Pods(desk, place.Namespace, place);
        if (listed is null || !listed.Succeeded)
        {
            return listed is null ? null : new Search(null, Failure: listed);
        }

        var owners = listed.Result.Items("items")
            .Select(row => (Space: row.Text("namespace") ?? "", Owner: row.Text("owner")?.Split('/') ?? []))
            .Where(row => row.Owner.Length == 2 && (subject.Kind == row.Owner[0] || subject.Kind is null && row.Owner[0] is "StatefulSet" or "DaemonSet"))
            .Select(row => new Workload(row.Space, row.Owner[1], row.Owner[0], null)).Distinct().ToList();
        var chosen = Choose(owners, subject.Name!, place, listed.Result.Truth("truncated") == true);
        // a set without pods is not seen here; where its namespace is named the cluster itself tells whether it is there
        return chosen.Workload is null && owners.TrueForAll(owner => !IsMeant(owner.Name, subject.Name!)) && subject.Kind is { } kind && (place.Namespace ?? place.Word) is { } space
            ? new Search(new Workload(space, subject.Name!, kind, null))
            : chosen;
    }

    private static Search Choose(List<Workload> all, string name, Place place, bool isCut)
    {
        var exact = all.FindAll(each => each.Name == name);
        var named = exact.Count > 0 ? exact : all.FindAll(each => IsMeant(each.Name, name));
        var meant = AtPlace(named, each => each.Namespace, place);
        if (meant.Count == 1)
        {
            return new Search(meant[0]);
        }

        if (meant.Count > 1)
        {
            return new Search(null, $"Several could be meant by {Told.Code(name)}: {string.Join(", ", meant.Take(10).Select(each => each.Shown))}. Say which, by its namespace.");
        }

        var cut = isCut ? " There are more than I was shown; name the namespace." : "";
        if (named.Count > 0)
        {
            return new Search(null, $"There is no {Told.Code(name)} in {place}; I see {string.Join(", ", named.Take(10).Select(each => each.Shown))}. Say which is meant.{cut}");
        }

        var near = all.FindAll(each => each.Name.Contains(name, StringComparison.Ordinal) || name.Contains(each.Name, StringComparison.Ordinal) && each.Name.Length > 2);
        var hint = near.Count > 0 ? $" What comes near: {string.Join(", ", near.Take(5).Select(each => each.Shown))}." : "";
        return new Search(null, $"I find no {Told.Code(name)}{(place.IsNamed ? $" in {place}" : "")}.{hint}{cut}", IsAbsent: !isCut);
    }

    private static bool IsMeant(string there, string name) => there == name || Array.Exists(NounSuffixes, suffix => there == name + suffix);

    /// <summary>The environment that a namespace's name speaks of: <c>shop-staging</c>; a name, not a proof.</summary>
    public static string? EnvironmentOf(string space) =>
        space.Split('-', '.').Select(part => EnvironmentWords.Short(part, certainOnly: true)).FirstOrDefault(name => name is not null);

    private static string NormalOf(string word) => EnvironmentReader.Normalise(Spelling.Fold(word), certainOnly: false) ?? word.ToLowerInvariant();

    public static string? CodeOf(ToolExchange exchange) => exchange.Result.Member("error")?.Text("code");
}
