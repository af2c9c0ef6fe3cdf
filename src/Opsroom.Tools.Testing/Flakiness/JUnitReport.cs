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
internal static class JUnitReport
{
    /// <param name="reader">Stands at the root.</param>
    public static RunReport Read(XmlReader reader)
    {
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

        return new RunReport(at, tests.ToImmutable());
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
        return OutsideText.OneLine(string.IsNullOrEmpty(of) || name.StartsWith(of, StringComparison.Ordinal) ? name : $"{of}.{name}", RunReport.LongestName);
    }

    private static string MessageOf(XElement failure) =>
        RunReport.FirstLine(failure.Attribute("message")?.Value is { Length: > 0 } message ? message : failure.Value.Length > 0 ? failure.Value : failure.Attribute("type")?.Value ?? "");
}
