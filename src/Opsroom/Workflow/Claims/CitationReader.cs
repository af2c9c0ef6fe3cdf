using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>Finds where a text says that something stands: <c>[logs/app.log:line 12]</c>, <c>(events.json, line 3)</c>, <c>alerts.json:/0/annotations/summary</c>, <c>call-…</c>.</summary>
internal static partial class CitationReader
{
    private const int MostCitations = 100;

    /// <summary>What bundles call their parts: a file of such a name is said to be evidence wherever it is named.</summary>
    private static readonly string[] Roots = ["logs/", "metrics/", "objects/", "notes/", "traces/", "alerts.json", "rules.json", "events.json", "changes.json", "incident.yaml"];

    /// <summary>The citations of a text with the part of it that each takes up, in order.</summary>
    public static List<(Citation Citation, int Start, int Length)> Find(string text)
    {
        var found = new List<(Citation, int Start, int Length)>();
        foreach (Match match in Bracketed().Matches(text))
        {
            var source = Plain(match.Groups["source"].Value);
            if (IsSource(source))
            {
                found.Add((new Citation(source, LocationOf(match.Groups["location"])), match.Index, match.Length));
            }
        }

        foreach (Match match in Bare().Matches(text))
        {
            if (!found.Exists(other => match.Index < other.Start + other.Length && other.Start < match.Index + match.Length))
            {
                found.Add((new Citation(Plain(match.Groups["source"].Value), LocationOf(match.Groups["location"])), match.Index, match.Length));
            }
        }

        return [.. found.OrderBy(citation => citation.Start).Take(MostCitations)];
    }

    /// <summary>Whether a name is that of evidence, also where nothing is quoted from it.</summary>
    public static bool IsEvidenceFile(string source) =>
        Roots.Any(root => source.StartsWith(root, StringComparison.Ordinal) || source.Contains('/' + root, StringComparison.Ordinal)) || source.EndsWith(".log", StringComparison.Ordinal);

    private static bool IsSource(string text) => text.Length > 0 && !text.Contains("://", StringComparison.Ordinal) && (text.Contains('/', StringComparison.Ordinal) || text.StartsWith("call-", StringComparison.Ordinal) || FileName().IsMatch(text));

    private static string Plain(string source)
    {
        var plain = source.Trim(' ', '`', '"', '*');
        return plain.StartsWith("./", StringComparison.Ordinal) ? plain[2..] : plain;
    }

    private static string? LocationOf(Group location)
    {
        var text = location.Value.Trim(' ', ',', '(', ')', ':', '#', '`');
        return location.Success && text.Length > 0 ? text : null;
    }

    [GeneratedRegex(@"[\[(]\s*(?<source>`?[^\[\]()\s:`,][^\[\]():`\n]{0,300}?`?)\s*(?:[:,]\s*(?<location>[^\[\]()\n]{1,200}?)\s*)?[\])](?!\()", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bracketed();

    [GeneratedRegex(
        @"(?<![\w/.:@-])(?<source>(?:\./)?(?:[\w@+.-]+/)*[\w@+.-]+\.(?:log|txt|jsonl?|ndjson|ya?ml|out|err|csv|xml)(?![\w/])|call-[0-9a-z]+(?:-[0-9a-z]+)+)`?"
        + @"(?<location>\s*[:,(]?\s*(?:lines?|zeilen?)\s*\d+(?:\s*[-–]\s*\d+)?(?:,\s*/[^\s`\])]+)?|:\d+(?:-\d+)?|#L?\d+(?:-L?\d+)?|[:#]/[^\s`\]),;]+|,?\s*document\s+\d+(?:,\s*/[^\s`\]),;]+)?)?",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Bare();

    [GeneratedRegex(@"^[\w@+.-]+\.(?:log|txt|jsonl?|ndjson|ya?ml|out|err|csv|xml|md)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex FileName();
}
