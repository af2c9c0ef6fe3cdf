namespace Opsroom.Knowledge.Search;

/// <summary>
/// Makes of a question what SQLite's full-text search is asked: any of the terms, and neighbours as phrases, so that words that stand together count more.
/// Every term is letters and digits in quotes, so nothing of the question is read as syntax.
/// </summary>
internal static class MatchExpression
{
    private const int MostTerms = 64;

    /// <param name="isIndexed">Whether a term, or its stem, stands in the index.</param>
    /// <returns>Null where no word of the question can be looked for.</returns>
    public static string? Of(string question, Spelling spelling, Func<string, bool> isIndexed)
    {
        var asked = Analysis.Of(question);
        string[] words = [.. asked.Words.Where(word => !IsNoise(word))];
        var terms = new List<string>();
        foreach (var word in words.Concat(asked.Compounds).Concat(asked.Meanings).Distinct(StringComparer.Ordinal).Where(word => !asked.Replaced.ContainsKey(word)))
        {
            if (spelling.Knows(word) || isIndexed(word))
            {
                terms.Add(word);
            }
            else if (WordTables.MeaningsWithin(word) is { Count: > 0 } within)
            {
                terms.AddRange(within);
            }
            else
            {
                terms.AddRange(spelling.Nearest(word));
            }
        }

        string[] meant = [.. words.Select(word => asked.Replaced.GetValueOrDefault(word, word))];
        var phrases = Neighbours(words, " ").Concat(Neighbours(meant, " ")).Concat(Neighbours(words, "").Where(spelling.Knows));
        string[] all = [.. terms.Take(MostTerms).Concat(phrases.Take(MostTerms)).Distinct(StringComparer.Ordinal)];
        return terms.Count == 0 ? null : string.Join(" OR ", all.Select(term => $"\"{term}\""));
    }

    private static IEnumerable<string> Neighbours(string[] words, string between) => words.Zip(words.Skip(1), (left, right) => left + between + right);

    // times, amounts and process numbers of a pasted line; 137, 502 and 6443 stay
    private static bool IsNoise(string word) => word.Length is 1 || (word.All(char.IsAsciiDigit) && word.Length is < 3 or > 5);
}
