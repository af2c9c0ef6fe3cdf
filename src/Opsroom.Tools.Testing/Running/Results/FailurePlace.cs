using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>Where a test failed, by the stack that it left.</summary>
internal static partial class FailurePlace
{
    private const int MostMessage = 2000;

    /// <param name="stack">As the language writes it; the first place inside the tested folder counts.</param>
    public static TestFailure Of(string name, string message, string stack)
    {
        var shown = message.Length == 0 ? stack.Trim() : message.Trim();
        foreach (Match place in Place().Matches(stack))
        {
            var file = place.Groups["file"].Value;
            var inside = file.StartsWith("/work/copy/", StringComparison.Ordinal) ? file["/work/copy/".Length..] : file;
            if (!inside.StartsWith('/') && !inside.Contains("node_modules", StringComparison.Ordinal) && !inside.StartsWith("node:", StringComparison.Ordinal))
            {
                return new(name, Cut(shown), inside, int.Parse(place.Groups["line"].Value, CultureInfo.InvariantCulture));
            }
        }

        return new(name, Cut(shown), null, null);
    }

    private static string Cut(string text) => text.Length > MostMessage ? text[..MostMessage] + "…" : text;

    // ".NET: in /x/T.cs:line 3", "node: (file:///x/t.mjs:3:5)", "python: t.py:3:", "java: (T.java:3)", "go: t_test.go:3:"
    [GeneratedRegex(@"(?:file://)?(?<file>/?[\w@.+-]+(?:/[\w@.+-]+)*\.(?:cs|py|[cm]?[jt]sx?|java|kt|go))(?::line |:|"", line )(?<line>\d{1,7})", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Place();
}
