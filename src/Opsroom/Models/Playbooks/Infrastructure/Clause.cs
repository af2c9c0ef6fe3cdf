using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Infrastructure;

/// <summary>A part of a task with one thing in it, and whether it is an order at all.</summary>
/// <param name="Start">Its first word.</param>
/// <param name="End">Behind its last word.</param>
/// <param name="IsNoOrder">Whether it repeats what somebody said, or depends on a condition.</param>
internal readonly record struct Clause(TaskText Text, int Start, int End, bool IsNoOrder)
{
    private const int FurthestRefusal = 6;
    private const int LongestPreamble = 4;

    private static readonly FrozenSet<string> Conditions = WordSet.Of("if when whenever unless once falls wenn sobald sofern si cuando se");

    /// <summary>Verbs that stand at the end in German, and those that say what something needs.</summary>
    private static readonly FrozenSet<string> MayFollow = WordSet.Of(
        """
        skalieren hochskalieren herunterskalieren runterskalieren restarten neustarten starten zuruckrollen zurucksetzen rollen losche loschen entfernen anwenden setzen erhohen reduzieren
        need needs braucht brauchen brauche
        """);

    private static readonly FrozenSet<string> Articles = WordSet.Of("the a last every after der die das dem ein eine le la el");

    /// <summary>The clauses of a text: by its sentences, commas before a verb of their own, and colons.</summary>
    public static IEnumerable<Clause> Of(TaskText text)
    {
        var start = 0;
        var isNoOrder = false;
        var reports = false;
        for (var i = 0; i <= text.Count; i++)
        {
            var ends = i == text.Count || text[i].EndsSentence;
            if (!ends && !text.IsSymbol(i, ':') && !text.IsSymbol(i, ','))
            {
                reports |= ClusterWords.Reports.Contains(text[i].Key);
                continue;
            }

            if (i > start)
            {
                isNoOrder |= Conditions.Contains(text[start].Key);
                yield return new(text, start, i, isNoOrder);
            }

            start = i + 1;
            if (!ends)
            {
                isNoOrder |= reports && text.IsSymbol(i, ':');
            }
            else
            {
                (isNoOrder, reports) = (false, false);
            }
        }
    }

    /// <summary>Whether a verb in it is an order: nobody asks whether, forbids it, supposes it or tells of it.</summary>
    public bool Orders(int verb)
    {
        if (IsNoOrder)
        {
            return false;
        }

        for (var i = Start; i < verb; i++)
        {
            var key = Text[i].Key;
            if (ClusterWords.Refusals.Contains(key) && verb - i <= FurthestRefusal || ClusterWords.Ponders.Contains(key))
            {
                return false;
            }
        }

        // "skaliere es nicht": German says no behind the verb; "restart it if …" may not be meant now
        for (var i = verb + 1; i < End; i++)
        {
            if (Text[i].Key is "nicht" or "nie" or "niemals" || Conditions.Contains(Text[i].Key) && Text[i].Kind == TokenKind.Word)
            {
                return false;
            }
        }

        // "the restart of api" is no order, "do a restart of api" is one
        return verb == Start || (!Articles.Contains(Text[verb - 1].Key) || Text[verb - 1].Key == "a" && HasBefore(verb, "do", "make", "perform", "trigger"))
            && (MayFollow.Contains(Text[verb].Key) || !HasSubject(verb));
    }

    /// <summary>Whether it can be an order as a whole: it neither asks nor supposes nor repeats what was said.</summary>
    public bool Allows()
    {
        for (var i = Start; !IsNoOrder && i < End; i++)
        {
            if (Text[i].Kind == TokenKind.Word && (Conditions.Contains(Text[i].Key) && Text[i].Key != "once" || i < Start + LongestPreamble && ClusterWords.Ponders.Contains(Text[i].Key)))
            {
                return false;
            }
        }

        return !IsNoOrder && !Text.IsSymbol(End, '?') || !IsNoOrder && IsPolite();
    }

    /// <summary>"can you deploy …?"</summary>
    private bool IsPolite() => Mentions("can", "could", "please", "pls", "kannst", "konntest", "bitte", "will");

    /// <summary>The first word of these in it, or -1.</summary>
    public int IndexOf(IReadOnlySet<string> words, int from = -1)
    {
        for (var i = Math.Max(Start, from); i < End; i++)
        {
            if (Text[i].Kind == TokenKind.Word && words.Contains(Text[i].Key))
            {
                return i;
            }
        }

        return -1;
    }

    public bool Mentions(params ReadOnlySpan<string> keys)
    {
        for (var i = Start; i < End; i++)
        {
            if (Text[i].Kind == TokenKind.Word && keys.Contains(Text[i].Key))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>"the pods of api restart": who does it stands before the verb, so nobody is told to do it. "In staging restart api" has a place there.</summary>
    private bool HasSubject(int verb)
    {
        const Term Introduces = Term.Preposition | Term.To | Term.For;
        for (var i = Start; i < verb; i++)
        {
            var token = Text[i];
            var names = token.Kind == TokenKind.Quoted || token.IsUnknown || token.Is(Term.Kind | Term.ServiceNoun | Term.NamedNoun | Term.ReplicaNoun);
            if (names && !Text.Is(i - 1, Introduces) && !(Text.Is(i - 2, Introduces) && !Text[i - 1].IsUnknown))
            {
                return true;
            }
        }

        return false;
    }

    private bool HasBefore(int verb, params ReadOnlySpan<string> keys)
    {
        for (var i = Start; i < verb; i++)
        {
            if (keys.Contains(Text[i].Key))
            {
                return true;
            }
        }

        return false;
    }
}
