using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds the environments that a text names, in the order in which they are meant.</summary>
internal static class EnvironmentReader
{
    /// <summary>Words that make an environment's word a mere attribute when they follow it.</summary>
    private static readonly FrozenSet<string> Attributed = WordSet.Of(
        "team teams lead experience tools tooling dependencies mode loop kit time effort process cycle branch");

    /// <summary>What is developed, so that its development is no environment.</summary>
    private static readonly FrozenSet<string> Developed = WordSet.Of("app software web application mobile frontend backend local");

    /// <summary>Parts of a compound that speak of quality or of something else, not of a place.</summary>
    private static readonly FrozenSet<string> NotPlaces = WordSet.Of(
        "ready grade like level style quality db api app web ui ops sre logs log bot job svc fix mode data only to and team safe");

    private static readonly FrozenSet<string> Regions = WordSet.Of("east west north south central europe asia america global green");

    private static readonly FrozenSet<string> Before = WordSet.Of("before vor avant antes prima voor przed prior ahead");

    private static readonly FrozenSet<string> Approval = WordSet.Of(
        """
        approval approvals approve gate sign-off signoff freigabe genehmigung approbation validation aprobacion aprovacao approvazione goedkeuring confirmation review
        """);

    /// <summary>Where something comes from when what stands before is where it goes.</summary>
    private static readonly FrozenSet<string> Origin = WordSet.Of("from von aus depuis desde dal dalla vanuit из");

    public static ImmutableArray<EnvironmentName> Read(TaskText text)
    {
        var found = new List<Mention>();
        for (var i = 0; i < text.Count; i++)
        {
            AddMentions(found, text, i);
        }

        AcceptNeighbours(found, text);
        found.RemoveAll(mention => !mention.IsAccepted);
        PutInOrder(found, text);
        return
        [
            .. found.DistinctBy(mention => mention.Name, StringComparer.Ordinal)
                .Select(mention => new EnvironmentName(mention.Name, mention.Original, mention.IsTarget)),
        ];
    }

    /// <summary>The usual short word for a name, region and number kept; null where it names no environment.</summary>
    public static string? Normalise(string key, bool certainOnly)
    {
        if (EnvironmentWords.Short(key, certainOnly) is { } name)
        {
            return name;
        }

        if (key.AsSpan().IndexOfAny('-', '_') < 0)
        {
            return null;
        }

        var parts = key.Split('-', '_');
        var places = parts.Count(part => EnvironmentWords.Short(part, certainOnly: true) is not null);
        var rest = parts.Where(part => EnvironmentWords.Short(part, certainOnly: true) is null);
        return places == 1 && parts.Length <= 4 && rest.All(part => part.Length > 0 && !NotPlaces.Contains(part) && (part.Length <= 3 || Regions.Contains(part)))
            ? string.Join('-', parts.Select(part => EnvironmentWords.Short(part, certainOnly: true) ?? part))
            : null;
    }

    private static void AddMentions(List<Mention> found, TaskText text, int i)
    {
        var token = text[i];
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || token.IsPossessive && token.Is(Term.MaybeEnvironment))
        {
            return;
        }

        if (token.Key.Contains('/'))
        {
            AddList(found, text, i);
            return;
        }

        var certain = Normalise(token.Key, certainOnly: true);
        if (certain == "prod" && i > 0 && text[i - 1].Key is "pre" or "non" or "vor")
        {
            certain = text[i - 1].Key == "non" ? "nonprod" : "preprod";
        }

        var name = certain ?? (token.Kind == TokenKind.Word ? Normalise(token.Key, certainOnly: false) : null);
        if (name is null || text.IsDenied(i) || IsAttribute(text, i) || IsApprovalGate(text, i))
        {
            return;
        }

        found.Add(Mentioned(text, i, name, token.Text, certain is not null || IsPlace(text, i)));
    }

    /// <summary><c>dev/staging/prod</c>: all are places, and at least one is nothing else.</summary>
    private static void AddList(List<Mention> found, TaskText text, int i)
    {
        var written = text[i].Text.Split('/', StringSplitOptions.RemoveEmptyEntries);
        string?[] names = [.. written.Select(part => Normalise(Spelling.Fold(part), certainOnly: false))];
        if (names.Length > 1 && !names.Contains(null) && written.Any(part => Normalise(Spelling.Fold(part), certainOnly: true) is not null))
        {
            found.AddRange(names.Select((name, at) => Mentioned(text, i, name!, written[at], accepted: true)));
        }
    }

    private static Mention Mentioned(TaskText text, int i, string name, string original, bool accepted) =>
        new(i, name, original) { IsAccepted = accepted, IsTarget = PrecedingWord(text, i) is { } before && before.Is(Term.To) };

    private static Token? PrecedingWord(TaskText text, int i)
    {
        for (var j = i - 1; j >= 0 && j >= i - 4; j--)
        {
            if (!text.Is(j, Term.Stop) && !text[j].Is(Term.EnvironmentNoun) || text.Is(j, Term.To))
            {
                return text[j];
            }
        }

        return null;
    }

    private static bool IsAttribute(TaskText text, int i) =>
        text.At(i + 1) is { Kind: TokenKind.Word } next && Attributed.Contains(next.Key)
        || text[i].Key == "development" && text.At(i - 1) is { } developed && Developed.Contains(developed.Key);

    private static bool IsApprovalGate(TaskText text, int i)
    {
        var before = false;
        for (var j = i - 1; j >= 0 && j >= i - 6 && !text[j].EndsSentence; j--)
        {
            before |= Before.Contains(text[j].Key) || text[j].Is(Term.For);
            if (before && Approval.Contains(text[j].Key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether what stands around an uncertain word makes it a place.</summary>
    private static bool IsPlace(TaskText text, int i)
    {
        var before = text.IsSymbol(i - 1, ':') || text.IsSymbol(i - 1, '=') ? i - 2 : i - 1;
        if (text.Is(i + 1, Term.EnvironmentNoun) || text.Is(before, Term.EnvironmentNoun))
        {
            return true;
        }

        var isIntroduced = text.Is(i - 1, Term.To | Term.Preposition) && !text[i - 1].Is(Term.For);
        var endsPhrase = text.IsEnd(i + 1) || text.Is(i + 1, Term.Connector | Term.To | Term.Preposition | Term.Stop);
        if (!isIntroduced || !endsPhrase)
        {
            return false;
        }

        // "to test" is a verb unless something is being moved
        for (var j = i - 2; j >= 0 && j > i - 20 && !text[j].EndsSentence; j--)
        {
            if (text.Is(j, Term.Deploy) || text[j].Key is "move" or "live" or "running" or "deployed" or "runs")
            {
                return true;
            }
        }

        return text[i].Key is "live" or "stage" && text[i - 1].Key is "on" or "in" or "auf" or "en";
    }

    /// <summary>An uncertain word in a row with an accepted one is one too.</summary>
    private static void AcceptNeighbours(List<Mention> found, TaskText text)
    {
        for (var i = 1; i < found.Count; i++)
        {
            found[i].IsAccepted |= found[i - 1].IsAccepted && AreInARow(text, found[i - 1].Index, found[i].Index);
        }

        for (var i = found.Count - 2; i >= 0; i--)
        {
            found[i].IsAccepted |= found[i + 1].IsAccepted && AreInARow(text, found[i].Index, found[i + 1].Index);
        }

        for (var i = 1; i < found.Count; i++)
        {
            found[i].IsTarget |= found[i - 1].IsTarget && AreInARow(text, found[i - 1].Index, found[i].Index);
        }
    }

    private static bool AreInARow(TaskText text, int from, int to)
    {
        if (to - from > 5)
        {
            return false;
        }

        for (var i = from + 1; i < to; i++)
        {
            if (!text.Is(i, Term.Connector | Term.To | Term.EnvironmentNoun | Term.After) && text[i].Key is not ("the" or "-"))
            {
                return false;
            }
        }

        return to > from;
    }

    /// <summary>"prod after staging" and "to prod from staging" mean staging first.</summary>
    private static void PutInOrder(List<Mention> found, TaskText text)
    {
        for (var i = 0; i + 1 < found.Count; i++)
        {
            var (first, second) = (found[i], found[i + 1]);
            for (var j = first.Index + 1; j < second.Index && second.Index - first.Index <= 4; j++)
            {
                if (text.Is(j, Term.After) && !text.Is(j - 1, Term.Connector) || first.IsTarget && Origin.Contains(text[j].Key))
                {
                    (found[i], found[i + 1]) = (second, first);
                    return;
                }
            }
        }
    }

    private sealed class Mention(int index, string name, string original)
    {
        public int Index { get; } = index;

        public string Name { get; } = name;

        public string Original { get; } = original;

        public bool IsAccepted { get; set; }

        public bool IsTarget { get; set; }
    }
}
