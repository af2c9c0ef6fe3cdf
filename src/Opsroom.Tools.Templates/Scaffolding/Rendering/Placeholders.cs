using System.Text;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Templates.Scaffolding.Rendering;

/// <summary>
/// The notation of our own scaffolds: Scriban between <c>&lt;%</c> and <c>%&gt;</c>, so that the braces of Helm, GitHub Actions, Go templates and JSX stand in the files as they are,
/// and <c>__name__</c> in the names of files and folders.
/// </summary>
internal static partial class Placeholders
{
    private const string Open = "<%";
    private const string Close = "%>";

    /// <summary>The text as Scriban reads it.</summary>
    public static string ToScriban(string text)
    {
        var scriban = new StringBuilder(text.Length + 64);
        var position = 0;
        while (text.IndexOf(Open, position, StringComparison.Ordinal) is var start and >= 0)
        {
            var end = text.IndexOf(Close, start, StringComparison.Ordinal);
            if (end < 0)
            {
                throw new InvalidDataException($"A placeholder of a scaffold does not end: {text[start..Math.Min(text.Length, start + 40)]}");
            }

            AppendLiteral(scriban, text[position..start]);
            scriban.Append("{{").Append(text, start + Open.Length, end - start - Open.Length).Append("}}");
            position = end + Close.Length;
        }

        AppendLiteral(scriban, text[position..]);
        return scriban.ToString();
    }

    /// <summary>A path with its names filled in; what is no known name stays, as in <c>__init__.py</c>.</summary>
    public static string FillPath(string path, IReadOnlyDictionary<string, string> names) => NameInPath().Replace(path, found => names.GetValueOrDefault(found.Groups["name"].Value, found.Value));

    private static void AppendLiteral(StringBuilder scriban, string literal) => scriban.Append(literal.Replace("{{", "{{ \"{{\" }}", StringComparison.Ordinal));

    [GeneratedRegex("__(?<name>[a-z]+)__", RegexOptions.NonBacktracking | RegexOptions.ExplicitCapture)]
    private static partial Regex NameInPath();
}
