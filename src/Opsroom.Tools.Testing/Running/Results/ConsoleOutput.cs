using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>The last line of numbers that runners write for people; failures are in the output then.</summary>
internal static partial class ConsoleOutput
{
    public static TestCounts? Read(string output)
    {
        if (DotNet().Matches(output) is { Count: > 0 } dotnet)
        {
            return new(dotnet.Sum(match => Number(match, "passed")), dotnet.Sum(match => Number(match, "failed")), dotnet.Sum(match => Number(match, "skipped")), []);
        }

        var line = output.Split('\n').LastOrDefault(text => Counts().IsMatch(text));
        if (line is null)
        {
            return null;
        }

        var counts = Counts().Matches(line).ToLookup(match => match.Groups["what"].Value.ToLowerInvariant(), match => Number(match, "number"), StringComparer.Ordinal);
        return new(counts["passed"].Concat(counts["passing"]).Sum(), counts["failed"].Concat(counts["failing"]).Concat(counts["errors"]).Concat(counts["error"]).Sum(), counts["skipped"].Concat(counts["pending"]).Sum(), []);
    }

    private static int Number(Match match, string group) => int.TryParse(match.Groups[group].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;

    // VSTest's one line, and the block of Microsoft.Testing.Platform
    [GeneratedRegex(@"Failed: +(?<failed>\d{1,9}), Passed: +(?<passed>\d{1,9}), Skipped: +(?<skipped>\d{1,9})|failed: (?<failed>\d{1,9})\s+succeeded: (?<passed>\d{1,9})\s+skipped: (?<skipped>\d{1,9})", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex DotNet();

    [GeneratedRegex(@"(?<number>\d{1,9}) (?<what>passed|failed|skipped|passing|failing|pending|errors?)\b", RegexOptions.ExplicitCapture, 2000)]
    private static partial Regex Counts();
}
