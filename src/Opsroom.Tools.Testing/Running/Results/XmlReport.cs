using System.Collections.Immutable;
using System.Globalization;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing.Running.Results;

/// <summary>TRX of .NET, JUnit's XML as most runners write it, and xunit's own.</summary>
internal static class XmlReport
{
    /// <exception cref="System.Xml.XmlException">It is not XML.</exception>
    public static TestCounts? Read(string text)
    {
        using var reader = ReportXml.Open(text);
        return reader.LocalName switch
        {
            "TestRun" => Of(ReportXml.Elements(reader, "UnitTestResult"), Trx),
            "testsuites" or "testsuite" => Of(ReportXml.Elements(reader, "testcase"), JUnit),
            "assemblies" or "assembly" => Of(ReportXml.Elements(reader, "test"), XUnit),
            _ => null,
        };
    }

    private static TestCounts Of(IEnumerable<XElement> tests, Func<XElement, (char Outcome, TestFailure? Failure)> read)
    {
        var failures = ImmutableArray.CreateBuilder<TestFailure>();
        int passed = 0, failed = 0, skipped = 0;
        foreach (var test in tests)
        {
            var (outcome, failure) = read(test);
            (passed, failed, skipped) = (passed + (outcome == 'P' ? 1 : 0), failed + (outcome == 'F' ? 1 : 0), skipped + (outcome == 'S' ? 1 : 0));
            if (failure is not null)
            {
                failures.Add(failure);
            }
        }

        return new(passed, failed, skipped, failures.ToImmutable());
    }

    private static (char, TestFailure?) Trx(XElement test) => (string?)test.Attribute("outcome") switch
    {
        "Passed" or "PassedButRunAborted" => ('P', null),
        "NotExecuted" or "Inconclusive" or "NotRunnable" => ('S', null),
        _ => ('F', FailurePlace.Of((string?)test.Attribute("testName") ?? "?", Descendant(test, "Message"), Descendant(test, "StackTrace"))),
    };

    private static (char, TestFailure?) JUnit(XElement test)
    {
        if (test.Elements().FirstOrDefault(child => child.Name.LocalName is "failure" or "error") is { } failure)
        {
            var name = string.Join('.', new[] { (string?)test.Attribute("classname"), (string?)test.Attribute("name") }.Where(part => !string.IsNullOrEmpty(part)));
            var place = FailurePlace.Of(name, (string?)failure.Attribute("message") ?? failure.Value, failure.Value);
            return ('F', place with { File = place.File ?? (string?)test.Attribute("file"), Line = place.Line ?? (int.TryParse((string?)test.Attribute("line"), NumberStyles.None, CultureInfo.InvariantCulture, out var line) ? line : null) });
        }

        return (test.Elements().Any(child => child.Name.LocalName == "skipped") ? 'S' : 'P', null);
    }

    private static (char, TestFailure?) XUnit(XElement test) => (string?)test.Attribute("result") switch
    {
        "Pass" => ('P', null),
        "Skip" or "NotRun" => ('S', null),
        _ => ('F', FailurePlace.Of((string?)test.Attribute("name") ?? "?", Descendant(test, "message"), Descendant(test, "stack-trace"))),
    };

    private static string Descendant(XElement of, string name) => of.Descendants().FirstOrDefault(element => element.Name.LocalName == name)?.Value ?? "";
}
