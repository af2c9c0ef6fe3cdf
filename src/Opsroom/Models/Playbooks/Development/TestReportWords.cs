using System.Collections.Immutable;
using Opsroom.Models.Playbooks.Reading;

namespace Opsroom.Models.Playbooks.Development;

/// <summary>Tells whether a task is about the reports of tests, and which files may be such reports.</summary>
internal static class TestReportWords
{
    private static readonly string[] CoverageNames = ["coverage", "cobertura", "lcov", "jacoco"];

    public static bool IsCoverage(TaskBrief brief) => brief.Text.Mentions("coverage", "couverture", "cobertura", "abdeckung", "copertura", "dekking", "lcov", "jacoco");

    public static bool IsFlakiness(TaskBrief brief) => brief.Text.Mentions("flaky", "flake", "flakes", "flakiness", "unstable", "intermittent", "wackelig", "instabil");

    public static bool IsCoverageReport(CodeBlock block) =>
        block.Content.Contains("<coverage", StringComparison.Ordinal) || block.Content.Contains("<report", StringComparison.Ordinal) || block.Content.Contains("SF:", StringComparison.Ordinal);

    public static bool IsRunReport(CodeBlock block) => block.Content.Contains("<testsuite", StringComparison.Ordinal);

    /// <summary>The report that is named, else those in the workspace that are called like one.</summary>
    public static ImmutableArray<string> CoverageFiles(PlaybookBrief asked, TaskBrief brief) => Named(brief, ".xml", ".info", ".lcov") is { IsEmpty: false } named
        ? named : [.. asked.Files.Where(file => HasExtension(file, ".xml", ".info", ".lcov") && CoverageNames.Any(name => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase)))];

    /// <summary>The reports that are named, else all XML of the workspace that is not about coverage.</summary>
    public static ImmutableArray<string> RunFiles(PlaybookBrief asked, TaskBrief brief) => Named(brief, ".xml") is { IsEmpty: false } named
        ? named : [.. asked.Files.Where(file => HasExtension(file, ".xml") && !CoverageNames.Any(name => Path.GetFileName(file).Contains(name, StringComparison.OrdinalIgnoreCase)))];

    private static ImmutableArray<string> Named(TaskBrief brief, params string[] extensions) => [.. brief.Paths.Where(path => HasExtension(path, extensions))];

    private static bool HasExtension(string path, params string[] extensions) => extensions.Any(extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase));
}
