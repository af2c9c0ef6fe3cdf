namespace Opsroom.Knowledge.Search;

/// <summary>
/// Makes of a question what SQLite's full-text search is asked: any of the terms, and neighbours as phrases, so that words that stand together count more.
/// Every term is letters and digits in quotes, so nothing of the question is read as syntax. Where texts are many, terms that stand in very many of them are left out:
/// they say little, and looking at all those texts is what takes time.
/// </summary>
internal static class MatchExpression
{
    private const int MostTerms = 64;

    /// <param name="frequency">In how many passages a term stands, by its stem.</param>
    /// <param name="budget">How many places may be looked at for all terms together.</param>
    /// <returns>Null where no word of the question can be looked for.</returns>
    public static string? Of(string question, Vocabulary vocabulary, Func<string, long> frequency, long budget)
    {
        var asked = Analysis.Of(question);
        string[] words = [.. asked.Words.Where(word => !IsNoise(word))];
        var terms = new List<string>();
        foreach (var word in words.Concat(asked.Compounds).Concat(asked.Meanings).Distinct(StringComparer.Ordinal).Where(word => !asked.Replaced.ContainsKey(word)).Take(2 * MostTerms))
        {
            if (frequency(Stems.Of(word)) > 0)
            {
                terms.Add(word);
            }
            else if (WordTables.MeaningsWithin(word) is { Count: > 0 } within)
            {
                terms.AddRange(within);
            }
            else
            {
                terms.AddRange(vocabulary.Nearest(word));
            }
        }

        string[] meant = [.. words.Select(word => asked.Replaced.GetValueOrDefault(word, word))];
        var kept = Affordable(terms.Take(MostTerms).Select(Stems.Of), frequency, budget);
        var phrases = Neighbours(words).Concat(Neighbours(meant)).Where(pair => kept.Contains(pair.Left) && kept.Contains(pair.Right)).Select(pair => $"{pair.Left} {pair.Right}");
        var joined = words.Zip(words.Skip(1), (left, right) => left + right).Take(MostTerms).Select(Stems.Of).Where(term => frequency(term) is > 0 and var count && count <= budget);
        string[] all = [.. kept.Concat(phrases.Concat(joined).Take(MostTerms)).Distinct(StringComparer.Ordinal)];
        return terms.Count == 0 ? null : string.Join(" OR ", all.Select(term => $"\"{term}\""));
    }

    /// <summary>The terms in their order, without the most frequent ones where all together would be too many; the rarest always.</summary>
    private static List<string> Affordable(IEnumerable<string> stems, Func<string, long> frequency, long budget)
    {
        var counted = stems.Distinct(StringComparer.Ordinal).Select(stem => (Stem: stem, Count: frequency(stem))).ToList();
        var sum = 0L;
        var affordable = counted.OrderBy(term => term.Count).TakeWhile((term, index) => (sum += term.Count) <= budget || index == 0).Select(term => term.Stem).ToHashSet(StringComparer.Ordinal);
        return [.. counted.Select(term => term.Stem).Where(affordable.Contains)];
    }

    private static IEnumerable<(string Left, string Right)> Neighbours(string[] words) => words.Zip(words.Skip(1), (left, right) => (Stems.Of(left), Stems.Of(right)));

    // times, amounts and process numbers of a pasted line; 137, 502 and 6443 stay
    private static bool IsNoise(string word) => word.Length is 1 || (word.All(char.IsAsciiDigit) && word.Length is < 3 or > 5);
}
