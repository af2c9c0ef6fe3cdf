using System.Text.RegularExpressions;

namespace Opsroom.Workflow.Claims;

/// <summary>Splits running text into sentences; what is quoted or cited is never split.</summary>
internal static partial class Sentences
{
    public static List<string> Of(string text)
    {
        var masked = Kept().Replace(text, match => new string('x', match.Length));
        var sentences = new List<string>();
        var start = 0;
        foreach (Match end in End().Matches(masked))
        {
            sentences.Add(text[start..(end.Index + end.Length)]);
            start = end.Index + end.Length;
        }

        if (start < text.Length)
        {
            sentences.Add(text[start..]);
        }

        return sentences;
    }

    [GeneratedRegex("`[^`\\n]+`|\"[^\"\\n]+\"|“[^”\\n]+”|„[^“”\\n]+[“”]|«[^»\\n]+»|\\[[^\\]\\n]+\\]|\\([^)\\n]+\\)", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Kept();

    [GeneratedRegex(@"[.!?][*_]{0,2}\s+(?=[\p{Lu}\dx*_])", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1000)]
    private static partial Regex End();
}
