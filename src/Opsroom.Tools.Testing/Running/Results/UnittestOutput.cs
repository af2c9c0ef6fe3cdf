using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>What Python's <c>unittest</c> writes at the end of a run; it has no report of its own.</summary>
internal static partial class UnittestOutput
{
    public static TestCounts? Read(string output)
    {
        if (Summary().Matches(output) is not [.., var summary])
        {
            return null;
        }

        var counts = Count().Matches(summary.Groups["counts"].Value).ToDictionary(match => match.Groups["what"].Value, match => Number(match.Groups["number"]), StringComparer.Ordinal);
        var failures = Failed().Matches(output).Select(match => (Test: Name(match), Text: match.Groups["text"].Value)).ToList();
        // a test with several subtests that fail is one test
        var failed = failures.Count > 0 ? failures.Select(failure => failure.Test).Distinct(StringComparer.Ordinal).Count() : counts.GetValueOrDefault("failures") + counts.GetValueOrDefault("errors");
        failed += counts.GetValueOrDefault("unexpected successes");
        var skipped = counts.GetValueOrDefault("skipped") + counts.GetValueOrDefault("expected failures");
        return new(Math.Max(0, Number(summary.Groups["ran"]) - failed - skipped), failed, skipped, [.. failures.Select(failure => FailurePlace.Of(failure.Test, LastLine(failure.Text), failure.Text))]);
    }

    /// <summary>Since Python 3.11 the brackets hold the method too.</summary>
    private static string Name(Match match)
    {
        var (method, of) = (match.Groups["method"].Value, match.Groups["of"].Value);
        return of.EndsWith($".{method}", StringComparison.Ordinal) ? of : $"{of}.{method}";
    }

    private static string LastLine(string traceback) => traceback.TrimEnd().Split('\n').LastOrDefault(line => line.Length > 0 && !char.IsWhiteSpace(line[0])) ?? "";

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^Ran (?<ran>\d{1,9}) tests? in [^\n]*\n\n(?:OK|FAILED|NO TESTS RAN)(?: \((?<counts>[^)\n]*)\))?", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Summary();

    [GeneratedRegex(@"(?<what>failures|errors|skipped|expected failures|unexpected successes)=(?<number>\d{1,9})", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Count();

    [GeneratedRegex(@"^={70}\n(?:FAIL|ERROR): (?<method>\S+) \((?<of>[^)\n]+)\)[^\n]*\n(?:(?!-{70}$)[^\n]*\n)?-{70}\n(?<text>(?:(?!={70}$|-{70}$)[^\n]*\n)*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Failed();
}
