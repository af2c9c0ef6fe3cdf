using System.Collections.Frozen;

namespace Opsroom.Models.Playbooks.Reading;

/// <summary>Makes words comparable: lower case, no accents, and the usual slips of the keyboard in the words that matter most.</summary>
internal static class Spelling
{
    private const string Accented = "àáâãäåāăąçćčďđèéêëēęěğìíîïīıłñńňòóôõöøōőřśšşșťțùúûüūůűýÿźżž";
    private const string Plain = "aaaaaaaaacccddeeeeeeegiiiiiilnnnoooooooorssssttuuuuuuuyyzzz";

    /// <summary>Words that are recognised with one slip, or two when they are long.</summary>
    private static readonly FrozenDictionary<char, string[]> Keywords = WordSet.Of(
        """
        staging production development environment environments canary rolling blue-green gitops pipeline pipelines deployment deploy kubernetes namespace replicas service
        services template validate rollback container postgres postgresql dockerfile microservice application frontend backend strategy create generate called version
        migration stepgroup
        """).Order(StringComparer.Ordinal).GroupBy(word => word[0]).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    /// <summary>Real words that are one slip away from a keyword.</summary>
    private static readonly FrozenSet<string> NotSlips = WordSet.Of(
        """
        stating staying starting polling rolling canaries caller create created creates creator creative crate crates services serviced device culled deployed deploys
        deployments templates validated validates containers contained contains versions versioned migrations generates generated generator applications strategic backed
        producer producers products product
        """);

    /// <summary>Lower case and without accents.</summary>
    public static string Fold(string word)
    {
        var lower = word.ToLowerInvariant();
        foreach (var c in lower)
        {
            if (c >= 0x80)
            {
                return string.Create(lower.Length, lower, static (target, source) =>
                {
                    for (var i = 0; i < source.Length; i++)
                    {
                        var index = source[i] < 0x80 ? -1 : Accented.IndexOf(source[i]);
                        target[i] = index < 0 ? source[i] : Plain[index];
                    }
                });
            }
        }

        return lower;
    }

    /// <summary>The keyword that a word was meant to be, or null. The word is one that the vocabulary does not know.</summary>
    public static string? Keyword(string word)
    {
        if (word.Length is < 5 or > 14 || !Keywords.TryGetValue(word[0], out var candidates) || NotSlips.Contains(word))
        {
            return null;
        }

        foreach (var candidate in candidates)
        {
            var slips = candidate.Length >= 9 ? 2 : 1;
            if (Math.Abs(candidate.Length - word.Length) <= slips && Tools.Spelling.Distance(word, candidate, slips) <= slips)
            {
                return candidate;
            }
        }

        return null;
    }
}
