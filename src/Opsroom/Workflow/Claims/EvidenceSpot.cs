using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>A place within a source: lines, a pointer into a structure, or both.</summary>
/// <param name="First">The first line, from 1; 0 where no line is named.</param>
/// <param name="Rest">What stands beside the lines: a JSON pointer, a document's number; normalised.</param>
internal readonly partial record struct EvidenceSpot(int First, int Last, string Rest)
{
    public bool HasLines => First > 0;

    /// <summary>Reads <c>line 12</c>, <c>lines 12-14</c>, <c>12</c>, <c>L12</c>, <c>/3/message</c>, <c>document 2, /status/phase</c>, <c>line 12, /msg</c>.</summary>
    public static EvidenceSpot Read(string location)
    {
        var text = location.Trim().Trim('`', '#', '.').Trim();
        var lines = Lines().Match(text);
        if (!lines.Success || !int.TryParse(lines.Groups["first"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var first))
        {
            return new EvidenceSpot(0, 0, Plain(text));
        }

        var last = int.TryParse(lines.Groups["last"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var given) ? given : first;
        return new EvidenceSpot(first, last, Plain(text[lines.Length..]));
    }

    /// <summary>Whether what stands at <paramref name="actual"/> may be said to stand here.</summary>
    public bool Covers(EvidenceSpot actual)
    {
        if (HasLines != actual.HasLines || HasLines && !(actual.First >= First && actual.Last <= Last) && !(First >= actual.First && Last <= actual.Last))
        {
            return false;
        }

        return Rest.Length == 0 || actual.Rest.Length == 0 && HasLines || Rest == actual.Rest || actual.Rest.StartsWith(Rest + "/", StringComparison.Ordinal);
    }

    private static string Plain(string text) => Spaces().Replace(text.Trim(' ', ','), " ").Replace(", ", ",", StringComparison.Ordinal).TrimEnd('/').ToLowerInvariant();

    [GeneratedRegex(@"^(?:lines?\s*|l|zeilen?\s*)?(?<first>\d{1,9})(?:\s*(?:-|–|to|bis)\s*(?:l)?(?<last>\d{1,9}))?(?=$|[\s,])", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Lines();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 100)]
    private static partial Regex Spaces();
}
