using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Tells from the words around it whether a pipeline or a template is to be made, or is there already.</summary>
internal static class HarnessWords
{
    /// <summary>Verbs that ask for many things, not only for new ones.</summary>
    private static readonly string[] Weak = ["need", "needs", "want", "wants", "give", "add", "prepare", "quero", "serve", "set", "quiero", "vorrei", "voudrais", "brauche", "brauchen", "necesito", "necesitamos", "preciso", "precisamos", "besoin", "potrzebuje", "нужен", "нужна", "нужно", "nodig", "make", "makes", "provide", "provision", "faire", "fais", "hacer", "haz", "fazer", "faca", "fare", "fai", "mache", "maak", "build", "builds", "wire"];

    private static readonly string[] Definite =
        ["the", "this", "that", "these", "those", "our", "my", "your", "their", "its", "der", "die", "das", "den", "dem", "unsere", "unserer", "meine", "diese", "dieser", "le", "la", "les", "notre", "ce", "cette", "el", "los", "las", "nuestra", "nuestro", "este", "esta", "o", "os", "as", "nosso", "nossa", "il", "lo", "gli", "i", "nostra", "nostro", "questa", "questo", "de", "het", "onze", "deze", "which", "what", "other", "every", "all", "each", "any", "existing", "same"];

    /// <summary>What is wrong with something that is there already.</summary>
    private static readonly string[] Troubles =
        ["fail", "fails", "failed", "failing", "failure", "broken", "breaks", "crashes", "error", "errors", "stuck", "missing", "misses", "skips", "skipped", "doesn't", "doesnt", "don't", "dont", "isn't", "can't", "cannot", "won't", "has", "shows", "says", "differ", "differs", "keeps", "passes", "takes", "red", "slow", "should", "must", "waits", "waiting", "blocks"];

    /// <summary>What makes of a pipeline an attribute of something else.</summary>
    private static readonly string[] Heads =
        ["layout", "definition", "definitions", "variable", "variables", "input", "inputs", "step", "steps", "stage", "stages", "run", "runs", "failure", "failures", "execution", "executions", "file", "files", "passes", "fails", "has", "is", "was", "keeps", "trigger", "triggers", "set", "sets", "id", "identifier", "template", "templates"];

    /// <summary>Parts of a pipeline, and what stands around it in Harness: a task about one of them is about something that is there.</summary>
    private static readonly string[] Parts =
        ["step", "steps", "stage", "stages", "connector", "connectors", "delegate", "delegates", "trigger", "triggers", "variable", "variables", "execution", "executions", "run", "runs", "section", "definition", "input", "inputs", "secret", "secrets", "policy", "flag", "it", "them"];

    /// <summary>The places where the text names a pipeline that shall be made.</summary>
    public static List<Phrase> NewPipelines(TaskText text)
    {
        var found = new List<Phrase>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text.Is(i, Term.Pipeline) && !text.Is(i + 1, Term.Template) && IsNew(text, i) is { } phrase)
            {
                found.Add(phrase);
            }
        }

        return found;
    }

    /// <summary>The places where the text names a template that shall be made.</summary>
    public static List<Phrase> NewTemplates(TaskText text)
    {
        var found = new List<Phrase>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text.Is(i, Term.Template) && !(text.At(i - 1)?.Key is "from" or "using" or "aus" or "with") && IsNew(text, i) is { } phrase)
            {
                found.Add(phrase);
            }
        }

        return found;
    }

    /// <summary>"push it to Harness", "trigger the pipeline": something for Harness itself, not "with a push trigger" or "push the image".</summary>
    public static bool AsksHarness(TaskText text)
    {
        for (var i = 0; i < text.Count; i++)
        {
            if (!text.Is(i, Term.Remote) || text.Is(i - 1, Term.Indefinite) || text.At(i - 1) is { } before && before.Is(Term.Stop) && Definite.Contains(before.Key))
            {
                continue;
            }

            for (var j = i + 1; j <= i + 6 && !text.IsEnd(j); j++)
            {
                if (text[j].Key is "it" or "them" || text.Is(j, Term.Pipeline) || text[j].Key is "execution" or "executions" or "run" or "runs" or "harness")
                {
                    return true;
                }

                if (text.Is(j, Term.Create | Term.Connector) || text[j].Key is "image" or "images" or "tests" or "artifact" or "registry")
                {
                    break;
                }
            }
        }

        return false;
    }

    /// <summary>Whether the sentence asks for something to be made.</summary>
    public static bool HasStrongCreate(TaskText text, int from, int to)
    {
        for (var i = from; i < to; i++)
        {
            if (text.Is(i, Term.Create) && text[i].Kind == TokenKind.Word && !Weak.Contains(text[i].Key))
            {
                return true;
            }
        }

        return false;
    }

    private static Phrase? IsNew(TaskText text, int noun)
    {
        var start = noun;
        while (start > 0 && noun - start < 8 && BelongsToPhrase(text[start - 1]))
        {
            start--;
        }

        var (from, to) = Sentence(text, noun);
        var introduced = text.At(start - 1);
        var isDefinite = introduced is { } word && Definite.Contains(word.Key) && !word.Is(Term.Indefinite) || start < noun && Definite.Contains(text[start].Key);
        var isObject = introduced is null || introduced.Value.Kind == TokenKind.Symbol || introduced.Value.Is(Term.Indefinite | Term.Create | Term.Connector | Term.NumberWord) || text.Is(start, Term.Indefinite);
        if (Heads.Contains(text.At(noun + 1)?.Key))
        {
            return null;
        }

        var strong = HasStrongCreate(text, from, noun) && !HasAny(text, from, noun, Term.Repair) && !(HasAny(text, from, noun, Term.Template) && !text.Is(noun, Term.Template));
        if (isDefinite || introduced is { } before && before.Is(Term.Negation))
        {
            return strong ? new(start, noun) : null;
        }

        if (NearestVerb(text, from, start) is { } verb && !verb.Is(Term.Create))
        {
            return null;
        }

        var asked = HasAny(text, from, to, Term.Create) || !HasAny(text, from, to, Term.Repair | Term.Validate | Term.Remote | Term.Question) && !HasWord(text, from, to, Troubles) && IsFollowedByPurpose(text, noun);
        var served = text.Is(start - 1, Term.Indefinite) && text.Is(start - 2, Term.Preposition | Term.For) || text.Is(start, Term.Indefinite) && text.Is(start - 1, Term.Preposition | Term.For);
        return isObject && asked && !served || strong && !(introduced?.Is(Term.Preposition | Term.For) ?? false) || HasStrongCreate(text, from, to) && !served && !(introduced?.Is(Term.Preposition) ?? false) && !HasAny(text, from, noun, Term.Template | Term.Repair) ? new(start, noun) : null;
    }

    /// <summary>What is to be done with what follows: the last verb before it that the vocabulary knows.</summary>
    private static Token? NearestVerb(TaskText text, int from, int start)
    {
        for (var i = start - 1; i >= from; i--)
        {
            if (text.Is(i, Term.Create) || text[i].Kind == TokenKind.Word && text.Is(i, Term.Repair | Term.Validate | Term.Remote))
            {
                return text[i];
            }
        }

        return null;
    }

    /// <summary>A few words that name a kind of pipeline and no part of one: "canary for checkout please".</summary>
    public static bool IsBareWish(TaskText text) =>
        text.Count <= 25 && !HasAny(text, 0, text.Count, Term.Repair | Term.Validate | Term.Remote | Term.Question | Term.Template) && !HasWord(text, 0, text.Count, Troubles) && !HasWord(text, 0, text.Count, Parts);

    /// <summary>"canary pipeline for x", "pipeline called y", "rolling pipeline".</summary>
    private static bool IsFollowedByPurpose(TaskText text, int noun) =>
        text.IsEnd(noun + 1) || text.Is(noun + 1, Term.For | Term.To | Term.Called | Term.Preposition | Term.ServiceNoun | Term.Connector) || text.At(noun + 1)?.Key is "please" or "pls" or "that" or "which" or "bitte" or "porfa" or "svp";

    private static bool HasWord(TaskText text, int from, int to, string[] words)
    {
        for (var i = from; i < to; i++)
        {
            if (words.Contains(text[i].Key))
            {
                return true;
            }
        }

        return false;
    }

    private static bool BelongsToPhrase(Token token) =>
        token.Kind == TokenKind.Quoted || token.Kind == TokenKind.Word && !token.Is(Term.Stop | Term.Create | Term.For | Term.To | Term.Preposition | Term.Connector | Term.Indefinite | Term.Validate | Term.Repair | Term.Remote)
        || token.Is(Term.Connector) && token.Text is "/" or "&" or "and" or "und" or "et" or "y" or "e" or "en";

    private static bool HasAny(TaskText text, int from, int to, Term terms)
    {
        for (var i = from; i < to; i++)
        {
            if (text.Is(i, terms) && text[i].Kind == TokenKind.Word)
            {
                return true;
            }
        }

        return false;
    }

    private static (int From, int To) Sentence(TaskText text, int at)
    {
        var from = at;
        while (from > 0 && !text[from - 1].EndsSentence)
        {
            from--;
        }

        var to = at;
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
