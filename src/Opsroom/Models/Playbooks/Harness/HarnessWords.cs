using System.Collections.Frozen;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Harness;

/// <summary>Words that tell what is wanted of Harness, beside those of the common vocabulary.</summary>
internal static class HarnessWords
{
    /// <summary>Verbs that ask for many things, not only for new ones.</summary>
    private static readonly FrozenSet<string> WeakVerbs = WordSet.Of(
        """
        need needs want wants give add prepare set make makes provide provision build builds wire mache brauche brauchen maak nodig faire fais voudrais besoin hacer haz quiero
        necesito necesitamos fazer faca quero preciso precisamos fare fai serve vorrei potrzebuje нужен нужна нужно
        """);

    private static readonly FrozenSet<string> Definite = WordSet.Of(
        """
        the this that these those our my your their its which what other every all each any existing same der die das den dem unsere unserer meine diese dieser
        le la les notre ce cette el los las nuestra nuestro este esta o os as nosso nossa il lo gli i nostra nostro questa questo de het onze deze
        """);

    /// <summary>What is wrong with something that is there already.</summary>
    private static readonly FrozenSet<string> Troubles = WordSet.Of(
        """
        fail fails failed failing failure broken breaks crashes error errors stuck missing misses skips skipped doesn't doesnt don't dont isn't can't cannot won't invalid has shows says
        differ differs keeps passes takes red slow should must waits waiting blocks
        """);

    /// <summary>Parts of a pipeline, and what stands around it in Harness: a task about one of them is about something that is there.</summary>
    private static readonly FrozenSet<string> Parts = WordSet.Of(
        """
        step steps stage stages connector connectors delegate delegates trigger triggers variable variables execution executions run runs section definition input inputs
        secret secrets policy flag it them
        """);

    /// <summary>What the pipeline is only an attribute of: a pipeline variable, a pipeline stage.</summary>
    private static readonly FrozenSet<string> Heads = WordSet.Of(
        """
        layout definition definitions variable variables input inputs step steps stage stages run runs failure failures execution executions file files passes fails has is was
        keeps trigger triggers set sets id identifier template templates
        """);

    private static readonly FrozenSet<string> Addressees = WordSet.Of("it them execution executions run runs harness");

    private static readonly FrozenSet<string> OtherObjects = WordSet.Of("image images tests artifact artifacts registry");

    private static readonly FrozenSet<string> Refusals = WordSet.Of("don't dont not never cannot can't mustn't shouldn't without nicht nie niemals jamais nunca mai nao");

    private static readonly FrozenSet<string> Politeness = WordSet.Of("please pls bitte porfa svp that which");

    public static bool IsDefinite(Token token) => Definite.Contains(token.Key) && !token.Is(Term.Indefinite);

    public static bool IsHead(Token? token) => token is { } head && Heads.Contains(head.Key);

    public static bool IsPoliteness(Token? token) => token is { } word && Politeness.Contains(word.Key);

    /// <summary>A verb that asks for a new thing and nothing else.</summary>
    public static bool IsStrongVerb(Token token) => token.Kind == TokenKind.Word && token.Is(Term.Create) && !WeakVerbs.Contains(token.Key);

    public static bool SpeaksOfTrouble(TaskText text) => text.Any(token => Troubles.Contains(token.Key));

    /// <summary>A few words that name a kind of pipeline and no part of one: "canary for checkout please".</summary>
    public static bool IsBareWish(TaskText text) =>
        text.Count <= 25 && !SpeaksOfTrouble(text) && !text.Any(token => Parts.Contains(token.Key))
        && !text.Has(Term.Repair | Term.Validate | Term.Remote | Term.Question | Term.Template);

    /// <summary>The verbs that ask something of Harness itself: "push it to Harness", "trigger the pipeline"; not "with a push trigger" or "push the image".</summary>
    public static List<int> Orders(TaskText text)
    {
        var orders = new List<int>();
        for (var i = 0; i < text.Count; i++)
        {
            if (text.Is(i, Term.Remote) && IsVerb(text, i) && !IsForbidden(text, i) && GovernsHarness(text, i))
            {
                orders.Add(i);
            }
        }

        return orders;
    }

    /// <summary>"don't push it", "do not run it", "never trigger it".</summary>
    private static bool IsForbidden(TaskText text, int verb) => text.IsDenied(verb) || text.At(verb - 1) is { } before && Refusals.Contains(before.Key);

    /// <summary>Not "a push" and not "the run".</summary>
    private static bool IsVerb(TaskText text, int i) =>
        text.At(i - 1) is not { } before || !before.Is(Term.Indefinite) && !(before.Is(Term.Stop) && Definite.Contains(before.Key));

    private static bool GovernsHarness(TaskText text, int verb)
    {
        for (var i = verb + 1; i <= verb + 6 && !text.IsEnd(i); i++)
        {
            if (text.Is(i, Term.Pipeline) || Addressees.Contains(text[i].Key))
            {
                return true;
            }

            if (text.Is(i, Term.Create | Term.Connector) || OtherObjects.Contains(text[i].Key))
            {
                return false;
            }
        }

        return false;
    }
}
