using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Finds the services that a text is about: every word that could name one is weighed by what stands around it, the heaviest wins.</summary>
internal static class ServiceReader
{
    private const int MostParts = 3;

    private const Term EndsPhrase = Term.Connector | Term.For | Term.To | Term.Preposition | Term.Negation | Term.Environment | Term.Stop | Term.ServiceNoun
        | Term.After | Term.Strategy | Term.Called | Term.Create;

    private const Term CannotNameNoun = Term.Stop | Term.For | Term.To | Term.Preposition | Term.Deploy | Term.Create | Term.Connector | Term.Indefinite;

    /// <summary>Ordinary words that name a service when they stand before the word for it: the user service, the search API.</summary>
    private static readonly FrozenSet<string> Domain = WordSet.Of(
        """
        notification notifications monitoring logging user users customer customers client product products project email mail mails payment billing search image images
        file files account accounts role policy config settings template test traffic performance quality order ticket tickets event events session data media document
        documents report reports reporting rule rules audit compliance log logs metrics query index scheduling workflow job jobs task tasks time price list group package
        code date sample demo example platform partner edge web public internal admin
        """);

    /// <summary>What only a running thing can be.</summary>
    private static readonly FrozenSet<string> Troubles = WordSet.Of(
        "slow down failing broken unavailable unreachable crashing unhealthy degraded flapping hanging langsam kaputt lent lente lento lenta caido caida traag");

    private static readonly FrozenSet<string> IsBe = WordSet.Of("is are ist est esta es e");

    public static ImmutableArray<string> Read(TaskText text)
    {
        Candidate? best = null;
        for (var i = 0; i < text.Count; i++)
        {
            if (Weigh(text, i) is { } candidate && (best is null || candidate.Weight > best.Value.Weight))
            {
                best = candidate;
            }
        }

        return best is { } found ? WithItsRow(text, found) : [];
    }

    private static Candidate? Weigh(TaskText text, int i)
    {
        var token = text[i];
        if (token.Kind is not (TokenKind.Word or TokenKind.Quoted) || text.IsDenied(i))
        {
            return null;
        }

        if (token.Is(Term.ServiceNoun))
        {
            return AfterNoun(text, i) ?? BeforeNoun(text, i, weight: 90, keepNoun: false);
        }

        return token.Is(Term.NamedNoun) && BeforeNoun(text, i, weight: 85, keepNoun: true) is { } named ? named : Alone(text, i);
    }

    /// <summary><c>service called x</c>, <c>service: x</c>, <c>service `x`</c>, <c>der Dienst x</c>.</summary>
    private static Candidate? AfterNoun(TaskText text, int noun)
    {
        var i = noun + 1;
        var introduced = false;
        while (Introduces(text, i) || introduced && text.Is(i, Term.Stop))
        {
            introduced = true;
            i++;
        }

        if (text.At(i) is not { Kind: TokenKind.Word or TokenKind.Quoted } token || text[noun].IsPossessive)
        {
            return null;
        }

        if (introduced)
        {
            return NameShape.IsNameLike(token) ? new(i, i + 1, token.Text, 100) : null;
        }

        if (token.Kind == TokenKind.Quoted && NameShape.IsNameLike(token) || NameShape.IsIdentifier(token))
        {
            return new(i, i + 1, token.Text, 95);
        }

        // "for service checkout", "le service paiement": nothing stands before the noun that could be the name
        var isFree = noun == 0 || text.Is(noun - 1, CannotNameNoun) || text[noun - 1].Kind == TokenKind.Symbol;
        return isFree && token.IsUnknown && !Tokenizer.IsWide(token.Text[0]) && EndsPhraseAt(text, i + 1) ? new(i, i + 1, token.Text, 80) : null;
    }

    /// <summary><c>called</c>, <c>:</c>, <c>=</c>, <c>is called</c>.</summary>
    private static bool Introduces(TaskText text, int i) =>
        text.Is(i, Term.Called) || text.IsSymbol(i, ':') || text.IsSymbol(i, '=')
        || text.Is(i + 1, Term.Called) && text.At(i) is { } be && (IsBe.Contains(be.Key) || be.Key == "id");

    /// <summary><c>the order history service</c> is <c>order-history</c>; <c>the checkout API</c> is <c>checkout-api</c>.</summary>
    private static Candidate? BeforeNoun(TaskText text, int noun, int weight, bool keepNoun)
    {
        var start = noun;
        while (start > 0 && noun - start < MostParts && CanBePart(text, start - 1))
        {
            start--;
        }

        if (start == noun)
        {
            return null;
        }

        var last = text[noun - 1];
        if (last.Kind == TokenKind.Quoted || NameShape.IsIdentifier(last))
        {
            return new(noun - 1, noun + 1, last.Text, 92);
        }

        var name = string.Join('-', text.Tokens[start..(keepNoun ? noun + 1 : noun)].ToArray().Select(token => token.Text)).ToLowerInvariant();
        return new(start, noun + 1, name, weight);
    }

    private static bool CanBePart(TaskText text, int i)
    {
        var token = text[i];
        if (token.Kind == TokenKind.Quoted)
        {
            return NameShape.IsNameLike(token);
        }

        return token.Kind == TokenKind.Word && !token.IsPossessive && !char.IsAsciiDigit(token.Text[0])
            && (token.IsUnknown ? !NameShape.IsSomethingElse(token) : Domain.Contains(token.Key) && !text.Is(i + 1, Term.Pipeline));
    }

    /// <summary>A name with no noun beside it.</summary>
    private static Candidate? Alone(TaskText text, int i)
    {
        var token = text[i];
        if (token.Text.IndexOf('@') is var at and > 1 && References.IsVersion(token.Key.AsSpan(at + 1)) && !token.Text.AsSpan(0, at).Contains('/'))
        {
            return new(i, i + 1, token.Text[..at], 86);
        }

        var weight = NameShape.IsNameLike(token) ? WeightOf(text, i)
            : IsOrdinaryName(text, i) && (IsIntroduced(text, i) || IsMoved(text, i)) ? 45
            : 0;
        return weight > 0 && !BelongsToOther(text, i) ? new(i, i + 1, token.Text, weight) : null;
    }

    private static int WeightOf(TaskText text, int i)
    {
        var token = text[i];
        var (isIntroduced, isMoved) = (IsIntroduced(text, i), IsMoved(text, i));
        if (token.Kind == TokenKind.Quoted)
        {
            return token.Key.Contains(' ') ? 0 : isIntroduced || isMoved ? 88 : 60;
        }

        if (NameShape.IsIdentifier(token))
        {
            var weight = isIntroduced ? 84 : isMoved || token.IsPossessive ? 82 : text.Is(i + 1, Term.Pipeline) ? 70 : 58;
            return NameShape.EndsLikeService(token.Key) ? weight + 6 : weight;
        }

        if (!NameShape.IsPlainName(token) || text.Is(i + 1, Term.NamedNoun | Term.ServiceNoun))
        {
            return 0;
        }

        if (IsInTrouble(text, i + 1) || text.At(i + 1) is { Kind: TokenKind.Word } next && References.IsVersion(next.Key))
        {
            return isIntroduced || isMoved ? 56 : 50;
        }

        if (EndsPhraseAt(text, i + 1) || token.IsPossessive)
        {
            return isIntroduced ? 55 : isMoved ? 54 : token.IsPossessive ? 52 : 0;
        }

        return text.Is(i + 1, Term.Pipeline) && i > 0 && !text.Is(i - 1, Term.Called) && !text[i - 1].EndsSentence ? 40 : 0;
    }

    /// <summary>"for x", "für den x"; "coverage per package" is English and no introduction.</summary>
    private static bool IsIntroduced(TaskText text, int i) =>
        text.Is(BeforeArticles(text, i), Term.For) && (text.At(i - 1)?.Key != "per" || text[i].Kind == TokenKind.Quoted || NameShape.IsIdentifier(text[i]));

    private static bool IsMoved(TaskText text, int i)
    {
        var before = BeforeArticles(text, i);
        return text.Is(before, Term.Deploy) || text.At(before)?.Key == "back" && text.At(before - 1)?.Key == "roll";
    }

    private static int BeforeArticles(TaskText text, int i)
    {
        var before = i - 1;
        while (text.Is(before, Term.Stop) && !text.Is(before, Term.For | Term.To))
        {
            before--;
        }

        return before;
    }

    /// <summary>"promote notifications to prod", "v2 of api": a word of the trade where only a name can stand.</summary>
    private static bool IsOrdinaryName(TaskText text, int i) =>
        text[i].Kind == TokenKind.Word && (text.Is(i, Term.NamedNoun) || Domain.Contains(text[i].Key)) && !text.Is(i - 1, Term.Indefinite)
        && (text.IsEnd(i + 1) || text.Is(i + 1, Term.To | Term.Environment | Term.Preposition));

    /// <summary>"checkout is slow", "why is checkout down".</summary>
    private static bool IsInTrouble(TaskText text, int i) =>
        text.At(i) is { } next && (Troubles.Contains(next.Key) || IsBe.Contains(next.Key) && text.At(i + 1) is { } state && Troubles.Contains(state.Key));

    /// <summary>Further names in the same row: cart, checkout and payments.</summary>
    private static ImmutableArray<string> WithItsRow(TaskText text, Candidate best)
    {
        var names = new List<string> { best.Name };
        for (var i = best.End; Connects(text, ref i) && IsRowName(text, i); i++)
        {
            names.Add(text[i].Text);
        }

        for (var i = best.Start - 1; i > 0 && text.Is(i, Term.Connector) && !text.IsSymbol(i, '/') && IsRowName(text, i - 1); i -= 2)
        {
            names.Insert(0, text[i - 1].Text);
        }

        return names.Count == 1 ? [best.Name] : [.. names.Distinct(StringComparer.OrdinalIgnoreCase)];
    }

    private static bool Connects(TaskText text, ref int i)
    {
        var start = i;
        while (i - start < 2 && text.Is(i, Term.Connector) && text[i].Key is not ("/" or ">" or "→" or "|"))
        {
            i++;
        }

        return i > start;
    }

    private static bool IsRowName(TaskText text, int i)
    {
        if (text.At(i) is not { } token || BelongsToOther(text, i) || text.IsDenied(i))
        {
            return false;
        }

        return token.Kind == TokenKind.Quoted ? NameShape.IsNameLike(token)
            : NameShape.IsIdentifier(token) || NameShape.IsPlainName(token) && EndsPhraseAt(text, i + 1) && !text.Is(i - 1, Term.To);
    }

    /// <summary>Whether a row of words ends here: the sentence does, or something else begins.</summary>
    private static bool EndsPhraseAt(TaskText text, int i) => text.IsEnd(i) || text.Is(i, EndsPhrase);

    /// <summary>Whether the word names something else: a namespace, a branch, a pod, an alert, a flag's value.</summary>
    private static bool BelongsToOther(TaskText text, int i)
    {
        var before = i - 1;
        while (text.Is(before, Term.Called) || text.IsSymbol(before, ':') || text.IsSymbol(before, '='))
        {
            before--;
        }

        var isNamedByOther = text.Is(before, Term.OtherNoun | Term.Template | Term.Alert | Term.Pipeline) && !text.Is(before, Term.ServiceNoun);
        var isValueOfFlag = text.At(before) is { Kind: TokenKind.Word } flag && flag.Text[0] == '-';
        var isAttribute = text.Is(i + 1, Term.OtherNoun | Term.Alert) && !text.Is(i + 1, Term.Pipeline) && !text[i].IsPossessive;
        return isNamedByOther || isValueOfFlag || isAttribute;
    }

    private readonly record struct Candidate(int Start, int End, string Name, int Weight);
}
