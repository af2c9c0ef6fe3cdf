using System.Globalization;
using System.Text.RegularExpressions;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>The profile that <c>go test -coverprofile</c> writes: blocks of statements, whose lines are counted. Go has no branches.</summary>
/// <remarks>The format is that of golang.org/x/tools/cover: <c>name.go:line.column,line.column statements count</c>. A line that several blocks share ran where one of them did.</remarks>
internal static partial class GoProfile
{
    private const int LongestBlock = 100_000;

    public static bool IsOne(ReadOnlySpan<char> text) => text.StartsWith("mode: ", StringComparison.Ordinal);

    public static ToolResult<CoverageReport> Read(string text)
    {
        var count = new CoverageCount(CoverageFormat.Go);
        var number = 0;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = each.Trim().TrimStart('\uFEFF').ToString();
            // profiles of several packages may be joined with their first lines
            if (line.Length == 0 || IsOne(line))
            {
                continue;
            }

            if (Block().Match(line) is not { Success: true } block || Number(block, "from") is not { } from || Number(block, "to") is not { } to || to < from || to - from > LongestBlock)
            {
                return ToolFailure.InvalidArgument($"Line {number} of the report cannot be read: '{OutsideText.OneLine(line, 80)}'.");
            }

            var file = count.FileOf(block.Groups["file"].Value);
            for (var at = from; at <= to; at++)
            {
                file.AddLine(at, block.Groups["count"].Value.AsSpan().TrimStart('0').Length > 0);
            }
        }

        return count.IsEmpty ? CoverageReader.NothingCovered : count.Report();
    }

    private static int? Number(Match block, string name) => int.TryParse(block.Groups[name].Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    [GeneratedRegex(@"^(?<file>.+):(?<from>\d+)\.\d+,(?<to>\d+)\.\d+ \d+ (?<count>\d+)$", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Block();
}
