namespace Opsroom.Knowledge.Search;

/// <summary>Porter's algorithm (An algorithm for suffix stripping, 1980): one stem for the forms of an English word. Words with other characters than a to z stay as they are.</summary>
internal static class Stems
{
    private const int Shortest = 3;
    private const int Longest = 64;

    private static readonly (string Suffix, string By)[] Second =
    [
        ("ational", "ate"), ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("izer", "ize"), ("logi", "log"), ("bli", "ble"), ("alli", "al"), ("entli", "ent"),
        ("eli", "e"), ("ousli", "ous"), ("ization", "ize"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("iveness", "ive"), ("fulness", "ful"), ("ousness", "ous"),
        ("aliti", "al"), ("iviti", "ive"), ("biliti", "ble"),
    ];

    private static readonly (string Suffix, string By)[] Third =
        [("icate", "ic"), ("ative", ""), ("alize", "al"), ("iciti", "ic"), ("ical", "ic"), ("ful", ""), ("ness", "")];

    // longer ones before those that they end with
    private static readonly string[] Fourth =
        ["al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ion", "ou", "ism", "ate", "iti", "ous", "ive", "ize"];

    public static string Of(string word)
    {
        if (word.Length is < Shortest or > Longest || word.AsSpan().ContainsAnyExceptInRange('a', 'z'))
        {
            return word;
        }

        return Fifth(WithoutFourth(Replaced(Replaced(Final(Past(Plural(word))), Second), Third)));
    }

    private static string Plural(string word) => word switch
    {
        _ when word.EndsWith("sses", StringComparison.Ordinal) || word.EndsWith("ies", StringComparison.Ordinal) => word[..^2],
        _ when word[^1] == 's' && word[^2] != 's' => word[..^1],
        _ => word,
    };

    private static string Past(string word)
    {
        if (word.EndsWith("eed", StringComparison.Ordinal))
        {
            return Measure(word, word.Length - 3) > 0 ? word[..^1] : word;
        }

        var cut = word.EndsWith("ed", StringComparison.Ordinal) ? 2 : word.EndsWith("ing", StringComparison.Ordinal) ? 3 : 0;
        return cut > 0 && HasVowel(word, word.Length - cut) ? Mended(word[..^cut]) : word;
    }

    private static string Mended(string stem) => stem switch
    {
        _ when stem.EndsWith("at", StringComparison.Ordinal) || stem.EndsWith("bl", StringComparison.Ordinal) || stem.EndsWith("iz", StringComparison.Ordinal) => stem + "e",
        _ when stem.Length > 1 && stem[^1] == stem[^2] && IsConsonant(stem, stem.Length - 1) && stem[^1] is not ('l' or 's' or 'z') => stem[..^1],
        _ when Measure(stem, stem.Length) == 1 && EndsShort(stem, stem.Length) => stem + "e",
        _ => stem,
    };

    private static string Final(string word) => word.Length > 1 && word[^1] == 'y' && HasVowel(word, word.Length - 1) ? word[..^1] + "i" : word;

    private static string Replaced(string word, (string Suffix, string By)[] table)
    {
        foreach (var (suffix, by) in table)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                var length = word.Length - suffix.Length;
                return Measure(word, length) > 0 ? word[..length] + by : word;
            }
        }

        return word;
    }

    private static string WithoutFourth(string word)
    {
        foreach (var suffix in Fourth)
        {
            if (word.EndsWith(suffix, StringComparison.Ordinal))
            {
                var length = word.Length - suffix.Length;
                return Measure(word, length) > 1 && (suffix != "ion" || (length > 0 && word[length - 1] is 's' or 't')) ? word[..length] : word;
            }
        }

        return word;
    }

    private static string Fifth(string word)
    {
        if (word.Length > 0 && word[^1] == 'e')
        {
            var length = word.Length - 1;
            var measure = Measure(word, length);
            word = measure > 1 || (measure == 1 && !EndsShort(word, length)) ? word[..length] : word;
        }

        return word.EndsWith("ll", StringComparison.Ordinal) && Measure(word, word.Length - 1) > 1 ? word[..^1] : word;
    }

    /// <summary>How often a vowel is followed by a consonant.</summary>
    private static int Measure(string word, int length)
    {
        var (measure, afterVowel) = (0, false);
        for (var at = 0; at < length; at++)
        {
            var consonant = IsConsonant(word, at);
            measure += consonant && afterVowel ? 1 : 0;
            afterVowel = !consonant;
        }

        return measure;
    }

    private static bool HasVowel(string word, int length)
    {
        for (var at = 0; at < length; at++)
        {
            if (!IsConsonant(word, at))
            {
                return true;
            }
        }

        return false;
    }

    private static bool EndsShort(string word, int length) =>
        length > 2 && IsConsonant(word, length - 1) && !IsConsonant(word, length - 2) && IsConsonant(word, length - 3) && word[length - 1] is not ('w' or 'x' or 'y');

    private static bool IsConsonant(string word, int at) => word[at] switch
    {
        'a' or 'e' or 'i' or 'o' or 'u' => false,
        'y' => at == 0 || !IsConsonant(word, at - 1),
        _ => true,
    };
}
