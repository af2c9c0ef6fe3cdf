using System.Collections.Immutable;
using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>A quote in a text, with what it is said to be from.</summary>
/// <param name="Start">Where it stands in the text.</param>
internal sealed record FoundQuote(string Text, int Start, int Length);

/// <summary>Finds what a text gives as the very words of something else.</summary>
internal static partial class QuoteReader
{
    private const int ShortestSentence = 16;

    private static readonly string[] Commands =
        ["kubectl", "helm", "curl", "promql", "docker", "opsroom", "psql", "mysql", "redis-cli", "git", "amtool", "promtool", "systemctl", "journalctl", "terraform", "aws", "gcloud", "az", "ssh", "sudo"];

    /// <summary>What stands between quotation marks. Code between backticks is a quote where its sentence says where it stands, or where a cause is stated.</summary>
    /// <param name="cited">Whether the text says where something stands.</param>
    /// <param name="ofCause">Whether a cause is stated.</param>
    public static List<FoundQuote> Inline(string text, bool cited, bool ofCause, IReadOnlyList<(Citation, int Start, int Length)> citations)
    {
        var quotes = new List<FoundQuote>();
        foreach (Match match in Marked().Matches(text))
        {
            var group = match.Groups["quote"].Success ? match.Groups["quote"] : match.Groups["code"];
            var isCode = match.Groups["code"].Success;
            var words = group.Value.Trim();
            var isCitation = citations.Any(citation => group.Index < citation.Start + citation.Length && citation.Start < group.Index + group.Length && words.Length <= citation.Length);
            if (words.Length > 0 && !isCitation && (isCode ? IsQuotedCode(words, cited, ofCause) : cited || IsSentence(words)))
            {
                quotes.Add(new FoundQuote(words, match.Index, match.Length));
            }
        }

        return quotes;
    }

    /// <summary>The quotes of a block quote or a listing, each with its own citation where one follows it.</summary>
    public static List<(string Quote, ImmutableArray<Citation> Citations)> Quoted(IEnumerable<string> lines)
    {
        var quotes = new List<(string, ImmutableArray<Citation>)>();
        var gathered = new List<string>();
        foreach (var line in lines)
        {
            var citations = CitationReader.Find(line);
            var tail = Tail().Match(line);
            // a citation ends its quote; one inside the quote's own words is a part of these
            var from = citations.Count == 0 ? -1 : tail.Success && citations.Exists(citation => citation.Start >= tail.Index) ? tail.Index
                : citations[^1] is var last && line[(last.Start + last.Length)..].Trim().Length == 0 && line[last.Start] is '[' or '(' ? last.Start : -1;
            if (from < 0)
            {
                gathered.Add(line);
                continue;
            }

            gathered.Add(line[..from]);
            Flush([.. citations.Where(citation => citation.Start >= from).Select(citation => citation.Citation)]);
        }

        Flush([]);
        return quotes;

        void Flush(ImmutableArray<Citation> citations)
        {
            var text = Bare(string.Join('\n', gathered.Select(line => line.TrimEnd())).Trim());
            gathered.Clear();
            if (text.Length > 0 || citations.Length > 0)
            {
                quotes.Add((text, citations));
            }
        }
    }

    /// <summary>A quote without the marks around the whole of it.</summary>
    public static string Bare(string text)
    {
        var bare = text.Trim();
        while (bare.Length >= 2 && (bare[0], bare[^1]) is ('"', '"') or ('“', '”') or ('„', '“') or ('„', '”') or ('«', '»') or ('`', '`') or ('*', '*') or ('_', '_'))
        {
            bare = bare[1..^1].Trim();
        }

        return bare;
    }

    private static bool IsSentence(string words) => words.Length >= ShortestSentence || words.Contains(' ', StringComparison.Ordinal);

    private static bool IsQuotedCode(string code, bool cited, bool ofCause)
    {
        var first = code.Split(' ', 2)[0];
        if (Commands.Contains(first, StringComparer.OrdinalIgnoreCase))
        {
            return false;
        }

        var words = code.Count(letter => letter == ' ') + 1;
        return cited ? words > 1 || code.Length >= 12 && !Identifier().IsMatch(code) : ofCause && words > 2;
    }

    [GeneratedRegex("`(?<code>[^`\\n]+)`|\"(?<quote>[^\"\\n]+)\"|“(?<quote>[^”\\n]+)”|„(?<quote>[^“”\\n]+)[“”]|«(?<quote>[^»\\n]+)»|(?<![\\p{L}\\d])'(?<quote>[^'\\n]{2,}[^'\\s])'(?![\\p{L}\\d])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Marked();

    [GeneratedRegex(@"(?:^|\s)(?:—|–|--)\s*(?=[^—–]*$)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Tail();

    [GeneratedRegex(@"^[\w./:@-]+\z", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Identifier();
}
