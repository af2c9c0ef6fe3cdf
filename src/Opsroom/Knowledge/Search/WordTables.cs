using System.Collections.Frozen;

namespace Opsroom.Knowledge.Search;

/// <summary>The tables beside this class: words that say nothing, and words of the field that mean the same.</summary>
internal static class WordTables
{
    private const string Folder = "Opsroom.Knowledge.Search.Tables.";
    private const int ShortestCompound = 7;
    private const int ShortestPart = 5;

    public static FrozenSet<string> StopWords { get; } =
        Lines("stopwords.txt").SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries)).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>From the key of one or more words (<see cref="Key"/>, joined by blanks) to the terms that stand for their meaning.</summary>
    public static FrozenDictionary<string, string[]> Meanings { get; } = ReadMeanings();

    private static FrozenDictionary<string, int> Longest { get; } = Meanings.Keys
        .GroupBy(key => key.Split(' ')[0], StringComparer.Ordinal)
        .ToFrozenDictionary(keys => keys.Key, keys => keys.Max(key => key.Count(character => character == ' ') + 1), StringComparer.Ordinal);

    /// <summary>How many words the longest key has that begins with this one; 0 where none does.</summary>
    public static int LongestMeaning(string word) => Longest.GetValueOrDefault(word);

    /// <summary>A word as the table knows it: without the s of the plural.</summary>
    public static string Key(string word) =>
        word.Length > 3 && word[^1] == 's' && word[^2] is not ('s' or 'u' or 'i') ? word[..^1] : word;

    /// <summary>What a word that nobody knows means by its beginning or its end: inflected forms and German compounds (<c>Zertifikatsablauf</c>).</summary>
    public static IReadOnlyList<string> MeaningsWithin(string word) => word.Length < ShortestCompound
        ? []
        : [.. Meanings
            .Where(meaning => meaning.Key.Length >= ShortestPart && !meaning.Key.Contains(' ', StringComparison.Ordinal)
                && (word.StartsWith(meaning.Key, StringComparison.Ordinal) || word.EndsWith(meaning.Key, StringComparison.Ordinal)))
            .SelectMany(meaning => meaning.Value)
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal)];

    private static FrozenDictionary<string, string[]> ReadMeanings()
    {
        var pairs = from line in Lines("synonyms.txt")
                    let colon = line.IndexOf(':', StringComparison.Ordinal)
                    let meant = line[..colon].Replace(" ", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal)
                    from form in line[(colon + 1)..].Split(',', StringSplitOptions.TrimEntries).Append(line[..colon])
                    let key = string.Join(' ', form.Split([' ', '-'], StringSplitOptions.RemoveEmptyEntries).Select(Key))
                    where key != meant
                    select (key, meant);
        return pairs.GroupBy(pair => pair.key, pair => pair.meant, StringComparer.Ordinal)
            .ToFrozenDictionary(group => group.Key, group => group.Distinct(StringComparer.Ordinal).ToArray(), StringComparer.Ordinal);
    }

    private static IEnumerable<string> Lines(string table)
    {
        using var reader = new StreamReader(typeof(WordTables).Assembly.GetManifestResourceStream(Folder + table)!);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length > 0 && line[0] != '#')
            {
                yield return line;
            }
        }
    }
}
