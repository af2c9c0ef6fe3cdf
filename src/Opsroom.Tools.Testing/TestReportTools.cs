using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text;
using System.Xml;
using Opsroom.Tools.Testing.Coverage;
using Opsroom.Tools.Testing.Flakiness;

namespace Opsroom.Tools.Testing;

/// <summary>Tools that read what test runs have left behind. Nothing is run.</summary>
public sealed class TestReportTools
{
    private const int MostReports = 200;

    [Tool("coverage_report", Effect.Read, Tainted = true)]
    [ToolExample("""{"report_content": "SF:src/cart.ts\nDA:1,4\nDA:2,0\nBRDA:1,0,0,3\nBRDA:1,0,1,-\nend_of_record\n"}""")]
    [Description(
        "Reads a coverage report (Cobertura, LCOV, JaCoCo, JSON of coverage.py or Istanbul, or Go's profile, found out by itself): rates of lines and branches in all and by file, and the files where most is missed with the lines that never ran "
        + "and those of which a branch was never taken.")]
    public static async Task<ToolResult<CoverageReport>> CoverageReportAsync(
        [Description("The report.")] TextInput? report,
        [Description("The report's file: the same as report_path."), StringLength(512)] string? path,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        if (report is not null)
        {
            return CoverageReader.Read(report.Text);
        }

        if (path is null)
        {
            return ToolFailure.InvalidArgument("report_content or report_path is needed: a report of Cobertura, LCOV, JaCoCo, coverage.py, Istanbul or Go.");
        }

        var read = await context.Workspace.ReadAsync(path, cancellationToken);
        return read.Value is { } file ? CoverageReader.Read(TextOf(file.Bytes)) : read.Failure!;
    }

    [Tool("flaky_report", Effect.Read, Tainted = true)]
    [ToolExample("""
        {"reports_content": [
          "<testsuite timestamp='2026-01-01T10:00:00Z'><testcase classname='Cart' name='adds'/></testsuite>",
          "<testsuite timestamp='2026-01-02T10:00:00Z'><testcase classname='Cart' name='adds'><failure message='timeout'/></testcase></testsuite>",
          "<testsuite timestamp='2026-01-03T10:00:00Z'><testcase classname='Cart' name='adds'/></testsuite>"]}
        """)]
    [Description(
        "Finds flaky tests in the JUnit or TRX reports of several runs: those that gave both outcomes in one run, or changed their outcome more than once; each with its flake rate and how sure it is, its outcomes in "
        + "order, what it failed with, and what fails together with it. Tests that a change may have broken or mended are told apart. Give at least three runs of the same tests.")]
    public static async Task<ToolResult<FlakyReport>> FlakyReportAsync(
        [Description("The reports, one for each run, in order where they have no timestamp."), Length(1, MostReports)] ImmutableArray<string>? reportsContent,
        [Description("The reports' files, one for each run."), Length(1, MostReports)] ImmutableArray<string>? paths,
        ToolContext context,
        CancellationToken cancellationToken)
    {
        var (reports, unreadable) = (new List<RunReport>(), ImmutableArray.CreateBuilder<string>());
        foreach (var (text, index) in (reportsContent ?? []).Select((text, index) => (text, index)))
        {
            Read($"report {index + 1}", text);
        }

        foreach (var path in paths ?? [])
        {
            var read = await context.Workspace.ReadAsync(path, cancellationToken);
            if (read.Value is not { } file)
            {
                return read.Failure!;
            }

            Read(path, TextOf(file.Bytes));
        }

        if (reports.Count == 0)
        {
            return ToolFailure.InvalidArgument(unreadable.Count == 0 ? "reports_content or paths is needed: JUnit or TRX reports of several runs of the same tests." : $"None of the reports can be read: {unreadable[0]}");
        }

        return FlakinessAnalysis.Of(reports, unreadable.ToImmutable());

        void Read(string name, string text)
        {
            try
            {
                if (RunReport.Read(text) is { } report)
                {
                    reports.Add(report);
                }
                else
                {
                    unreadable.Add($"{name} is no report of JUnit or TRX: its root is neither testsuites nor testsuite nor TestRun.");
                }
            }
            catch (XmlException error)
            {
                unreadable.Add($"{name}, line {error.LineNumber}, column {error.LinePosition}: {OutsideText.OneLine(error.Message)}.");
            }
        }
    }

    /// <summary>UTF-8, or what the first bytes say: reports that Windows writes may be in UTF-16.</summary>
    private static string TextOf(ReadOnlyMemory<byte> bytes)
    {
        using var reader = new StreamReader(new MemoryStream(bytes.ToArray()), Encoding.UTF8, detectEncodingFromByteOrderMarks: true);
        return reader.ReadToEnd();
    }
}
