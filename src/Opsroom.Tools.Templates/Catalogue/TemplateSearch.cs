using System.Globalization;

namespace Opsroom.Tools.Templates.Catalogue;

/// <summary>Ranks templates by the words of a question as BM25 does, with the names that things have beside their first one.</summary>
internal static class TemplateSearch
{
    private const double Saturation = 1.2;
    private const double LengthWeight = 0.5;

    private static readonly string[][] Synonyms =
    [
        ["go", "golang"], ["kubernetes", "k8s", "kube", "helm"], ["dotnet", "csharp", "c#", "net", "aspnet", ".net"], ["typescript", "ts", "node", "nodejs", "javascript", "js"], ["python", "py"],
        ["java", "jvm", "maven"], ["terraform", "tf", "iac", "infrastructure"], ["pipeline", "ci", "cicd", "cd", "harness"], ["library", "lib", "package", "module"], ["service", "api", "server", "microservice", "web"],
        ["cli", "command", "tool", "console"], ["container", "docker", "image"], ["readme", "docs", "documentation"], ["action", "actions", "github", "workflow"],
    ];

    public static IReadOnlyList<(CatalogueEntry Entry, double Score)> Search(IReadOnlyList<CatalogueEntry> entries, string query)
    {
        var asked = Words(query).Distinct(StringComparer.Ordinal).ToList();
        var documents = entries.Select(entry => (Entry: entry, Words: WordsOf(entry))).ToList();
        var average = documents.Count == 0 ? 1 : documents.Average(document => document.Words.Count);
        return
        [
            .. documents.Select(document => (document.Entry, Score: asked.Sum(word => ScoreOf(word, document.Words, documents.ConvertAll(each => each.Words), average))))
                .Where(found => found.Score > 0).OrderByDescending(found => found.Score).ThenBy(found => found.Entry.Name, StringComparer.Ordinal),
        ];
    }

    /// <summary>Whether a template is of a language, a tag or a category, by any of its names.</summary>
    public static bool IsTagged(CatalogueEntry entry, string tag)
    {
        var wanted = Same(tag.Trim().ToLowerInvariant());
        return wanted.Overlaps(entry.Definition?.Tags.Select(each => each.ToLowerInvariant()) ?? []);
    }

    private static double ScoreOf(string word, List<string> words, List<List<string>> all, double average)
    {
        var same = Same(word);
        var exact = words.Count(each => each == word);
        var near = words.Count(each => each != word && same.Contains(each)) + (0.5 * words.Count(each => each != word && each.Length > 3 && word.Length > 3 && (each.StartsWith(word, StringComparison.Ordinal) || word.StartsWith(each, StringComparison.Ordinal))));
        var frequency = exact + (0.6 * near);
        var holding = all.Count(each => each.Exists(same.Contains));
        var rarity = Math.Log(1 + ((all.Count - holding + 0.5) / (holding + 0.5)));
        return frequency == 0 ? 0 : rarity * frequency * (Saturation + 1) / (frequency + (Saturation * (1 - LengthWeight + (LengthWeight * words.Count / average))));
    }

    // what a template is called counts more than what is said of it
    private static List<string> WordsOf(CatalogueEntry entry) =>
    [
        .. Words(entry.Name), .. Words(entry.Name), .. entry.Definition?.Tags.SelectMany(Words) ?? [], .. entry.Definition?.Tags.SelectMany(Words) ?? [],
        .. Words(entry.Definition?.Description ?? ""), .. Words(entry.Definition?.Category ?? ""), .. Words(entry.Format.Name),
    ];

    private static HashSet<string> Same(string word) => [word, .. Synonyms.Where(group => group.Contains(word, StringComparer.Ordinal)).SelectMany(group => group)];

    private static IEnumerable<string> Words(string text) => text.ToLower(CultureInfo.InvariantCulture)
        .Split([' ', '-', '_', '/', ',', '.', ';', ':', '(', ')', '\n', '\t', '"', '\'', '?', '!'], StringSplitOptions.RemoveEmptyEntries).Where(word => word.Length > 1 && word is not ("the" or "for" or "and" or "with" or "an" or "of" or "to"));
}
