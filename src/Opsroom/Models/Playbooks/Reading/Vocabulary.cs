using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>
/// The words that tasks are made of, in the languages they mostly come in; lower case, without accents. What is not here may be a name.
/// </summary>
internal static partial class Vocabulary
{
    private static readonly FrozenDictionary<string, Term> Words = Build();

    /// <summary>What a folded word can be.</summary>
    public static Term TermsOf(string key) => Words.GetValueOrDefault(key);

    /// <summary>Whether every part of a hyphenated word is known, so that it is no name: <c>zero-downtime</c>, <c>canary-deployment</c>.</summary>
    public static bool IsCompound(string key)
    {
        foreach (var part in key.AsSpan().SplitAny('-', '_', '/', '.'))
        {
            var word = key[part];
            if (word.Length > 0 && !Words.ContainsKey(word) && !CompoundParts.Contains(word))
            {
                return false;
            }
        }

        return true;
    }

    private static FrozenDictionary<string, Term> Build()
    {
        var words = new Dictionary<string, Term>(1500, StringComparer.Ordinal);
        foreach (var (term, list) in Lists())
        {
            foreach (var word in list.Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries))
            {
                words[word] = words.GetValueOrDefault(word) | term;
            }
        }

        foreach (var (term, keys) in ((Term, IEnumerable<string>)[])[
            (Term.Environment, EnvironmentWords.Certain), (Term.MaybeEnvironment, EnvironmentWords.Uncertain), (Term.Strategy, Methods.StrategyWords),
            (Term.Technology, Methods.TechnologyWords), (Term.NumberWord, Numbers.Words), (Term.Kind, KubernetesKinds.Words)])
        {
            foreach (var key in keys)
            {
                words[key] = words.GetValueOrDefault(key) | term;
            }
        }

        return words.ToFrozenDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<(Term Term, string Words)> Lists() =>
    [
        (Term.Stop, Stop), (Term.Plain, Plain), (Term.For, For), (Term.To, To), (Term.Preposition, Prepositions), (Term.Connector, Connectors),
        (Term.Called, Called), (Term.Negation, Negations), (Term.ServiceNoun, ServiceNouns), (Term.NamedNoun, NamedNouns), (Term.OtherNoun, OtherNouns),
        (Term.EnvironmentNoun, EnvironmentNouns), (Term.Pipeline, Pipelines), (Term.Template, Templates), (Term.Create, Create), (Term.Deploy, Deploy),
        (Term.Validate, Validate), (Term.ReplicaNoun, ReplicaNouns), (Term.Indefinite, Indefinite), (Term.Question, Questions), (Term.After, After),
        (Term.Remote, Remote), (Term.Repair, Repair), (Term.Alert, Alert),
    ];
}
