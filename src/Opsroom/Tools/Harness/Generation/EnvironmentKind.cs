namespace Opsroom.Tools.Harness.Generation;

/// <summary>Tells production from what comes before it by the words of an environment's name.</summary>
internal static class EnvironmentKind
{
    private static readonly HashSet<string> Production = new(StringComparer.Ordinal)
    {
        "prod", "production", "prd", "live", "prods", "produktion", "produktiv", "produccion", "producao", "produzione", "productie", "produkcja", "produkce",
        "prodakshn", "prodakshen", "prodaksn", "proda",
    };

    private static readonly HashSet<string> Not = new(StringComparer.Ordinal) { "non", "not", "no", "pre", "before", "pseudo", "fake", "nearly", "like" };

    /// <summary>Whether people who use it would call it production: <c>prod</c>, <c>prod-eu</c>, <c>PRD2</c>, <c>euProd</c>, <c>live</c>; not <c>pre-prod</c> or <c>nonprod</c>.</summary>
    public static bool IsProduction(string name)
    {
        if (name.Contains("生产", StringComparison.Ordinal) || name.Contains("生産", StringComparison.Ordinal) || name.Contains("本番", StringComparison.Ordinal) || name.Contains("正式", StringComparison.Ordinal))
        {
            return true;
        }

        var words = Words(Spell(name));
        for (var i = 0; i < words.Count; i++)
        {
            if (Production.Contains(words[i].TrimEnd('0', '1', '2', '3', '4', '5', '6', '7', '8', '9')) && (i == 0 || !Not.Contains(words[i - 1])) && (i + 1 == words.Count || words[i + 1] != "like"))
            {
                return true;
            }
        }

        return false;
    }

    private static string Spell(string name) => string.Concat(name.EnumerateRunes().Select(letter => Transliteration.Of(letter) ?? " "));

    /// <summary>Cuts at everything that is neither letter nor digit, and where capitals start a word.</summary>
    private static List<string> Words(string text)
    {
        var words = new List<string>();
        var start = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isPart = i < text.Length && char.IsAsciiLetterOrDigit(text[i]);
            var isCapital = isPart && i > 0 && char.IsAsciiLetterUpper(text[i])
                && (char.IsAsciiLetterLower(text[i - 1]) || (i + 1 < text.Length && char.IsAsciiLetterLower(text[i + 1])));
            if (start >= 0 && (!isPart || isCapital))
            {
                words.Add(text[start..i].ToLowerInvariant());
                start = -1;
            }

            if (isPart && start < 0)
            {
                start = i;
            }
        }

        return words;
    }
}
