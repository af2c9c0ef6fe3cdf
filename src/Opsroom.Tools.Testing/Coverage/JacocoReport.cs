using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>JaCoCo's format.</summary>
/// <remarks>
/// Its definition is JaCoCo's report.dtd: <c>ci</c> and <c>mi</c> are instructions that ran and did not, <c>cb</c> and <c>mb</c> branches. A line ran where one of its
/// instructions did. Files that were compiled without line numbers have counters only.
/// </remarks>
internal static class JacocoReport
{
    public static CoverageCount Read(XmlReader reader)
    {
        var count = new CoverageCount(CoverageFormat.Jacoco);
        foreach (var package in ReportXml.Elements(reader, "package"))
        {
            var folder = package.Attribute("name")?.Value;
            foreach (var source in package.Elements("sourcefile"))
            {
                if (source.Attribute("name")?.Value is { Length: > 0 } name)
                {
                    Add(count.FileOf(string.IsNullOrEmpty(folder) ? name : $"{folder}/{name}"), source);
                }
            }
        }

        return count;
    }

    private static void Add(CoverageCount.FileCount file, XElement source)
    {
        var lines = source.Elements("line").ToList();
        foreach (var line in lines.Where(line => Number(line, "nr") > 0))
        {
            file.AddLine(Number(line, "nr"), Number(line, "ci") > 0);
            file.AddBranches(Number(line, "nr"), Number(line, "cb") + Number(line, "mb"), Number(line, "cb"));
        }

        if (lines.Count == 0)
        {
            var (missed, covered) = Counter(source, "LINE");
            var (untaken, taken) = Counter(source, "BRANCH");
            file.AddSums(missed + covered, covered, untaken + taken, taken);
        }
    }

    private static (int Missed, int Covered) Counter(XElement source, string type) =>
        source.Elements("counter").FirstOrDefault(each => each.Attribute("type")?.Value == type) is { } counter ? (Number(counter, "missed"), Number(counter, "covered")) : (0, 0);

    private static int Number(XElement element, string name) =>
        int.TryParse(element.Attribute(name)?.Value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : 0;
}
