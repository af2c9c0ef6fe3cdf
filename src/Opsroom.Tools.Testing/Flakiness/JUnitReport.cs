using System.Collections.Immutable;
using System.Globalization;
using System.Xml;
using System.Xml.Linq;

namespace Opsroom.Tools.Testing.Flakiness;

/// <summary>One run of tests, as a report in JUnit's format tells it.</summary>
/// <remarks>
/// There is no definition of the format; what is read is what Surefire, Gradle, pytest, jest-junit, gotestsum, xunit and others agree on. A run that repeats failed tests names a test
/// several times, or has Surefire's <c>flakyFailure</c>, <c>flakyError</c>, <c>rerunFailure</c> and <c>rerunError</c> in it.
/// </remarks>
/// <param name="At">The earliest time that a suite says.</param>
internal sealed record JUnitReport(DateTimeOffset? At, ImmutableArray<TestRun> Tests)
{
    private const int LongestName = 400;
    private const int LongestMessage = 200;

    /// <exception cref="XmlException">It is not XML.</exception>
    /// <returns>Null where it is something else than a report of tests.</returns>
    public static JUnitReport? Read(string text)
    {
        using var reader = ReportXml.Open(text);
        if (reader.LocalName is not ("testsuites" or "testsuite"))
        {
            return null;
        }

        DateTimeOffset? at = null;
        var tests = ImmutableArray.CreateBuilder<TestRun>();
        while (!reader.EOF)
        {
            if (reader is { NodeType: XmlNodeType.Element, LocalName: "testcase" })
            {
                tests.Add(Read((XElement)XNode.ReadFrom(reader)));
                continue;
            }

            if (reader is { NodeType: XmlNodeType.Element, LocalName: "testsuite" or "testsuites" }
                && DateTimeOffset.TryParse(reader.GetAttribute("timestamp"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var said) && !(at < said))
            {
                at = said;
            }

            reader.Read();
        }

        return new JUnitReport(at, tests.ToImmutable());
    }

    private static TestRun Read(XElement test)
    {
        var parts = test.Elements().ToLookup(each => each.Name.LocalName, StringComparer.Ordinal);
        var failures = parts["failure"].Concat(parts["error"]).ToList();
        var passedLater = parts["flakyFailure"].Concat(parts["flakyError"]).ToList();
        return new TestRun(
            NameOf(test), failures.Count > 0 || passedLater.Count > 0, failures.Count == 0 && !parts["skipped"].Any(), parts["skipped"].Any() && failures.Count == 0,
            [.. failures.Concat(passedLater).Select(MessageOf)]);
    }

    private static string NameOf(XElement test)
    {
        var (of, name) = (test.Attribute("classname")?.Value ?? test.Attribute("file")?.Value, test.Attribute("name")?.Value ?? "(no name)");
        return OutsideText.OneLine(string.IsNullOrEmpty(of) || name.StartsWith(of, StringComparison.Ordinal) ? name : $"{of}.{name}", LongestName);
    }

    private static string MessageOf(XElement failure)
    {
        var text = failure.Attribute("message")?.Value is { Length: > 0 } message ? message : failure.Value.Length > 0 ? failure.Value : failure.Attribute("type")?.Value ?? "";
        var line = text.AsSpan().Trim();
        var end = line.IndexOfAny('\r', '\n');
        return line.IsEmpty ? "(no message)" : OutsideText.OneLine((end < 0 ? line : line[..end]).ToString(), LongestMessage);
    }
}

/// <summary>What one report says once of a test.</summary>
/// <param name="Failed">Whether it failed, even where it passed when it was repeated.</param>
/// <param name="Passed">Whether it passed, even where it failed before.</param>
internal sealed record TestRun(string Test, bool Failed, bool Passed, bool Skipped, ImmutableArray<string> Messages);
