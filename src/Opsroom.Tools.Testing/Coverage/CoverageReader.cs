using System.Text.Json;
using System.Xml;

namespace Opsroom.Tools.Testing.Coverage;

/// <summary>Finds out in which format a report is written, and reads it.</summary>
internal static class CoverageReader
{
    private const string Known = "Cobertura (coverage.xml), LCOV (lcov.info), JaCoCo (jacoco.xml), JSON of coverage.py or Istanbul (coverage.json, coverage-final.json) or Go's profile (cover.out)";

    public static readonly ToolResult<CoverageReport> NothingCovered =
        ToolFailure.InvalidArgument("The report names no file: the tests ran without coverage, or every file was excluded.");

    public static ToolResult<CoverageReport> Read(string text)
    {
        var start = text.AsSpan().TrimStart("\uFEFF \t\r\n");
        if (start.IsEmpty)
        {
            return ToolFailure.InvalidArgument($"The report is empty. Give one in {Known}.");
        }

        if (start[0] is not ('<' or '{'))
        {
            return GoProfile.IsOne(start) ? GoProfile.Read(text) : LcovReport.Read(text);
        }

        try
        {
            if (start[0] == '{')
            {
                return JsonCoverage.Read(start.ToString()) is not { } read ? ToolFailure.InvalidArgument($"The report is JSON, but of neither coverage.py nor Istanbul; one of {Known} is needed.")
                    : read.IsEmpty ? NothingCovered : read.Report();
            }

            using var reader = ReportXml.Open(text);
            var root = reader.LocalName;
            var count = root switch
            {
                "coverage" => CoberturaReport.Read(reader),
                "report" => JacocoReport.Read(reader),
                _ => null,
            };
            if (count is null)
            {
                return ToolFailure.InvalidArgument($"The report's root element is '{OutsideText.OneLine(root, 60)}'; one of {Known} is needed.");
            }

            return count.IsEmpty ? NothingCovered : count.Report();
        }
        catch (JsonException error)
        {
            return ToolFailure.InvalidArgument($"The report cannot be read, line {error.LineNumber + 1}: {OutsideText.OneLine(error.Message)}");
        }
        catch (XmlException error)
        {
            return ToolFailure.InvalidArgument($"The report cannot be read, line {error.LineNumber}, column {error.LinePosition}: {OutsideText.OneLine(error.Message)}.");
        }
    }
}
