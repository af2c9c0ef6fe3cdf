using System.Collections.Frozen;
using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>Reads which objects a clause speaks of, and where they are said to be. A word counts as a name by where it stands, since anything can be one.</summary>
internal static class SubjectReader
{
    private const int LongestName = 253;

    /// <summary>What stands between a verb and the name without being it.</summary>
    private static readonly FrozenSet<string> Fillers = WordSet.Of(
        """
        up down out back over rolling last latest previous current whole entire number count rollout rollouts release version change changes image images tag replica replicas instance
        instances copies logs log events lines revision graceful quick new neu neue hoch runter zuruck letzte letzten anzahl kubernetes k8s kubectl cluster running failing broken crashed unhealthy object objects objekt output container containers conteneur contenedor sidecar zero null cero
        """);

    private static readonly FrozenSet<string> Usual = WordSet.Of("dev develop development test testing qa uat sit staging stage stg preprod pre-prod preproduction pre-production live prod prd production sandbox demo");

    private static readonly FrozenSet<string> Places = WordSet.Of("in on within inside im at en dans aus from vom");

    private static readonly FrozenSet<string> NoPlaces = WordSet.Of(
        "order case general detail total time cluster kubernetes k8s parallel case short turn minutes seconds hours full front back der dem den das die the our namespace environment env");

    /// <summary>Names behind the verb; where there are none, those before it.</summary>
    public static ImmutableArray<Subject> Of(Clause clause, int verb)
    {
        var written = Written(clause);
        if (!written.IsEmpty)
        {
            return written;
        }

        if (Quoted(clause, verb) is { } quoted)
        {
            return [quoted];
        }

        var behind = Behind(clause, verb);
        return behind is { IsEmpty: false } && behind[0].Name is not null ? behind
            : Row(clause, clause.Start, verb) is { IsEmpty: false } before && before[0].Name is not null ? before
            : behind.IsEmpty ? [new(null, null)] : behind;
    }

    /// <summary>Names behind a verb.</summary>
    public static ImmutableArray<Subject> Behind(Clause clause, int verb) => Row(clause, verb + 1);

    /// <summary>Where the task says that things are. What the context says counts more.</summary>
    public static Place PlaceOf(TaskBrief brief, ContextValues context)
    {
        var space = brief.Namespace;
        var given = context.Text("environment", "env", "targetenvironment", "targetenv");
        var environment = given ?? (brief.Target is { } target && !string.Equals(target.Original, space, StringComparison.OrdinalIgnoreCase) ? ClaimOf(target) : null);
        return new(space?.ToLowerInvariant(), environment, WordOf(brief.Text), context.Text("cluster", "clustername", "kubecontext") ?? ClusterOf(brief.Text));
    }

    /// <summary>As written where that is how configurations write it, and by its usual short name where it is in another language.</summary>
    private static string ClaimOf(EnvironmentName environment) => Usual.Contains(environment.Original.ToLowerInvariant()) ? environment.Original : environment.Name;

    public static bool IsName(Token token) =>
        token.Kind is TokenKind.Word or TokenKind.Quoted && token.Text.Length is > 0 and <= LongestName && char.IsAsciiLetterOrDigit(token.Text[0]) && char.IsAsciiLetterOrDigit(token.Text[^1])
        && token.Text.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '.');

    /// <summary><c>deployment/web</c>.</summary>
    private static ImmutableArray<Subject> Written(Clause clause)
    {
        var found = ImmutableArray.CreateBuilder<Subject>();
        for (var i = clause.Start; i < clause.End; i++)
        {
            var token = clause.Text[i];
            if (token.Text.Split('/') is [var kind, { Length: > 0 } name] && KubernetesKinds.Of(kind.ToLowerInvariant()) is { } known)
            {
                found.Add(new(known, name));
            }
        }

        return found.ToImmutable();
    }

    /// <summary>A name in quotes: nothing else in the clause is one more surely.</summary>
    private static Subject? Quoted(Clause clause, int verb)
    {
        for (var i = verb + 1; i < clause.End; i++)
        {
            var token = clause.Text[i];
            if (token.Kind == TokenKind.Quoted && IsName(token) && !clause.Text.Is(i - 1, Term.To) && !Places.Contains(clause.Text[i - 1].Key) && clause.Text[i - 1].Key is not ("namespace" or "ns"))
            {
                return new(Row(clause, verb + 1, i) is [{ Kind: { } kind }, ..] ? kind : KindAfter(clause.Text, i + 1, clause.End), token.Text.ToLowerInvariant());
            }
        }

        return null;
    }

    private static ImmutableArray<Subject> Row(Clause clause, int from, int to = int.MaxValue)
    {
        var text = clause.Text;
        var end = Math.Min(clause.End, to);
        var found = ImmutableArray.CreateBuilder<Subject>();
        string? kind = null;
        for (var i = Math.Max(from, clause.Start); i < end; i++)
        {
            var token = text[i];
            if (token.Is(Term.Question) || ClusterWords.Everything.Contains(token.Key))
            {
                break;
            }

            if (token.Is(Term.Connector) && kind is not null && found.Count == 0)
            {
                break;
            }

            if (token.Kind == TokenKind.Symbol)
            {
                continue;
            }

            if (Places.Contains(token.Key) && token.Is(Term.Preposition) || token.Key is "to" or "auf" or "until" or "nach")
            {
                // "in staging scale checkout": the place stands before the name
                i += found.Count == 0 && token.Key is not ("to" or "auf") ? 1 : end;
                continue;
            }

            if (token.Kind == TokenKind.Word && KubernetesKinds.Of(token.Key) is { } named)
            {
                kind ??= named == "Rollout" ? null : named;
            }
            else if (IsNoName(token))
            {
                continue;
            }
            else if (IsName(token))
            {
                found.Add(new(kind ?? KindAfter(text, i + 1, end), token.Text.ToLowerInvariant()));
                if (!text.Is(i + 1, Term.Connector) || i + 2 >= end)
                {
                    break;
                }

                i++;
            }
        }

        return found.Count > 0 ? found.ToImmutable() : kind is null ? [] : [new(kind, null)];
    }

    /// <summary>"the web deployment".</summary>
    private static string? KindAfter(TaskText text, int i, int end) => i < end && text[i].Kind == TokenKind.Word ? KubernetesKinds.Of(text[i].Key) : null;

    private static bool IsNoName(Token token) => token.Kind == TokenKind.Word
        && (token.Is(Term.Stop | Term.For | Term.To | Term.Preposition | Term.Connector | Term.Called | Term.Negation | Term.ServiceNoun | Term.ReplicaNoun | Term.NumberWord | Term.Indefinite | Term.Environment)
            || Fillers.Contains(token.Key) || Numbers.Of(token) is not null || char.IsAsciiDigit(token.Key[0]) || token.Text.AsSpan().ContainsAny('/', ':', '@')
            || ClusterWords.Adjust.Contains(token.Key) || ClusterWords.Show.Contains(token.Key) || ClusterWords.Trouble.Contains(token.Key));

    /// <summary>The word behind "in", where it is neither a namespace nor an environment by its own meaning.</summary>
    private static string? WordOf(TaskText text)
    {
        for (var i = 0; i + 1 < text.Count; i++)
        {
            if (!Places.Contains(text[i].Key) || text[i].Kind != TokenKind.Word)
            {
                continue;
            }

            var at = i + 1;
            while (text.At(at)?.Key is "the" or "our" or "my" or "der" or "dem" or "den" or "unserem")
            {
                at++;
            }

            if (text.At(at) is { } token && IsName(token) && !NoPlaces.Contains(token.Key) && (!token.Is(Term.Stop | Term.Plain | Term.Preposition | Term.OtherNoun | Term.Kind | Term.EnvironmentNoun) || token.Kind == TokenKind.Quoted)
                && !text.Is(at + 1, Term.ServiceNoun) && Numbers.Of(token) is null && !References.IsVersion(token.Key) && !ClusterWords.States.Contains(token.Key))
            {
                return token.Text.ToLowerInvariant();
            }
        }

        return null;
    }

    private static string? ClusterOf(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (text[i].Key is not ("cluster" or "context" or "--context"))
            {
                continue;
            }

            if (text.At(i + 1) is { } after && IsName(after) && (after.IsUnknown && !ClusterWords.Show.Contains(after.Key) || after.Kind == TokenKind.Quoted))
            {
                return after.Text;
            }

            if (text.At(i - 1) is { } before && IsName(before) && (before.IsUnknown || before.Kind == TokenKind.Quoted))
            {
                return before.Text;
            }
        }

        return null;
    }
}
