using System.Collections.Immutable;
using System.Xml;

namespace Opsroom.Tools.Testing.Flakiness;

/// <summary>One run of tests, whatever the report's format.</summary>
/// <param name="At">The earliest time that the report says.</param>
internal sealed record RunReport(DateTimeOffset? At, ImmutableArray<TestRun> Tests)
{
    public const int LongestName = 400;
    private const int LongestMessage = 200;

    /// <exception cref="XmlException">It is not XML.</exception>
    /// <returns>Null where it is something else than a report of tests.</returns>
    public static RunReport? Read(string text)
    {
        using var reader = ReportXml.Open(text);
        return reader.LocalName switch
        {
            "testsuites" or "testsuite" => JUnitReport.Read(reader),
            "TestRun" => TrxReport.Read(reader),
            _ => null,
        };
    }

    /// <summary>A failure's message in one line.</summary>
    public static string FirstLine(string text)
    {
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return line.IsEmpty ? "(no message)" : OutsideText.OneLine((end < 0 ? line : line[..end]).ToString(), LongestMessage);
    }
}

/// <summary>What one report says once of a test.</summary>
/// <param name="Failed">Whether it failed, even where it passed when it was repeated.</param>
/// <param name="Passed">Whether it passed, even where it failed before.</param>
internal sealed record TestRun(string Test, bool Failed, bool Passed, bool Skipped, ImmutableArray<string> Messages);
