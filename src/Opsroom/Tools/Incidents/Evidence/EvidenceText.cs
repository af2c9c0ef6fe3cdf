using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Opsroom.Tools.Incidents.Bundles;
using Opsroom.Tools.Incidents.Bundles.Reading;

namespace Opsroom.Tools.Incidents.Evidence;

/// <summary>What stands at a location of a file.</summary>
internal static partial class EvidenceText
{
    /// <summary>Lines that one quote may span.</summary>
    private const int MaxLines = 200;

    private const int MaxDigits = 9;

    /// <summary>The texts that count as standing there: a value and how it is written. None where there is no such place.</summary>
    public static IReadOnlyList<string> At(BundleFile file, string location)
    {
        if (Parse(location) is not { } spot)
        {
            return [];
        }

        if (spot.First > 0)
        {
            return spot.Pointer is null ? Lines(file.Lines, spot.First, spot.Last) : InLine(file.Lines, spot.First)?.At(spot.Pointer) ?? [];
        }

        return DocumentOf(file, spot.Document) is { } document ? new DocumentText(document, file.Lines).At(spot.Pointer ?? "") : [];
    }

    /// <summary>Where a text stands at or below a location, and as what; null where it does not.</summary>
    public static (string Location, string Quote)? Find(BundleFile file, string location, string quote)
    {
        foreach (var text in At(file, location))
        {
            if (QuoteText.Widen(text, quote, EvidenceLocker.LongestQuote) is { } exact)
            {
                return (location, exact);
            }
        }

        if (Parse(location) is not { } spot || spot.Last > spot.First)
        {
            return null;
        }

        var within = spot.First > 0 ? InLine(file.Lines, spot.First) : DocumentOf(file, spot.Document) is { } document ? new DocumentText(document, file.Lines) : null;
        foreach (var (pointer, value) in within?.ValuesBelow(spot.Pointer ?? "") ?? [])
        {
            if (QuoteText.Widen(value, quote, EvidenceLocker.LongestQuote) is { } exact)
            {
                var front = spot.First > 0 ? $"line {spot.First}, " : spot.Document > 0 ? $"document {spot.Document}, " : "";
                return (front + pointer, exact);
            }
        }

        return null;
    }

    private static IReadOnlyList<string> Lines(TextLines lines, int first, int last)
    {
        if (last > lines.Count || last < first || last - first >= MaxLines)
        {
            return [];
        }

        var text = new StringBuilder();
        for (var number = first; number <= last; number++)
        {
            text.Append(number > first ? "\n" : "").Append(Encoding.UTF8.GetString(lines[number]));
        }

        return [text.ToString()];
    }

    /// <summary>The JSON that a line is, or ends with.</summary>
    private static DocumentText? InLine(TextLines lines, int number)
    {
        if (number > lines.Count)
        {
            return null;
        }

        var line = lines[number];
        var start = line.IndexOf((byte)'{');
        return start >= 0 && StructuredText.Read(line[start..].ToArray(), line.Length).Documents is [{ LastLine: 0 } document, ..] ? new(document, lines) : null;
    }

    private static StructuredDocument? DocumentOf(BundleFile file, int number)
    {
        var documents = file.Structure.Documents;
        var location = number > 0 ? $"document {number}" : "";
        return documents.FirstOrDefault(document => document.Location == location);
    }

    private static Spot? Parse(string location)
    {
        var match = Form().Match(location);
        if (!match.Success)
        {
            return null;
        }

        var (first, document) = (Number(match.Groups["first"]), Number(match.Groups["document"]));
        var last = match.Groups["last"].Success ? Number(match.Groups["last"]) : first;
        var pointer = match.Groups["pointer"] is { Success: true } given ? given.Value : null;
        return (match.Groups["first"].Success && first == 0) || (match.Groups["document"].Success && document == 0) ? null : new(first, last, document, pointer);
    }

    private static int Number(Group group) => group.Success && group.Length <= MaxDigits ? int.Parse(group.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"\A(?:(?:(?:line (?<first>[0-9]+)|document (?<document>[0-9]+))(?:, (?<pointer>/.*))?)|(?:lines (?<first>[0-9]+)-(?<last>[0-9]+))|(?<pointer>(?:/.*)?))\z", RegexOptions.ExplicitCapture | RegexOptions.Singleline, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Form();

    private readonly record struct Spot(int First, int Last, int Document, string? Pointer);
}
