using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Tells from the words around it whether a pipeline or a template is to be made, or is there already.</summary>
internal static class NewThings
{
    private const int LongestPhrase = 8;

    private const Term OtherVerbs = Term.Repair | Term.Validate | Term.Remote;

    private const Term NotOfPhrase = Term.Stop | Term.Create | Term.For | Term.To | Term.Preposition | Term.Connector | Term.Indefinite | OtherVerbs;

    private const Term Introductions = Term.Indefinite | Term.Create | Term.Connector | Term.NumberWord;

    private const Term Purposes = Term.For | Term.To | Term.Called | Term.Preposition | Term.ServiceNoun | Term.Connector;

    /// <summary>The places where the text names a pipeline that shall be made.</summary>
    public static List<Phrase> Pipelines(TaskText text) =>
        [.. Phrases(text, Term.Pipeline).Where(phrase => !text.Is(phrase.Noun + 1, Term.Template) && IsNew(text, phrase))];

    /// <summary>The places where the text names a template that shall be made, not one that something is made from.</summary>
    public static List<Phrase> Templates(TaskText text) =>
        [.. Phrases(text, Term.Template).Where(phrase => text.At(phrase.Noun - 1)?.Key is not ("from" or "using" or "aus" or "with") && IsNew(text, phrase))];

    private static IEnumerable<Phrase> Phrases(TaskText text, Term noun)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (!text.Is(i, noun))
            {
                continue;
            }

            var start = i;
            while (start > 0 && i - start < LongestPhrase && BelongsToPhrase(text[start - 1]))
            {
                start--;
            }

            yield return new(start, i);
        }
    }

    private static bool BelongsToPhrase(Token token) => token.Kind switch
    {
        TokenKind.Quoted => true,
        TokenKind.Word => !token.Is(NotOfPhrase) || token.Key is "and" or "und" or "et" or "y" or "e" or "en",
        _ => token.Text is "/" or "&",
    };

    private static bool IsNew(TaskText text, Phrase phrase)
    {
        if (HarnessWords.IsHead(text.At(phrase.Noun + 1)))
        {
            return false;
        }

        var (from, to) = Sentence(text, phrase.Noun);
        var sentence = text.Slice(from, to);
        var before = text.Slice(from, phrase.Noun);
        var introduction = text.At(phrase.Start - 1);
        var isOfTemplate = before.Has(Term.Template) && !text.Is(phrase.Noun, Term.Template);
        var isOrdered = before.Any(HarnessWords.IsStrongVerb) && !before.Has(Term.Repair) && !isOfTemplate;
        var isThere = introduction is { } word && (HarnessWords.IsDefinite(word) || word.Is(Term.Negation)) || phrase.Start < phrase.Noun && HarnessWords.IsDefinite(text[phrase.Start]);
        if (isThere)
        {
            return isOrdered;
        }

        if (text.LastBefore(phrase.Start, from, Term.Create | OtherVerbs) is { } verb && !verb.Is(Term.Create))
        {
            return false;
        }

        var isServed = IsServed(text, phrase.Start);
        var isAskedFor = sentence.Has(Term.Create)
            || !sentence.Has(OtherVerbs | Term.Question) && !HarnessWords.SpeaksOfTrouble(sentence) && IsFollowedByPurpose(text, phrase.Noun);
        var isOrderedAtTheEnd = sentence.Any(HarnessWords.IsStrongVerb) && !before.Has(Term.Template | Term.Repair) && !text.Is(phrase.Start - 1, Term.Preposition);
        return !isServed && (IsObject(introduction, text, phrase.Start) && isAskedFor || isOrderedAtTheEnd)
            || isOrdered && !text.Is(phrase.Start - 1, Term.Preposition | Term.For);
    }

    /// <summary>"a pipeline", "create pipeline", or at the start: nothing says that it is there already.</summary>
    private static bool IsObject(Token? introduction, TaskText text, int start) =>
        introduction is not { } word || word.Kind == TokenKind.Symbol || word.Is(Introductions) || text.Is(start, Term.Indefinite);

    /// <summary>"by a pipeline", "for a pipeline": it is there for something else.</summary>
    private static bool IsServed(TaskText text, int start)
    {
        const Term Preposition = Term.Preposition | Term.For;
        return text.Is(start - 1, Term.Indefinite) && text.Is(start - 2, Preposition) || text.Is(start, Term.Indefinite) && text.Is(start - 1, Preposition);
    }

    /// <summary>"canary pipeline for x", "pipeline called y", "rolling pipeline".</summary>
    private static bool IsFollowedByPurpose(TaskText text, int noun) =>
        text.IsEnd(noun + 1) || text.Is(noun + 1, Purposes) || HarnessWords.IsPoliteness(text.At(noun + 1));

    private static (int From, int To) Sentence(TaskText text, int at)
    {
        var (from, to) = (at, at);
        while (from > 0 && !text[from - 1].EndsSentence)
        {
            from--;
        }

        while (to < text.Count && !text[to].EndsSentence)
        {
            to++;
        }

        return (from, to);
    }

    /// <param name="Start">Its first word after the article.</param>
    /// <param name="Noun">The word itself.</param>
    internal sealed record Phrase(int Start, int Noun);
}
