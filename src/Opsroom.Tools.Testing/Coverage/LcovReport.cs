using System.Globalization;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>LCOV's tracefiles, as geninfo, Istanbul and others write them.</summary>
/// <remarks>
/// The format is that of geninfo(1). <c>SF:path</c> begins a file, <c>DA:line,hits[,checksum]</c> is a line, <c>BRDA:line,block,branch,taken</c> a branch (<c>-</c> where its line never
/// ran), <c>end_of_record</c> ends the file. The sums are counted from these and not taken from <c>LF</c> and <c>LH</c>, which differ between runs that are put together.
/// </remarks>
internal static class LcovReport
{
    public static ToolResult<CoverageReport> Read(string text)
    {
        var count = new CoverageCount(CoverageFormat.Lcov);
        CoverageCount.FileCount? file = null;
        var number = 0;
        foreach (var each in text.AsSpan().EnumerateLines())
        {
            number++;
            var line = each.Trim().TrimStart('\uFEFF');
            var colon = line.IndexOf(':');
            var tag = colon < 0 ? line : line[..colon];
            var value = line[(colon + 1)..];
            switch (tag)
            {
                case "SF":
                    file = count.FileOf(value.ToString());
                    break;
                case "end_of_record":
                    file = null;
                    break;
                case "DA" or "BRDA" when file is null:
                    return ToolFailure.InvalidArgument($"Line {number} of the report counts for no file: 'SF:' has to stand before it.");
                case "DA" when !AddLine(file!, value):
                case "BRDA" when !AddBranch(file!, value):
                    return ToolFailure.InvalidArgument($"Line {number} of the report cannot be read: '{OutsideText.OneLine(line.ToString(), 80)}'.");
            }
        }

        if (count.IsEmpty)
        {
            return ToolFailure.InvalidArgument("The report is in no format that is known: it is neither XML nor JSON, begins with no 'mode:' of Go, and no line of it begins with 'SF:' of LCOV.");
        }

        return count.Report();
    }

    private static bool AddLine(CoverageCount.FileCount file, ReadOnlySpan<char> value)
    {
        Span<Range> parts = stackalloc Range[3];
        if (value.Split(parts, ',') < 2 || !int.TryParse(value[parts[0]], NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
        {
            return false;
        }

        var hits = value[parts[1]].Trim();
        file.AddLine(number, !hits.TrimStart('0').IsEmpty && hits[0] != '-');
        return !hits.IsEmpty;
    }

    private static bool AddBranch(CoverageCount.FileCount file, ReadOnlySpan<char> value)
    {
        var (first, last) = (value.IndexOf(','), value.LastIndexOf(','));
        if (first < 1 || last <= first || !int.TryParse(value[..first], NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return false;
        }

        file.AddBranch(number, value[(first + 1)..last].ToString(), value[(last + 1)..].Trim() is not ("-" or "0"));
        return true;
    }
}
