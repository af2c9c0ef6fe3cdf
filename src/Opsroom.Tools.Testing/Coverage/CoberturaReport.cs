using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>Cobertura's format, as coverlet, coverage.py, gcovr and others write it.</summary>
/// <remarks>Its definition is coverage-04.dtd. The lines of a class are counted and not once more those of its methods.</remarks>
internal static class CoberturaReport
{
    public static CoverageCount Read(XmlReader reader)
    {
        var count = new CoverageCount(CoverageFormat.Cobertura);
        foreach (var each in ReportXml.Elements(reader, "class"))
        {
            if (each.Attribute("filename")?.Value is not { Length: > 0 } path)
            {
                continue;
            }

            var file = count.FileOf(path);
            var lines = each.Elements().Where(part => part.Name.LocalName == "lines").SelectMany(part => part.Elements()).ToList();
            foreach (var line in lines.Count > 0 ? lines : [.. each.Descendants().Where(part => part.Name.LocalName == "line")])
            {
                Add(file, line);
            }
        }

        return count;
    }

    private static void Add(CoverageCount.FileCount file, XElement line)
    {
        if (!int.TryParse(line.Attribute("number")?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return;
        }

        // counters of long runs do not fit an int
        file.AddLine(number, line.Attribute("hits")?.Value is { } hits && hits.AsSpan().Trim().TrimStart('0') is { IsEmpty: false } and not ['-', ..]);
        if (Conditions(line.Attribute("condition-coverage")?.Value) is var (taken, all))
        {
            file.AddBranches(number, all, taken);
        }
    }

    /// <summary>What stands in the brackets of <c>50% (1/2)</c>.</summary>
    private static (int Taken, int All)? Conditions(string? text)
    {
        var (open, slash, close) = text is null ? (-1, -1, -1) : (text.IndexOf('('), text.IndexOf('/'), text.IndexOf(')'));
        return open >= 0 && open < slash && slash < close
            && int.TryParse(text.AsSpan(open + 1, slash - open - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var taken)
            && int.TryParse(text.AsSpan(slash + 1, close - slash - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var all) ? (taken, all) : null;
    }
}
