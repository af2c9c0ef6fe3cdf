using System.Collections.Immutable;
using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>The Test Anything Protocol, as <c>node --test</c> writes it.</summary>
internal static partial class TapOutput
{
    public static TestCounts? Read(string output)
    {
        var summary = Summary().Matches(output).ToDictionary(match => match.Groups["name"].Value, match => int.Parse(match.Groups["number"].Value, CultureInfo.InvariantCulture), StringComparer.Ordinal);
        if (!summary.TryGetValue("pass", out var passed) || !summary.TryGetValue("fail", out var failed))
        {
            return null;
        }

        var failures = NotOk().Matches(output).Where(match => !match.Groups["text"].Value.Contains("type: 'suite'", StringComparison.Ordinal) && !match.Groups["text"].Value.Contains("subtestsFailed", StringComparison.Ordinal))
            .Select(match =>
            {
                var text = match.Groups["text"].Value;
                var message = Error().Match(text) is { Success: true } error ? error.Groups["text"].Value : text;
                return FailurePlace.Of(match.Groups["name"].Value.Trim(), string.Join('\n', message.Split('\n').Select(line => line.Trim())), Stack().Match(text) is { Success: true } stack ? stack.Value : text);
            }).ToImmutableArray();
        return new(passed, failed + summary.GetValueOrDefault("cancelled"), summary.GetValueOrDefault("skipped") + summary.GetValueOrDefault("todo"), failures);
    }

    [GeneratedRegex(@"^# (?<name>pass|fail|skipped|todo|cancelled) (?<number>\d{1,9})\s*$", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Summary();

    [GeneratedRegex(@"^ *not ok \d+ - (?<name>[^\n]*)\n *---\n(?<text>(?:(?! *\.\.\.$)[^\n]*\n)*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex NotOk();

    [GeneratedRegex(@"^ *error: (?:\|-\n)?(?<text>(?:(?! *(?:code|name|stack|expected|actual|operator):)[^\n]*\n)*)", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Error();

    [GeneratedRegex(@"^ *stack: \|-\n(?:[^\n]*\n)*", RegexOptions.ExplicitCapture | RegexOptions.Multiline, 2000)]
    private static partial Regex Stack();
}
