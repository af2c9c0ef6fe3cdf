using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Harness.JsonSchemas;

/// <summary>Reads a pattern as ECMA-262 means it: <c>$</c> is the end only, <c>.</c> stops at every line end, digits and word letters are ASCII.</summary>
internal sealed class EcmaPattern(string pattern)
{
    private static readonly TimeSpan Longest = TimeSpan.FromMilliseconds(500);

    private readonly Lazy<Regex> regex = new(() => Create(pattern));

    public override string ToString() => pattern;

    /// <exception cref="SchemaException">The pattern cannot be read.</exception>
    public bool IsMatch(string text)
    {
        try
        {
            return regex.Value.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            // a text that takes the pattern so long is not held against the document
            return true;
        }
    }

    private static Regex Create(string pattern)
    {
        var translated = Translate(pattern);
        try
        {
            return new(translated, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (NotSupportedException)
        {
            // lookaheads need backtracking, which a text can be made to take long for
            return new(translated, RegexOptions.CultureInvariant, Longest);
        }
        catch (ArgumentException fault)
        {
            throw new SchemaException($"The schema has a pattern that cannot be read, {pattern}: {fault.Message}");
        }
    }

    private static string Translate(string pattern)
    {
        var text = new StringBuilder(pattern.Length + 16);
        var inClass = false;
        for (var i = 0; i < pattern.Length; i++)
        {
            var letter = pattern[i];
            switch (letter)
            {
                case '\\' when i + 1 < pattern.Length:
                    text.Append(Escape(pattern[++i], inClass));
                    break;
                case '[' when inClass:
                    text.Append("\\[");
                    break;
                case '[' or ']':
                    inClass = letter == '[';
                    text.Append(letter);
                    break;
                case '$' when !inClass:
                    text.Append("\\z");
                    break;
                case '.' when !inClass:
                    text.Append("[^\\n\\r\\u2028\\u2029]");
                    break;
                default:
                    text.Append(letter);
                    break;
            }
        }

        return text.ToString();
    }

    private static string Escape(char letter, bool inClass) => letter switch
    {
        'd' => inClass ? "0-9" : "[0-9]",
        'D' when !inClass => "[^0-9]",
        'w' => inClass ? "0-9A-Za-z_" : "[0-9A-Za-z_]",
        'W' when !inClass => "[^0-9A-Za-z_]",
        's' => inClass ? "\\s\\uFEFF" : "[\\s\\uFEFF]",
        'S' when !inClass => "[^\\s\\uFEFF]",
        _ => "\\" + letter,
    };
}
