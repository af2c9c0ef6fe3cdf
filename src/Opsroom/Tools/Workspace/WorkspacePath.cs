using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Text;

namespace Opsroom.Tools.Workspace;

/// <summary>
/// The rule for names of files in a workspace: relative, segments separated by <c>/</c>, nothing that any system or client could read as another place.
/// </summary>
public static class WorkspacePath
{
    /// <summary>Characters in a whole path.</summary>
    public const int MaxLength = 512;

    private const int MaxSegmentBytes = 255;

    // characters that look like a separator or a dot, or become one when a client normalises text
    private const string Lookalikes = "\u2024\u2025\u2026\u2044\u2215\u2216\u29F5\u29F8\u29F9\uFE19\uFE52\uFE68\uFF0E\uFF0F\uFF3C";

    // encodings of a dot or a separator that only careless decoders accept
    private static readonly string[] Overlong = ["%c0", "%c1", "%e0%80", "%f0%80"];

    /// <summary>The path as the store knows it, or what is wrong with it as a sentence.</summary>
    public static bool TryNormalize(string path, [NotNullWhen(true)] out string? normalized, [NotNullWhen(false)] out string? problem)
    {
        // ./ in front is a habit that means nothing
        var relative = path.StartsWith("./", StringComparison.Ordinal) ? path[2..] : path;
        problem = ProblemOfText(path)
            ?? (relative.StartsWith('/') ? "is absolute" : relative.StartsWith('~') ? "names a home folder" : null)
            ?? ProblemOfSegments(relative);
        if (problem is not null)
        {
            problem = $"The path {Quoted(path)} {problem}; paths are relative to the workspace, as in docs/readme.md.";
            normalized = null;
            return false;
        }

        normalized = relative;
        return true;
    }

    /// <summary>What is wrong with the characters of a path of any kind, to follow its name in a sentence.</summary>
    internal static string? ProblemOfText(string path)
    {
        if (path.Length == 0)
        {
            return "is empty";
        }

        if (path.Length > MaxLength)
        {
            return $"is longer than {MaxLength} characters";
        }

        foreach (var rune in path.EnumerateRunes())
        {
            var problem = rune.Value switch
            {
                '\\' => "contains a backslash",
                0xFFFD => "contains a character that is not Unicode text",
                // the composed form of é and the letter with its accent are one name on some systems and two on others
                >= 0x300 and <= 0x36F => "contains a combining accent where a composed letter is meant",
                _ when rune.IsBmp && Lookalikes.Contains((char)rune.Value, StringComparison.Ordinal) => "contains a character that can be taken for a dot or a separator",
                _ => Rune.GetUnicodeCategory(rune) switch
                {
                    UnicodeCategory.Control => "contains a control character",
                    UnicodeCategory.Format or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => "contains an invisible character",
                    _ => null,
                },
            };
            if (problem is not null)
            {
                return problem;
            }
        }

        return null;
    }

    /// <summary>What is wrong with the parts of a path below its start.</summary>
    internal static string? ProblemOfSegments(string relative) => relative.Split('/').Select(ProblemOfSegment).FirstOrDefault(problem => problem is not null);

    /// <summary>A path as a sentence may show it.</summary>
    internal static string Quoted(string path)
    {
        var shown = new StringBuilder("'");
        foreach (var rune in path.EnumerateRunes().Take(80))
        {
            shown.Append(Rune.IsControl(rune) || Rune.GetUnicodeCategory(rune) == UnicodeCategory.Format ? "�" : rune.ToString());
        }

        return shown.Append(path.Length > 80 ? "…'" : "'").ToString();
    }

    private static string? ProblemOfSegment(string segment) => segment switch
    {
        "" => "has an empty segment",
        "." or ".." => $"contains the segment '{segment}'",
        _ when char.IsWhiteSpace(segment[0]) || char.IsWhiteSpace(segment[^1]) => "has a segment that begins or ends with a space",
        [.., '.'] => "has a segment that ends with a dot",
        [>= 'A' and <= 'Z' or >= 'a' and <= 'z', ':', ..] => "names a drive",
        _ when Encoding.UTF8.GetByteCount(segment) > MaxSegmentBytes => $"has a segment of more than {MaxSegmentBytes} bytes",
        _ when segment.Contains('%', StringComparison.Ordinal) && Unescapes(segment) => "contains an escaped dot, separator or control character",
        _ => null,
    };

    // a proxy or a browser that decodes once more than we do must not arrive elsewhere
    private static bool Unescapes(string segment)
    {
        if (Overlong.Any(escape => segment.Contains(escape, StringComparison.OrdinalIgnoreCase)))
        {
            return true;
        }

        for (var (text, rounds) = (segment, 0); rounds < 4; rounds++)
        {
            var decoded = Uri.UnescapeDataString(text);
            if (decoded == text)
            {
                return false;
            }

            if (decoded is "." or ".." || decoded.AsSpan().IndexOfAny("/\\\0\r\n") >= 0)
            {
                return true;
            }

            text = decoded;
        }

        return true;
    }
}
